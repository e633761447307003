import type { ToldNewVisit } from '../contracts/mis-api.ts';
import type { PushedCall } from '../contracts/pushed-event.ts';
import { newKey, type PushPayload } from '../deliveries/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { MIS_NEW_VISIT } from './mis-accounts.ts';

/** A visit that a workplace made, as it is stored; without the call and the visit once it was sent. */
export interface NewVisitPayload extends PushPayload {
  visit?: { doctor: string; startsAt: string; endsAt: string; text: string };
}

/** What one account is to enter of a request. */
export interface BookedVisit extends Pick<ToldNewVisit, 'doctor' | 'startsAt' | 'endsAt'> {
  account: string;
  /** Stands in for a call: see `ToldNewVisit`. */
  call: PushedCall;
}

const words = { ru: 'Запись с рабочего места, звонок', en: 'Booked at a workplace, by telephone' } as const;

/**
 * Owes a visit of a request to these accounts and to no others, each once: what was tried is not begun anew, so that
 * nothing is entered twice; what was not is owed as it reads now. What was tried in vain for another person is let go: it
 * must not be entered for them by the next attempt, nor by whoever sends dead letters again.
 */
export async function oweNewVisits(
  tx: Pick<PoolClient, 'query'>,
  told: { requestId: number; visits: readonly BookedVisit[]; language: 'ru' | 'en'; at: Date },
): Promise<void> {
  const { requestId, visits, language, at } = told;
  await tx.query(
    `delete from delivery where request_id = $1 and kind = '${MIS_NEW_VISIT}'
       and state = 'owed' and taken_by is null and last_attempt_at is null`,
    [requestId],
  );
  const persons = visits.flatMap(({ call }) => call.candidates.map(({ id }) => id));
  await tx.query(
    `update delivery set state = 'dismissed', payload = null, next_attempt_at = null
     where request_id = $1 and kind = '${MIS_NEW_VISIT}' and state in ('owed', 'dead') and taken_by is null
       and coalesce(payload->'call'->'candidates'->0->>'id' <> all($2::text[]), true)`,
    [requestId, persons],
  );
  if (visits.length === 0) return;
  const owed = visits.map(({ account, call, doctor, startsAt, endsAt }) => {
    const visit = { doctor, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), text: words[language] };
    const kept = { key: newKey(), fingerprint: '', class: call.class, at: at.toISOString() };
    const payload: NewVisitPayload = { ...kept, call, visit };
    return { account, payload };
  });
  await tx.query(
    `insert into delivery (account, kind, request_id, state, payload, next_attempt_at, created_at)
     select n.account, '${MIS_NEW_VISIT}', $2, 'owed', n.payload, $3, $3
     from jsonb_to_recordset($1::jsonb) as n(account text, payload jsonb) order by n.account
     on conflict (account, kind, request_id) do nothing`,
    [JSON.stringify(owed), requestId, at],
  );
}
