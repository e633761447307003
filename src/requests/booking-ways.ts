import type { Identity } from '../access/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { RequestTargets } from './tell-request.ts';

/** How a visit is made at a workplace, by what its systems can: each is the name of the system, or null. */
export interface BookingWays {
  /** It is open there, and the visit is written into it. */
  booksIn: string | null;
  /** It is not, and takes requests. */
  requestsIn: string | null;
}

/**
 * A MIS into which what a workplace asks for is entered as a visit is asked. Else, where a MIS that shows its times is
 * open, a request of ours would have to be confirmed in it again, so none is offered.
 * `booksIn`: the system whose timetable or visits we are told of.
 */
export function bookingWays(
  { seat }: Pick<Identity, 'seat'>,
  { seats }: Pick<Configuration, 'seats'>,
  { booksIn, targets }: { booksIn: string | null; targets: Pick<RequestTargets, 'asking' | 'called'> },
): BookingWays {
  const entering = [...targets.called.values()].find(({ can, wants }) => wants.newVisits && can.newVisits !== false);
  if (entering !== undefined && seat !== null) return { booksIn: null, requestsIn: entering.name };
  const isOpen = booksIn !== null && (seat === null || seats.get(seat)?.booksInMis !== false);
  if (isOpen) return { booksIn, requestsIn: null };
  const asking = targets.asking.find(({ wants }) => wants.requests);
  const called = [...targets.called.values()].find(({ can, wants }) => wants.requests && can.tickets !== false);
  return { booksIn: null, requestsIn: seat === null ? null : (asking?.name ?? called?.name ?? null) };
}
