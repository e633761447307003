import type { FoldedCall } from '../calls/index.ts';

/** What we have of a call, as far as the provider's list can add to it. */
export interface OurCall {
  id: number;
  startedAt: Date;
  ended: boolean;
  /** Closed by us because no end came. */
  expired: boolean;
  direction: string | null;
  external: string | null;
  line: string | null;
  result: string | null;
  talkSeconds: number | null;
  recordings: number;
  /** Extensions that talked. */
  talked: readonly string[];
}

/** Notifications and lists of one provider may round differently. */
const SAME_START_MS = 5000;

export type Found = 'missing' | 'incomplete';

/**
 * What the provider's list can add to a call: everything, something, or nothing. `ours` are all calls that the
 * provider's ids lead to: several are parts of one that nobody told us to join.
 */
export function compareCall(theirs: FoldedCall, ours: readonly OurCall[]): Found | null {
  const [own, ...others] = ours;
  if (own === undefined) return 'missing';
  const adds =
    others.length > 0 ||
    !own.ended ||
    own.expired ||
    own.startedAt.getTime() - theirs.startedAt.at.getTime() > SAME_START_MS ||
    tells(theirs.direction, own.direction) ||
    tells(theirs.external, own.external) ||
    tells(theirs.line, own.line) ||
    (theirs.result !== null && theirs.result !== own.result) ||
    tells(theirs.talkSeconds, own.talkSeconds) ||
    (theirs.recordings.length > 0 && own.recordings === 0) ||
    theirs.legs.some(
      ({ extension, answeredAt }) => extension !== null && answeredAt !== null && !own.talked.includes(extension),
    );
  return adds ? 'incomplete' : null;
}

function tells(theirs: unknown, ours: unknown): boolean {
  return theirs !== null && ours === null;
}
