import type { CallClass } from '../../contracts/caller.ts';
import { subjectOf } from '../calls/caller-subject.ts';
import { dateIn } from '../words/calendar.ts';
import type { HistoryCall } from './shapes.ts';

/** Calls of one person on one day of the branch; ungrouped: one call. */
export interface Contact {
  /** The newest call. */
  call: HistoryCall;
  /** Newest first. */
  calls: readonly HistoryCall[];
  day: string;
  class: CallClass | null;
  /** A call was missed and nobody talked since. */
  missed: boolean;
  /** Older calls of that day are not loaded yet, so there may be more. */
  open: boolean;
}

interface Grouping {
  grouped: boolean;
  zone(call: HistoryCall): string;
  /** Older calls were not loaded. */
  more: boolean;
}

/** What makes calls one contact: the person where one is known, else the number; a withheld number is always another. */
export function partyOf(call: HistoryCall): string {
  const subject = subjectOf(call.caller);
  if (subject.is === 'person') return `person ${subject.person.id}`;
  const number = call.caller.phone ?? (call.direction === 'out' ? call.to : call.from);
  const nobodys = subject.is === 'hidden' || call.caller.reasons.includes('shared-number');
  return nobodys || number === null || call.direction === 'internal' ? `call ${call.id}` : `number ${number}`;
}

/** `calls` newest first; the contacts in the order of their newest calls. */
export function groupCalls(calls: readonly HistoryCall[], { grouped, zone, more }: Grouping): Contact[] {
  const groups = new Map<string, { day: string; calls: HistoryCall[] }>();
  for (const call of calls) {
    const day = dateIn(zone(call), Date.parse(call.startedAt));
    const key = grouped ? `${day} ${call.branch} ${partyOf(call)}` : call.id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { day, calls: [call] });
    else group.calls.push(call);
  }
  const oldest = calls.at(-1);
  const cut = more && grouped && oldest !== undefined ? dateIn(zone(oldest), Date.parse(oldest.startedAt)) : null;
  return [...groups.values()].flatMap(({ day, calls: own }) => {
    const [newest] = own;
    if (newest === undefined) return [];
    const talked = own.findIndex((call) => call.result === 'answered');
    const missed = own.findIndex((call) => call.result === 'missed');
    return {
      ...{ call: newest, calls: own, day },
      class: classOf(own),
      missed: missed !== -1 && (talked === -1 || missed < talked),
      open: day === cut,
    };
  });
}

/** Of the first call that wants to book, as reports count it; else of the first call. */
function classOf(newestFirst: readonly HistoryCall[]): CallClass | null {
  const wants = newestFirst.findLast((call) => call.class === 'first-time' || call.class === 'returning');
  return (wants ?? newestFirst.at(-1))?.class ?? null;
}
