import type { Booking, Evidence } from './evidence.ts';
import type { VisitState } from './directory-entry.ts';

/** A visit of somebody of the household as it is known after the call; instants in milliseconds. */
export interface LaterVisit {
  /** `source:externalId` */
  id: string;
  person: number;
  state: VisitState;
  addedAt: number | null;
  /** The local day on which it was added, `yyyy-MM-dd`, where the source tells no time of day. */
  addedOn: string | null;
}

const STRONG_MS = 30 * 60_000;
const WINDOW_MS = 24 * 3_600_000;

/**
 * The new visit that a presumed call about the own visit brought to the household, null when none. A visit that took
 * the place of one that was open at the call is a move, not a booking.
 */
export function bookedAfter(
  call: { startedAt: number; endedAt: number },
  evidence: Pick<Evidence, 'people' | 'day'>,
  visits: readonly LaterVisit[],
): Booking | null {
  const before = new Map(evidence.people.flatMap(({ visits: known }) => known.map((visit) => [visit.id, visit.state])));
  const moves = new Map<number, number>();
  for (const { id, person, state } of visits) {
    const was = before.get(id);
    const wasOpen = was === 'planned' || was === 'confirmed' || was === 'arrived';
    if (wasOpen && (state === 'moved' || state === 'cancelled')) moves.set(person, (moves.get(person) ?? 0) + 1);
  }
  const fresh = visits
    .filter((visit) => !before.has(visit.id) && isAfter(visit, call, evidence.day))
    .toSorted((a, b) => (a.addedAt ?? 0) - (b.addedAt ?? 0) || (a.id < b.id ? -1 : 1));
  for (const { id, person, addedAt, addedOn } of fresh) {
    const moved = moves.get(person) ?? 0;
    if (moved > 0) {
      moves.set(person, moved - 1);
      continue;
    }
    const strong = addedOn === null && addedAt !== null && addedAt <= call.endedAt + STRONG_MS;
    return { visit: id, person, strength: strong ? 'strong' : 'weak' };
  }
  return null;
}

function isAfter({ addedAt, addedOn }: LaterVisit, call: { startedAt: number; endedAt: number }, day: string): boolean {
  if (addedOn !== null) return addedOn === day;
  return addedAt !== null && call.startedAt <= addedAt && addedAt <= call.endedAt + WINDOW_MS;
}
