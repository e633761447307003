import { useInfiniteQuery } from '@tanstack/react-query';
import type { Page } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

/** A list of the API page by page, newest first. `cursor` is the name of its parameter for the next page. */
export function useList<Item>(
  path: string,
  asked: Record<string, string>,
  { cursor = 'cursor', everyMs }: { cursor?: string; everyMs?: number } = {},
) {
  const { api } = useWorkplace();
  const told = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
  return useInfiniteQuery({
    queryKey: [path, told],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Item>>(
        `${path}?${new URLSearchParams({ ...told, limit: '50', ...(pageParam !== null && { [cursor]: pageParam }) })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
}
