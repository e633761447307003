import { useQuery } from '@tanstack/react-query';
import { useWorkplace } from '../workplace/workplace-context.ts';

export interface Presence {
  seat: string;
  name: string;
  since: string;
}

export interface OnShift {
  items: Presence[];
  /** Who sat there lately, to choose from; an older server does not tell. */
  names?: string[];
}

/** Who sits where now. One question for all that ask. */
export function usePresence(): {
  nameAt(seat: string | null): string | null;
  at(seat: string | null): Presence | null;
  names: readonly string[];
  known: boolean;
} {
  const { api, me } = useWorkplace();
  const query = useQuery({
    queryKey: ['shift'],
    queryFn: ({ signal }) => api.get<OnShift>('shift', signal),
    enabled: me?.seat != null,
    refetchInterval: 60_000,
    retry: false,
  });
  const at = (seat: string | null): Presence | null => query.data?.items.find((one) => one.seat === seat) ?? null;
  return {
    at,
    nameAt: (seat) => at(seat)?.name ?? null,
    names: query.data?.names ?? [],
    known: query.data !== undefined,
  };
}
