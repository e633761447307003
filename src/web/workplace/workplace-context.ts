import { createContext, useContext } from 'react';
import type { Api } from '../api/api.ts';
import type { Branch, Line, Me } from '../api/shapes.ts';
import type { CallFeed } from '../calls/call-feed.ts';

export interface WorkplaceValue {
  api: Api;
  feed: CallFeed;
  /** Null until it is loaded; calls are shown without it. */
  me: Me | null;
  counterMode: boolean;
}

export const WorkplaceContext = createContext<WorkplaceValue | null>(null);

export function useWorkplace(): WorkplaceValue {
  const value = useContext(WorkplaceContext);
  if (value === null) throw new Error('used outside of a workplace');
  return value;
}

export interface Places {
  branch(id: string | null): Branch | null;
  /** The name for the screen, the id itself when the branch is not among ours. */
  branchName(id: string | null): string | null;
  /** The IANA zone in which a branch reads its times; the browser's when the branch is unknown. */
  zone(branchId: string | null): string;
  line(number: string | null): Line | null;
  /** The name of a workplace, the id itself when it is not among ours. */
  seatName(id: string): string;
}

export function usePlaces(): Places {
  const { me } = useWorkplace();
  const own = me?.branches[0]?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const branch = (id: string | null): Branch | null => me?.branches.find((known) => known.id === id) ?? null;
  return {
    branch,
    branchName: (id) => branch(id)?.name ?? id,
    zone: (id) => branch(id)?.zone ?? own,
    seatName: (id) => me?.seats?.find((known) => known.id === id)?.name ?? id,
    line: (number) => me?.lines.find((known) => known.number === number) ?? null,
  };
}
