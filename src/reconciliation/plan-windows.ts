import { DateTime } from 'luxon';
import type { HistoryWindow, PbxHistory } from '../contracts/pbx-api.ts';

type Limits = Pick<PbxHistory<unknown>, 'maximumDays' | 'keptDays' | 'lagSeconds'>;

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** A call is looked for by its start, so a call this long is still found at its end; longer ones are found at night. */
const OVERLAP_MS = HOUR_MS;
const NIGHTLY_DAYS = 3;
const NIGHTLY_FROM_HOUR = 3;
/** A piece that fails is read again from its beginning, so it is not longer than a day. */
const LONGEST_PIECE_DAYS = 1;

export interface Covered {
  since: Date;
  coveredTo: Date | null;
}

/** From what was covered, back by the provider's delay and the overlap, to now. */
export function regularWindow({ since, coveredTo }: Covered, limits: Limits, now: Date): HistoryWindow {
  const from = coveredTo === null ? since.getTime() : coveredTo.getTime() - limits.lagSeconds * 1000 - OVERLAP_MS;
  return keptWindow({ from: new Date(Math.max(from, since.getTime())), to: now }, limits, now);
}

/** The last days once more, for calls and recordings that came into the list late. */
export function nightlyWindow({ since }: Covered, limits: Limits, now: Date): HistoryWindow {
  const from = new Date(Math.max(since.getTime(), now.getTime() - NIGHTLY_DAYS * DAY_MS));
  return keptWindow({ from, to: now }, limits, now);
}

/** The day whose nightly run is due, null while it is evening or done. `doneOn` is `YYYY-MM-DD`. */
export function nightlyDue(doneOn: string | null, now: Date, zone: string): string | null {
  const local = DateTime.fromJSDate(now, { zone });
  const today = local.toISODate();
  return local.hour >= NIGHTLY_FROM_HOUR && today !== doneOn ? today : null;
}

/** Without what the provider no longer has. */
export function keptWindow(window: HistoryWindow, { keptDays }: Limits, now: Date): HistoryWindow {
  const oldest = now.getTime() - keptDays * DAY_MS;
  const from = new Date(Math.max(window.from.getTime(), oldest));
  return { from: from > window.to ? window.to : from, to: window.to };
}

/** The window in pieces that the provider answers, the oldest first. The end of one is the beginning of the next. */
export function* pieces(window: HistoryWindow, { maximumDays }: Limits): Generator<HistoryWindow> {
  const longest = Math.min(maximumDays, LONGEST_PIECE_DAYS) * DAY_MS;
  let from = window.from.getTime();
  const end = window.to.getTime();
  do {
    const to = Math.min(from + longest, end);
    yield { from: new Date(from), to: new Date(to) };
    from = to;
  } while (from < end);
}
