import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiProblem } from '../api/api.ts';
import type { Loadable } from '../page/page-frame.tsx';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { ReportFilter } from './report-filter.ts';

const REFRESH_MS = 60_000;

/** A report; whoever may not see the network gets the first of the branches. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names the shape of the answer
export function useReport<Report>(
  path: string,
  asked: Record<string, string>,
  filter: Pick<ReportFilter, 'branch' | 'set'>,
): { data: Report | undefined; frame: Loadable; outdated: boolean } {
  const { api, me } = useWorkplace();
  const query = useQuery({
    queryKey: ['reports', path, asked],
    queryFn: ({ signal }) => api.get<Report>(`${path}?${new URLSearchParams(asked)}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    retry: (failures, error) => !(error instanceof ApiProblem && error.status < 500) && failures < 2,
  });
  const first = me?.branches[0]?.id;
  const choosing =
    query.error instanceof ApiProblem &&
    query.error.type === 'choose-branch' &&
    filter.branch === null &&
    first !== undefined;
  useEffect(() => {
    if (choosing) filter.set({ branch: first });
  });
  const { isPending, isFetching, error, data, refetch } = query;
  return {
    data,
    frame: { isFetching, data, refetch, isPending: isPending || choosing, error: choosing ? null : error },
    outdated: query.isPlaceholderData,
  };
}
