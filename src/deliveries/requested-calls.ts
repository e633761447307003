import type { Queries } from './queries.ts';
import type { SettledCall } from './settled-call.ts';

/** A call and a request of one number that are further apart are two needs. */
const HOURS = 12;

/**
 * Missed calls of people who have asked for a call back otherwise, and were not talked to in between: the account is told
 * of that request, and of no second one. `kind`: of the deliveries that tell requests.
 */
export async function requestedCalls(
  query: Queries,
  kind: string,
  calls: readonly Pick<SettledCall, 'id' | 'external' | 'result' | 'startedAt'>[],
): Promise<ReadonlySet<string>> {
  const missed = calls.filter(({ result, external }) => result === 'missed' && external !== null);
  if (missed.length === 0) return new Set();
  const rows = await query<{ account: string; call_id: number }>(
    `select distinct d.account, c.id as call_id
     from jsonb_to_recordset($1::jsonb) as c(id bigint, phone text, at timestamptz)
     join request r on r.phone = c.phone and r.state = 'active'
       and r.asked_at between c.at - interval '${HOURS} hours' and c.at + interval '${HOURS} hours'
     join task t on t.id = r.task_id and (t.closed_at is null or t.closed_at > c.at or t.closed_as = 'merged')
     join delivery d on d.request_id = r.id and d.kind = $2 and d.state in ('owed', 'offered', 'sent')`,
    [JSON.stringify(missed.map(({ id, external, startedAt }) => ({ id, phone: external, at: startedAt }))), kind],
  );
  return new Set(rows.map(({ account, call_id }) => requestedName(account, call_id)));
}

export function requestedName(account: string, callId: number): string {
  return `${callId} ${account}`;
}

/**
 * What accounts are owed of the missed calls of this task, and was not fetched or sent: the request says more. The
 * caller owes them the request in the same transaction.
 */
export async function supersedeTickets(
  query: Queries,
  { taskId, kind, accounts }: { taskId: number; kind: string; accounts: readonly string[] },
): Promise<void> {
  await query(
    `update delivery set state = 'superseded'
     where kind = $2 and account = any($3) and taken_by is null and last_attempt_at is null and fetched_at is null
       and state in ('owed', 'offered')
       and call_id in (select call_id from task_call where task_id = $1 and role = 'missed')`,
    [taskId, kind, accounts],
  );
}
