import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Page } from '../api/shapes.ts';
import { useWorkplace } from '../workplace/workplace-context.ts';
import type { SiteRequest } from './shapes.ts';

export const requestOfCallKey = (callId: string) => ['requests', 'of-call', callId] as const;

/** The request that was made at the card of this call, at whatever workplace; null: none. */
export function useRequestOfCall(callId: string, wanted: boolean): UseQueryResult<SiteRequest | null> {
  const { api } = useWorkplace();
  return useQuery({
    queryKey: requestOfCallKey(callId),
    queryFn: async ({ signal }) => {
      const asked = `requests?state=active&source=seat&limit=1&call=${encodeURIComponent(callId)}`;
      return (await api.get<Page<SiteRequest>>(asked, signal)).items[0] ?? null;
    },
    enabled: wanted,
  });
}
