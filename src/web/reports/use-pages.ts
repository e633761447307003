import { useInfiniteQuery } from '@tanstack/react-query';
import type { Page } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

/** A list of the API page by page, newest first. */
export function usePages<Item>(path: string, asked: Record<string, string>) {
  const { api } = useWorkplace();
  return useInfiniteQuery({
    queryKey: ['reports', path, asked],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Item>>(
        `${path}?${new URLSearchParams({ ...asked, limit: '50', ...(pageParam !== null && { cursor: pageParam }) })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}
