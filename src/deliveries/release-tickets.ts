import type { Queries } from './queries.ts';
import { taskOfCallClosed } from './task-of-call.ts';

/** An outbound talk this long is a call back; shorter may be the voice assistant of the other side's operator. */
export const callBackSeconds = 15;

/**
 * Publishes the requests whose time to wait is over, and drops those that are dealt with: the task of the call is closed,
 * or, where it made none, its caller was talked to meanwhile. Done by the poll that would fetch them, so no timer is
 * needed.
 */
export async function releaseTickets(query: Queries, account: string, now: Date, publishedAt: Date): Promise<void> {
  await query(
    `update delivery d set
       next_attempt_at = null,
       published_at = $3,
       state = case when coalesce(${taskOfCallClosed('d.call_id')}, exists (
         select from call c where c.external = d.payload ->> 'external' and c.id <> d.call_id and c.merged_into is null
           and c.started_at > d.starts_at and c.result = 'answered'
           and (c.direction = 'in' or (c.direction = 'out' and c.talk_seconds >= $4))))
         then 'superseded' else 'offered' end
     where id in (
       select id from delivery
       where account = $1 and kind = 'ticket' and state = 'offered' and published_at is null and next_attempt_at <= $2
       for update skip locked)`,
    [account, now, publishedAt, callBackSeconds],
  );
}
