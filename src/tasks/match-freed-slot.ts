import { localMoment } from '../platform/configuration/index.ts';

export interface FreeTime {
  branch: string | null;
  /** IANA zone of the branch. */
  zone: string;
  doctor: string;
  specialty: string | null;
  startsAt: Date;
  minutes: number;
}

/** What somebody waits for; what is null or empty does not matter to them. */
export interface WaitingWish {
  id: number;
  branch: string | null;
  doctor: string | null;
  specialty: string | null;
  minutes: number | null;
  /** As in ISO 8601, 1 is Monday. */
  weekdays: readonly number[];
  /** Minutes since midnight in the zone of the branch; the slot begins within. */
  fromMinute: number;
  toMinute: number;
  /** The last local day, `yyyy-MM-dd`. */
  until: string | null;
  /** The start of the visit that the patient already has. */
  earlierThan: Date | null;
  urgent: boolean;
  createdAt: Date;
}

/**
 * Who is offered a slot, in this order: who is urgent, who waits for this very doctor, who has no visit at all, who has
 * waited longest. Pure.
 */
export function matchFreedSlot(slot: FreeTime, wishes: readonly WaitingWish[]): WaitingWish[] {
  return wishes
    .filter((wish) => fits(slot, wish))
    .toSorted(
      (a, b) =>
        Number(b.urgent) - Number(a.urgent) ||
        Number(b.doctor !== null) - Number(a.doctor !== null) ||
        Number(a.earlierThan !== null) - Number(b.earlierThan !== null) ||
        a.createdAt.getTime() - b.createdAt.getTime() ||
        a.id - b.id,
    );
}

function fits(slot: FreeTime, wish: WaitingWish): boolean {
  if (wish.branch !== null && wish.branch !== slot.branch) return false;
  if (wish.doctor !== null && !sameName(wish.doctor, slot.doctor)) return false;
  if (wish.doctor === null && wish.specialty !== null)
    if (slot.specialty === null || !sameName(wish.specialty, slot.specialty)) return false;
  if (wish.minutes !== null && slot.minutes < wish.minutes) return false;
  if (wish.earlierThan !== null && slot.startsAt >= wish.earlierThan) return false;
  const { date, weekday, minute } = localMoment(slot.startsAt, slot.zone);
  if (wish.weekdays.length > 0 && !wish.weekdays.includes(weekday)) return false;
  if (wish.until !== null && date > wish.until) return false;
  return minute >= wish.fromMinute && minute < wish.toMinute;
}

/** Full names are written with and without patronymics, and ё as е; an initial stands for its name. */
export function sameName(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.length > 0 && short.every((word, at) => isSame(word, long[at] ?? ''));
}

function isSame(one: string, other: string): boolean {
  return one === other || (one.length === 1 && other.startsWith(one)) || (other.length === 1 && one.startsWith(other));
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[\s.,]+/)
    .filter((word) => word !== '');
}
