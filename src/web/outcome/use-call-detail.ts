import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { CallDetail } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';

/** What was said and written of a call; asked again whenever some call changes. */
export function useCallDetail(callId: string): UseQueryResult<CallDetail> {
  const { api } = useWorkplace();
  return useQuery({
    queryKey: ['calls', 'one', callId],
    queryFn: ({ signal }) => api.get<CallDetail>(`calls/${encodeURIComponent(callId)}`, signal),
  });
}
