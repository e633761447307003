import { DateTime, IANAZone } from 'luxon';

const written = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/;
const dayMs = 86_400_000;

/**
 * A time as PBXs write it, `2026-03-29 10:15:00`, as RFC 3339 UTC. Without an offset it is local to the IANA zone: of
 * an hour that the clocks repeat the first one is meant, one that they skip is read with the offset before the skip.
 * Null for anything that is no time. Throws RangeError for an unknown zone.
 */
export function instantOf(text: string | null, zone: string): string | null {
  const clock = IANAZone.create(zone);
  if (!clock.isValid) throw new RangeError(`Unknown time zone ${zone}`);
  const match = text === null ? null : written.exec(text);
  if (match === null) return null;
  const [, date = '', time = '', seconds = ':00', fraction = '', offset] = match;
  const asUtc = Date.parse(`${date}T${time}${seconds}${fraction}Z`);
  const isReal = asUtc >= 0 && asUtc < Date.UTC(9999, 0) && new Date(asUtc).toISOString().startsWith(`${date}T${time}`);
  if (!isReal) return null;
  const instant = offset === undefined ? fromLocal(asUtc, clock) : asUtc - offsetMs(offset);
  return new Date(instant).toISOString();
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Luxon's own reading of a repeated hour depends on the present offset of the zone; this one depends on nothing. */
function fromLocal(localMs: number, clock: IANAZone): number {
  const before = localMs - offsetAt(localMs - dayMs, clock) * 60_000;
  const after = localMs - offsetAt(localMs + dayMs, clock) * 60_000;
  if (before === after) return before;
  const exists = (instant: number) => instant + clock.offset(instant) * 60_000 === localMs;
  const real = [before, after].filter(exists);
  return real.length > 0 ? Math.min(...real) : before;
}

const quarterMs = 900_000;
const REMEMBERED = 1000;
const lately = new Map<string, number>();

/** Asking the zone costs more than all the rest of a notification; it changes at a full quarter of an hour only. */
function offsetAt(instant: number, clock: IANAZone): number {
  const asked = `${clock.name} ${Math.floor(instant / quarterMs)}`;
  const known = lately.get(asked);
  if (known !== undefined) return known;
  const offset = clock.offset(instant);
  if (lately.size >= REMEMBERED) lately.clear();
  lately.set(asked, offset);
  return offset;
}

/** The inverse of `instantOf`: `2026-03-29 10:15:00` in the zone, seconds cut. */
export function localTimeOf(instant: string, zone: string): string {
  return DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
}

export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}
