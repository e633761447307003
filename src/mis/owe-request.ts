import { DateTime } from 'luxon';
import type { PushedCall } from '../contracts/pushed-event.ts';
import type { ToldRequest } from '../contracts/told-request.ts';
import { newKey, queriesOf, supersedeTickets } from '../deliveries/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { MIS_TICKET } from './mis-accounts.ts';
import type { TicketPayload } from './owe-tickets.ts';

/** What one account of a system whose API we call is told of a request. */
export interface RequestTicket {
  account: string;
  /** Stands in for a call: see `ToldTicket`. */
  call: PushedCall;
  request: ToldRequest;
}

/**
 * Owes a request to these accounts, each once; what they are owed of the same task and has not left is owed no more. What
 * was not tried yet is told as it reads now.
 */
export async function oweRequest(
  tx: Pick<PoolClient, 'query'>,
  told: {
    requestId: number;
    taskId: number | null;
    tickets: readonly RequestTicket[];
    language: 'ru' | 'en';
    at: Date;
  },
): Promise<void> {
  const { requestId, taskId, tickets, language, at } = told;
  if (tickets.length === 0) return;
  const accounts = tickets.map(({ account }) => account);
  if (taskId !== null) await supersedeTickets(queriesOf(tx), { taskId, kind: MIS_TICKET, accounts });
  const owed = tickets.map(({ account, call, request }) => {
    const payload: TicketPayload = {
      ...{ key: newKey(), fingerprint: '', class: call.class, at: at.toISOString(), call, request },
      text: textOf(request, call.zone, language),
    };
    return { account, payload };
  });
  await tx.query(
    `insert into delivery (account, kind, request_id, state, payload, next_attempt_at, created_at)
     select n.account, '${MIS_TICKET}', $2, 'owed', n.payload, $3, $3
     from jsonb_to_recordset($1::jsonb) as n(account text, payload jsonb) order by n.account
     on conflict (account, kind, request_id) do update set payload = excluded.payload
       where delivery.state = 'owed' and delivery.taken_by is null and delivery.last_attempt_at is null`,
    [JSON.stringify(owed), requestId, at],
  );
}

const words = {
  ru: { site: 'Заявка с сайта', seat: 'Заявка', time: 'на' },
  en: { site: 'Request of the site', seat: 'Request', time: 'for' },
} as const;

/** In one line; without names and numbers, which have fields of their own. */
function textOf(
  { source, form, doctor, planStart, comment }: ToldRequest,
  zone: string,
  language: 'ru' | 'en',
): string {
  const said = words[language];
  const time = planStart === null ? null : DateTime.fromISO(planStart, { zone }).toFormat('dd.MM HH:mm');
  return [
    said[source],
    form,
    doctor?.name ?? null,
    time === null ? null : `${said.time} ${time}`,
    comment?.replace(/\s+/g, ' ') ?? null,
  ]
    .filter((part) => part !== null && part !== '')
    .join(', ');
}
