import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Page } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { HistoryCall, HistoryItem } from './shapes.ts';

const pageSize = 100;
const refreshEveryMs = 30_000;
/** Who scrolled far reads old calls: to ask for all those pages anew would only cost. */
const pagesToRefresh = 2;

/** Calls and requests of a filter (as the query of the API), newest first, a page after the other. */
export function useHistory(filter: string) {
  const { api, feed } = useWorkplace();
  const queries = useQueryClient();
  const live = useSyncExternalStore(feed.subscribe, feed.calls);
  const list = useInfiniteQuery({
    queryKey: ['history', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<HistoryItem>>(
        `history?${filter}&limit=${pageSize}${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= pagesToRefresh ? refreshEveryMs : false),
    refetchOnWindowFocus: false,
  });
  const going = live.calls.map(({ callId, phase }) => `${callId} ${phase}`).join();
  useEffect(() => {
    const timer = setTimeout(() => {
      const { data } = queries.getQueryState<InfiniteData<Page<HistoryItem>>>(['history', filter]) ?? {};
      if (data !== undefined && data.pages.length <= pagesToRefresh)
        void queries.invalidateQueries({ queryKey: ['history', filter] });
    }, 1_000);
    return () => clearTimeout(timer);
  }, [going, filter, queries]);
  return list;
}

function isOld(item: HistoryItem, { id, version }: HistoryCall): boolean {
  return item.kind === 'call' && item.call.id === id && item.call.version !== version;
}

/** Puts a call that was read anew in its place in every list. */
export function usePutCall(): (call: HistoryCall) => void {
  const queries = useQueryClient();
  return useCallback(
    (call) =>
      void queries.setQueriesData<InfiniteData<Page<HistoryItem>>>({ queryKey: ['history'] }, (lists) =>
        lists === undefined
          ? lists
          : {
              ...lists,
              pages: lists.pages.map((page) =>
                page.items.some((item) => isOld(item, call))
                  ? { ...page, items: page.items.map((item) => (isOld(item, call) ? { kind: 'call', call } : item)) }
                  : page,
              ),
            },
      ),
    [queries],
  );
}
