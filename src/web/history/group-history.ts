import type { CallClass } from '../../contracts/caller.ts';
import { subjectOf } from '../calls/caller-subject.ts';
import { dateIn } from '../words/calendar.ts';
import type { HistoryCall, HistoryItem, HistoryRequest } from './shapes.ts';

/** What one person did on one day of the branch, with our answers; ungrouped: one call, or one request. */
export interface Contact {
  /** Newest first; one at least. */
  items: readonly [HistoryItem, ...HistoryItem[]];
  /** Those of them that are calls. */
  calls: readonly HistoryCall[];
  requests: readonly HistoryRequest[];
  day: string;
  class: CallClass | null;
  /** A call was missed, or a request was left, and nobody talked since. */
  missed: boolean;
  /** Older calls of that day are not loaded yet, so there may be more. */
  open: boolean;
}

interface Grouping {
  grouped: boolean;
  zone(of: { branch: string | null; zone: string | null }): string;
  /** Older calls were not loaded. */
  more: boolean;
}

/** Tells an item from all others, calls and requests alike; as it stands in the address. */
export function nameOf(item: HistoryItem): string {
  return item.kind === 'call' ? item.call.id : `request-${item.request.id}`;
}

/** What makes items one contact: the person where one is known, else the number; a withheld number is always another. */
function partyOf(item: HistoryItem): string {
  if (item.kind === 'request') {
    const { person, phone, id } = item.request;
    return person !== null ? `person ${person.id}` : phone !== null ? `number ${phone}` : `request ${id}`;
  }
  const { call } = item;
  const subject = subjectOf(call.caller);
  if (subject.is === 'person') return `person ${subject.person.id}`;
  const number = call.caller.phone ?? (call.direction === 'out' ? call.to : call.from);
  const nobodys = subject.is === 'hidden' || call.caller.reasons.includes('shared-number');
  return nobodys || number === null || call.direction === 'internal' ? `call ${call.id}` : `number ${number}`;
}

/** When it began. */
export function beginOf(item: HistoryItem): string {
  return item.kind === 'call' ? item.call.startedAt : item.request.askedAt;
}

/** `items` newest first; the contacts in the order of their newest items. */
export function groupHistory(items: readonly HistoryItem[], { grouped, zone, more }: Grouping): Contact[] {
  const groups = new Map<string, { day: string; items: HistoryItem[] }>();
  const dayOf = (item: HistoryItem): string =>
    dateIn(zone(item.kind === 'call' ? item.call : item.request), Date.parse(beginOf(item)));
  for (const item of items) {
    const day = dayOf(item);
    const { branch } = item.kind === 'call' ? item.call : item.request;
    const key = grouped ? `${day} ${branch} ${partyOf(item)}` : nameOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { day, items: [item] });
    else group.items.push(item);
  }
  const oldest = items.at(-1);
  const cut = more && grouped && oldest !== undefined ? dayOf(oldest) : null;
  return [...groups.values()].flatMap(({ day, items: [newest, ...older] }) => {
    if (newest === undefined) return [];
    const own: Contact['items'] = [newest, ...older];
    const talked = own.findIndex((item) => item.kind === 'call' && item.call.result === 'answered');
    const missed = own.findIndex((item) => item.kind === 'request' || item.call.result === 'missed');
    return {
      ...{ items: own, day },
      calls: own.flatMap((item) => (item.kind === 'call' ? item.call : [])),
      requests: own.flatMap((item) => (item.kind === 'request' ? item.request : [])),
      class: classOf(own),
      missed: missed !== -1 && (talked === -1 || missed < talked),
      open: day === cut,
    };
  });
}

/** Of the first that wants to book, as reports count it; else of the first. */
function classOf(newestFirst: readonly HistoryItem[]): CallClass | null {
  const classes = newestFirst.map((item) => (item.kind === 'call' ? item.call.class : item.class));
  const wants = classes.findLast((one) => one === 'first-time' || one === 'returning');
  return wants ?? classes.at(-1) ?? null;
}
