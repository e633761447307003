import { DateTime } from 'luxon';
import type { PushedCall } from '../contracts/pushed-event.ts';
import type { ToldRequest } from '../contracts/told-request.ts';
import {
  lockToPublish,
  newKey,
  queriesOf,
  requestedCalls,
  requestedName,
  tellableCalls,
  type ClinicLines,
  type PushPayload,
  type SettledCall,
} from '../deliveries/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { MIS_CALL, MIS_TICKET, type MisApiAccount } from './mis-accounts.ts';

/** A request to call back, as it is stored. */
export interface TicketPayload extends PushPayload {
  text: string;
  /** What somebody asked for: there is no call then. */
  request?: ToldRequest;
}

/** Older ones are not acted upon as if they were live. */
const YOUNGEST_MS = 12 * 3600_000;

/**
 * Owes requests to call back for missed calls, after they are owed as calls and from what those say. One for each call
 * that is missed, once; whether it is still wanted is looked at when its time comes.
 */
export async function oweTickets(
  client: Pick<PoolClient, 'query'>,
  owed: {
    calls: readonly SettledCall[];
    accounts: Iterable<MisApiAccount>;
    clinic: ClinicLines;
    language: 'ru' | 'en';
    at: Date;
  },
): Promise<void> {
  const { at, language } = owed;
  const missed = owed.calls.filter(
    ({ result, startedAt }) => result === 'missed' && at.getTime() - startedAt.getTime() < YOUNGEST_MS,
  );
  const wanting = [...owed.accounts].filter(({ wants }) => wants.tickets !== null);
  if (missed.length === 0 || wanting.length === 0) return;
  // Requests that are being made at this moment are waited for, see `requestedCalls`.
  await lockToPublish(queriesOf(client));
  const { rows } = await client.query<{ account: string; call_id: number; payload: PushPayload }>(
    `select account, call_id, payload from delivery
     where kind = $1 and account = any($2::text[]) and call_id = any($3::bigint[]) and state = 'owed'`,
    [MIS_CALL, wanting.map(({ account }) => account), missed.map(({ id }) => id)],
  );
  // A system that takes requests and no calls is owed none that its requests could be read from.
  const callless = wanting.filter(({ wants }) => !wants.calls);
  const alone = await tellableCalls(
    {
      ...{ tx: client, calls: missed, clinic: owed.clinic },
      accounts: callless.map(({ account, wants: { branches, names } }) => ({
        account,
        wants: { branches, names, links: false, events: [] },
      })),
    },
    at,
  );
  const requested = await requestedCalls(queriesOf(client), MIS_TICKET, missed);
  const tickets = [...rows, ...alone].flatMap(({ account, call_id, payload }) => {
    const { call } = payload;
    const wants = wanting.find((each) => each.account === account)?.wants.tickets;
    const told = missed.find(({ id }) => id === call_id);
    if (requested.has(requestedName(account, call_id))) return [];
    if (call === undefined || call.external === null || wants == null || told === undefined) return [];
    if (call.kind === 'staff' || call.kind === 'contractor' || call.class === 'spam') return [];
    const due = new Date((told.endedAt ?? at).getTime() + wants.afterMinutes * 60_000);
    const ticket: TicketPayload = { ...payload, key: newKey(), text: textOf(call, language) };
    return [{ account, call_id, payload: ticket, due: due > at ? due : at }];
  });
  if (tickets.length === 0) return;
  await client.query(
    `insert into delivery (account, kind, call_id, state, payload, next_attempt_at, created_at, owed_since)
     select n.account, '${MIS_TICKET}', n.call_id, 'owed', n.payload, n.due, $2, n.due
     from jsonb_to_recordset($1::jsonb) as n(account text, call_id bigint, payload jsonb, due timestamptz)
     order by n.call_id, n.account
     on conflict (account, kind, call_id) do nothing`,
    [JSON.stringify(tickets), at],
  );
}

function textOf({ startedAt, zone, lineName, line }: PushedCall, language: 'ru' | 'en'): string {
  const time = DateTime.fromISO(startedAt, { zone }).toFormat('HH:mm');
  const by = lineName ?? line;
  const words = language === 'ru' ? ['Перезвонить: пропущенный звонок в', 'линия'] : ['Call back: missed at', 'line'];
  return `${words[0]} ${time}${by === null ? '' : `, ${words[1]} ${by}`}`;
}
