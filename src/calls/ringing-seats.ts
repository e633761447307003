import type { Configuration } from '../platform/configuration/configuration.ts';
import type { CallState, FoldedCall } from './fold-call.ts';
import { isTalking, type Leg } from './fold-legs.ts';
import type { PoolClient } from '../platform/database/index.ts';

/** Somebody at a seat said that the call is theirs. */
export interface Taken {
  taken_seat: string | null;
  /** Keys of the legs that there were then. The clock of the PBX is not ours, so that times would not tell. */
  taken_legs: readonly string[] | null;
}

/** The seats where an extension rings, none when nobody's screen stands there. */
export function seatsOf(extension: string | null, configuration: Configuration): string[] {
  if (extension === null) return [];
  const seats = [...configuration.seats.values()];
  const own = seats.find(({ extensions }) => extensions.includes(extension));
  if (own !== undefined) return [own.id];
  return seats.filter(({ groupExtensions = [] }) => groupExtensions.includes(extension)).map(({ id }) => id);
}

/** The seat that an extension tells; null when it tells none, or rings at several. */
export function seatOf(extension: string | null, configuration: Configuration): string | null {
  const [seat, ...others] = seatsOf(extension, configuration);
  return others.length > 0 ? null : (seat ?? null);
}

/**
 * One entry a seat, however many of its devices ring. At a number of several seats the PBX cannot tell who talks: it
 * rings at all of them until somebody says so. Who said so has the call, until the PBX names somebody else; a telephone
 * that begins to ring later (a transfer) rings as ever.
 */
export function ringingSeats(
  legs: readonly Leg[],
  configuration: Configuration,
  { taken_seat: taken, taken_legs: rangBefore }: Taken,
): Map<string, 'ringing' | 'answered'> {
  const seats = new Map<string, 'ringing' | 'answered'>();
  for (const leg of legs) {
    if (leg.state === 'ended') continue;
    const [seat, ...others] = seatsOf(leg.extension, configuration);
    if (seat === undefined) continue;
    if (others.length === 0 && isTalking(leg)) seats.set(seat, 'answered');
    else if (rangBefore?.includes(leg.key) !== true)
      for (const one of [seat, ...others]) if (!seats.has(one)) seats.set(one, 'ringing');
  }
  if (taken !== null && ![...seats.values()].includes('answered')) seats.set(taken, 'answered');
  return seats;
}

/** Somebody talks, and neither the PBX nor a person has said who. */
export function isUnclaimed(
  { state, legs, taken_seat: taken }: { state: CallState; legs: readonly Leg[]; taken_seat: string | null },
  configuration: Configuration,
): boolean {
  if ((state !== 'answered' && state !== 'held') || taken !== null) return false;
  const isNamed = ({ extension, employeeRef }: Leg): boolean =>
    extension === null ? employeeRef !== null : seatsOf(extension, configuration).length <= 1;
  return !legs.some((leg) => isTalking(leg) && isNamed(leg));
}

/** The legs of a stored call. */
export async function loadLegs(client: PoolClient, callId: number): Promise<readonly Leg[]> {
  const { rows } = await client.query<{ fold: FoldedCall | null }>('select fold from call where id = $1', [callId]);
  return rows[0]?.fold?.legs ?? [];
}
