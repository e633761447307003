/** Minutes since midnight in the branch's zone; the day of the week as in ISO 8601, 1 is Monday. */
export interface OpenHours {
  weekday: number;
  from: number;
  /** Not after midnight of the same day: 1440. */
  to: number;
}

export type WorkingHours = readonly OpenHours[];

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const russianDays = ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'];
const part =
  /^([a-z]{3}|[а-я]{2})(?:\s*-\s*([a-z]{3}|[а-я]{2}))?\s+(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?$/;

/**
 * Reads `mon-fri 09:00-21:00, sat 10:00-18:00` and `пн-пт 9-21, сб 10-18`; null for anything else. A day may be told
 * twice, for a break at noon.
 */
export function readWorkingHours(text: string): WorkingHours | null {
  const open: OpenHours[] = [];
  for (const piece of text.toLowerCase().split(',')) {
    const match = part.exec(piece.trim().replaceAll(/[–—]/g, '-'));
    if (match === null) return null;
    const [, first = '', last = first, ...clock] = match;
    const [begin, end] = [dayOf(first), dayOf(last)];
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = clock.map((digits: string | undefined) =>
      Number(digits ?? 0),
    );
    const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
    if (begin === -1 || end < begin || fromMinute > 59 || toMinute > 59 || from >= to || to > 24 * 60) return null;
    for (let day = begin; day <= end; day += 1) open.push({ weekday: day + 1, from, to });
  }
  return open;
}

/** 0 is Monday, -1 no day. */
function dayOf(name: string): number {
  return Math.max(days.indexOf(name), russianDays.indexOf(name));
}

/** True when the branch is open at this minute of the week. */
export function isOpen(hours: WorkingHours, weekday: number, minute: number): boolean {
  return hours.some((open) => open.weekday === weekday && minute >= open.from && minute < open.to);
}
