import type { Timetable } from '../contracts/mis.ts';

type Slot = Timetable['slots'][number];
type Busy = Pick<Slot, 'branchId' | 'doctorId' | 'startsAt' | 'minutes'>;

/**
 * Uploaded intervals that are free, still ahead, and lie in time that was busy before. A doctor's day may be cut
 * otherwise than before, so times are compared, not intervals. In order of time.
 */
export function freedSlots(before: readonly Busy[], uploaded: readonly Slot[], now: Date): Slot[] {
  const wasBusy = overlapping(before);
  const isBusy = overlapping(uploaded.filter(({ busy }) => busy));
  return uploaded
    .filter((slot) => !slot.busy && slot.minutes > 0 && slot.startsAt > now && wasBusy(slot) && !isBusy(slot))
    .toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
}

/** Tells whether an interval overlaps one of the given ones of its doctor and branch. */
function overlapping(intervals: readonly Busy[]): (interval: Busy) => boolean {
  const places = new Map<string, Busy[]>();
  for (const interval of intervals) {
    const own = places.get(keyOf(interval));
    if (own === undefined) places.set(keyOf(interval), [interval]);
    else own.push(interval);
  }
  const sorted = new Map<string, { starts: number[]; latestEnds: number[] }>();
  for (const [key, own] of places) {
    const inOrder = own.toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime());
    let latest = -Infinity;
    sorted.set(key, {
      starts: inOrder.map(({ startsAt }) => startsAt.getTime()),
      latestEnds: inOrder.map((interval) => (latest = Math.max(latest, endOf(interval)))),
    });
  }
  return (interval) => {
    const own = sorted.get(keyOf(interval));
    if (own === undefined) return false;
    const beginBefore = countBelow(own.starts, endOf(interval));
    return beginBefore > 0 && own.latestEnds[beginBefore - 1]! > interval.startsAt.getTime();
  };
}

function keyOf({ branchId, doctorId }: Busy): string {
  return JSON.stringify([branchId, doctorId]);
}

function endOf({ startsAt, minutes }: Busy): number {
  return startsAt.getTime() + minutes * 60_000;
}

/** How many of the ascending numbers are below. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
