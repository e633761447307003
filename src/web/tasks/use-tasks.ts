import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { TaskPage, TaskTypes } from './shapes.ts';

const followEveryMs = 5_000;
const noTypes: TaskTypes = { items: [], closeReasons: [] };

/** Tasks by a filter (as the query of the API), a page after the other, asked anew whenever any task changed. */
export function useTasks(filter: string) {
  const { api } = useWorkplace();
  const list = useInfiniteQuery({
    queryKey: ['tasks', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<TaskPage>(
        `tasks?${filter}&limit=200${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  useFollowed(list.data?.pages[0]?.since);
  return list;
}

/** Asks cheaply what changed; nothing is drawn anew while nothing did. */
function useFollowed(since: string | undefined): void {
  const { api } = useWorkplace();
  const queries = useQueryClient();
  const changed = useQuery({
    queryKey: ['tasks-changed', since],
    queryFn: async ({ signal }) =>
      (await api.get<TaskPage>(`tasks?since=${since}&limit=1`, signal)).items.length > 0 ? since : null,
    enabled: since !== undefined,
    refetchInterval: followEveryMs,
    gcTime: 0,
  });
  const outdated = changed.data != null && changed.data === since;
  useEffect(() => {
    if (outdated) void queries.invalidateQueries({ queryKey: ['tasks'] });
  }, [outdated, queries]);
}

export function useTaskTypes(): TaskTypes {
  const { api } = useWorkplace();
  const types = useQuery({
    queryKey: ['task-types'],
    queryFn: ({ signal }) => api.get<TaskTypes>('tasks/types', signal),
    staleTime: 300_000,
  });
  return types.data ?? noTypes;
}
