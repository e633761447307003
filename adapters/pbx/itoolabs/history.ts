import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { PbxHistory } from '../../../src/contracts/pbx-api.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { apiOf, type ItoolabsContext } from './client.ts';
import { compactTimeOf, readHistoryRows, type HistoryRow } from './history-rows.ts';
import { fieldNames, isDepartment, notificationSchema, type Notification } from './notification.ts';
import { readHistory } from './read-history.ts';
import type { ItoolabsSettings } from './settings.ts';
import { employees } from './users.ts';

const CALLS_OF_A_PAGE = 200;
/** Longer than any clock is wrong and any second is cut. */
const EDGE_MS = 60_000;

/** No text of the vendor has a limit of requests, of rows, of days or of time; those of the field are taken. */
export const history: PbxHistory<ItoolabsSettings> = {
  // A week of a busy clinic is one answer of a few megabytes.
  maximumDays: 7,
  // `last_month` is the oldest period that has a name.
  keptDays: 60,
  // An integrator polls every minute.
  everySeconds: 60,
  lagSeconds: 120,
  async *read(context, { from, to }) {
    requireSameIds(context);
    const rows = await readHistoryRows(context, {
      from: new Date(from.getTime() - EDGE_MS),
      to: new Date(to.getTime() + EDGE_MS),
    });
    const calls = groupById(rows).filter(([first]) => {
      const start = Date.parse(first?.startedAt ?? '');
      return start >= Math.floor(from.getTime() / 1000) * 1000 && start <= to.getTime();
    });
    if (calls.length === 0) return;
    const extensions = await extensionsByLogin(context);
    for (let at = 0; at < calls.length; at += CALLS_OF_A_PAGE)
      yield calls.slice(at, at + CALLS_OF_A_PAGE).flatMap((one) => eventsOf(one, context, extensions));
  },
};

/** How far back a call is looked for whose end is missing. */
const OPEN_CALL_MS = 24 * 60 * 60 * 1000;

export async function call(context: ItoolabsContext, providerCallId: string): Promise<CallEvent[]> {
  requireSameIds(context);
  const now = context.clock.now();
  const from = new Date(now.getTime() - OPEN_CALL_MS);
  const rows = await readHistoryRows(context, { from, to: now }, { uid: providerCallId });
  const own = rows.filter(({ uid }) => uid === providerCallId);
  return own.length === 0 ? [] : eventsOf(own, context, await extensionsByLogin(context));
}

function requireSameIds(context: ItoolabsContext): void {
  if (!apiOf(context).uidIsCallid)
    throw new PermanentFailure(
      'ITooLabs: calls are not compared yet. Make one test call; if the list of calls has the callid of its notifications as uid, set api.uidIsCallid: true',
    );
}

async function extensionsByLogin(context: ItoolabsContext): Promise<ReadonlyMap<string, string>> {
  const found = await employees(context);
  return new Map(found.flatMap(({ ref, extensions: [first] }) => (first === undefined ? [] : [[ref, first]])));
}

function groupById(rows: readonly HistoryRow[]): HistoryRow[][] {
  const calls = new Map<string, HistoryRow[]>();
  for (const row of rows) calls.set(row.uid, [...(calls.get(row.uid) ?? []), row]);
  return [...calls.values()].map((own) => own.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1)));
}

/** The list says of a call what its `history` said; what is neither an incoming nor an outgoing call is left out. */
function eventsOf(
  rows: readonly HistoryRow[],
  { account, settings }: ItoolabsContext,
  extensions: ReadonlyMap<string, string>,
): CallEvent[] {
  const byKey = new Map<string, CallEvent>();
  for (const row of rows) {
    const told = notificationOf(row, settings, extensions);
    if (told === null) continue;
    for (const event of readHistory(told, row.uid, settings)) {
      // Without a status the word for it is ours.
      const keyed = keyedEvent(account, row.status === null ? { ...event, reason: null } : event, fieldNames);
      byKey.set(keyed.eventKey, keyed);
    }
  }
  return [...byKey.values()];
}

function notificationOf(
  row: HistoryRow,
  settings: ItoolabsSettings,
  extensions: ReadonlyMap<string, string>,
): Notification | null {
  const type = row.type?.toLowerCase() === 'missed' ? 'in' : (row.type?.toLowerCase() ?? '');
  if ((type !== 'in' && type !== 'out') || row.uid.length > 200) return null;
  const user = loginOf(row.user, extensions);
  return notificationSchema.parse({
    cmd: 'history',
    type,
    callid: row.uid,
    phone: row.client,
    user,
    ext: user === null ? null : extensions.get(user),
    diversion: row.diversion,
    groupRealName: row.group,
    status: (row.status ?? statusOf(row, settings)).slice(0, 200),
    start: compactTimeOf(new Date(row.startedAt)),
    duration: row.duration,
    wait: row.wait,
    link: (row.record?.length ?? 0) > 2000 ? null : row.record,
  });
}

/** The older list has `andy@tenant` where notifications have `andy`. */
function loginOf(user: string | null, extensions: ReadonlyMap<string, string>): string | null {
  if (user === null || user.length > 200) return null;
  return isDepartment(user) || extensions.has(user) ? user : user.replace(/@.*$/s, '');
}

/** Of the older list: an incoming call that is not `missed` was answered, an outgoing one when somebody talked. */
function statusOf({ type, wait, duration }: HistoryRow, settings: ItoolabsSettings): string {
  if (type?.toLowerCase() === 'missed') return 'missed';
  if (type?.toLowerCase() === 'in') return 'success';
  const talk = (duration ?? 0) - (settings.duration === 'call' ? (wait ?? 0) : 0);
  return talk > 0 ? 'success' : 'unanswered';
}
