import type { Configuration } from '../platform/configuration/configuration.ts';
import type { FoldedCall } from './fold-call.ts';
import { isTalking, type Leg } from './fold-legs.ts';
import type { PoolClient } from '../platform/database/index.ts';

/** The seat where an extension rings; null when nobody's screen stands there. */
export function seatOf(extension: string | null, configuration: Configuration): string | null {
  if (extension === null) return null;
  for (const seat of configuration.seats.values()) if (seat.extensions.includes(extension)) return seat.id;
  return null;
}

/** One entry a seat, however many of its devices ring. */
export function ringingSeats(legs: readonly Leg[], configuration: Configuration): Map<string, 'ringing' | 'answered'> {
  const seats = new Map<string, 'ringing' | 'answered'>();
  for (const leg of legs) {
    const seat = leg.state === 'ended' ? null : seatOf(leg.extension, configuration);
    if (seat === null) continue;
    if (isTalking(leg)) seats.set(seat, 'answered');
    else if (!seats.has(seat)) seats.set(seat, 'ringing');
  }
  return seats;
}

/** The seats of a stored call, by the configuration of the moment they are asked for. */
export async function loadSeats(
  client: PoolClient,
  callId: number,
): Promise<(configuration: Configuration) => Map<string, 'ringing' | 'answered'>> {
  const { rows } = await client.query<{ fold: FoldedCall | null }>('select fold from call where id = $1', [callId]);
  const legs = rows[0]?.fold?.legs ?? [];
  return (configuration) => ringingSeats(legs, configuration);
}
