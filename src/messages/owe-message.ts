import type { Pool, PoolClient } from '../platform/database/index.ts';
import type { SmsClass } from '../contracts/sms.ts';

/** A message that is owed to a person; what it says is written when it is due. */
export interface OwedMessage {
  /** What it is for, such as `task 17 offer 3`: a second message with this key is never made. */
  key: string;
  template: string;
  class: SmsClass;
  branch: string | null;
  zone: string;
  /** E.164 */
  phone: string;
  personId?: number | null;
  callId?: number | null;
  taskKey?: string | null;
  /** The visits that it tells of. */
  visits?: readonly number[];
  /** Sent by a person, and why. */
  who?: string | null;
  why?: string | null;
  dueAt: Date;
  /** Of no use to anybody after this. */
  expiresAt: Date | null;
  /** A free time that the text tells of, as of a visit. */
  slot?: { startsAt: Date; doctor: string | null };
}

/** Keeps messages to be sent, in the transaction of what they are for. Answers the ids of those that are new. */
export async function oweMessages(
  tx: Pick<PoolClient, 'query'> | Pick<Pool, 'query'>,
  messages: readonly OwedMessage[],
  at: Date,
): Promise<number[]> {
  if (messages.length === 0) return [];
  const { rows } = await tx.query<{ id: number; key: string }>(
    `insert into message (key, state, template, class, branch, zone, phone, person_id, call_id, task_key, variables, who,
       why, created_at, due_at, expires_at, next_attempt_at)
     select key, 'planned', template, class, branch, zone, phone, person_id, call_id, task_key, variables, who, why, $2,
       due_at, expires_at, due_at
     from jsonb_to_recordset($1::jsonb) m(key text, template text, class text, branch text, zone text, phone text,
       person_id bigint, call_id bigint, task_key text, variables jsonb, who text, why text, due_at timestamptz,
       expires_at timestamptz)
     on conflict (key) do nothing returning id, key`,
    [JSON.stringify(messages.map(rowOf)), at],
  );
  const ids = new Map(rows.map(({ key, id }) => [key, id]));
  const visits = messages.flatMap(({ key, visits: told = [] }) => {
    const id = ids.get(key);
    return id === undefined ? [] : told.map((visit) => ({ id, visit }));
  });
  if (visits.length > 0)
    await tx.query(
      `insert into message_visit (message_id, visit_id, starts_at)
       select m.id, v.id, v.starts_at from unnest($1::bigint[], $2::bigint[]) m(id, visit) join visit v on v.id = m.visit
       on conflict do nothing`,
      [visits.map(({ id }) => id), visits.map(({ visit }) => visit)],
    );
  return rows.map(({ id }) => id);
}

function rowOf(message: OwedMessage): Record<string, unknown> {
  const { key, template, branch, zone, phone, dueAt, expiresAt } = message;
  return {
    ...{ key, template, class: message.class, branch, zone, phone, due_at: dueAt, expires_at: expiresAt },
    ...{ person_id: message.personId ?? null, call_id: message.callId ?? null, task_key: message.taskKey ?? null },
    ...{
      who: message.who ?? null,
      why: message.why ?? null,
      variables: message.slot === undefined ? {} : { slot: message.slot },
    },
  };
}
