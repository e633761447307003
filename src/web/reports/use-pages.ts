import { useInfiniteQuery } from '@tanstack/react-query';
import type { Page } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

const COUNTING_MS = 1000;

/** A list of the API page by page, newest first; read again every second while something in it is still being counted. */
export function usePages<Item>(
  path: string,
  asked: Record<string, string>,
  isCounting: (item: Item) => boolean = () => false,
) {
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
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isCounting)) === true && COUNTING_MS,
  });
}
