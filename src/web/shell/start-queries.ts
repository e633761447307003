import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, createApi } from '../api/api.ts';
import type { Me } from '../api/shapes.ts';
import type { FirstAnswers } from '../start/first-answers.ts';
import { beginOfToday } from '../today/begin-of-today.ts';
import { serverNow } from '../words/server-clock.ts';

/** The cache of the app, with what was asked at the start in it: what has come, and what is still on its way. */
export function startQueries(first: FirstAnswers | null): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        networkMode: 'always',
        retry: (failures, error) =>
          failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      },
      mutations: { networkMode: 'always' },
    },
  });
  if (first === null) return client;
  const api = createApi(first.token);
  const { come } = first.me;
  if (come === null)
    void client.prefetchQuery({
      queryKey: ['me'],
      queryFn: async ({ signal }) => {
        const early = await first.me.later;
        // Before anybody who waits for it asks for the calls.
        if (early !== null) takeCalls(early, first);
        return early ?? api.me(signal);
      },
    });
  else {
    client.setQueryData(['me'], come.answer, { updatedAt: come.at });
    takeCalls(come.answer, first);
  }
  return client;

  function takeCalls(me: Me, { today }: FirstAnswers): void {
    const since = today.come?.answer.since ?? beginOfToday(me, serverNow());
    const queryKey = ['calls', since];
    if (today.come !== null)
      client.setQueryData(
        queryKey,
        { pages: [today.come.answer.page], pageParams: [null] },
        { updatedAt: today.come.at },
      );
    else
      void client.prefetchInfiniteQuery({
        queryKey,
        queryFn: async ({ signal }) => {
          const early = await today.later;
          return early?.since === since ? early.page : api.calls({ since, cursor: null }, signal);
        },
        initialPageParam: null,
      });
  }
}
