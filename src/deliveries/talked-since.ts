import type { Pool } from '../platform/database/index.ts';
import { callBackSeconds } from './release-tickets.ts';
import { taskOfCallClosed } from './task-of-call.ts';

/** True when the task of a missed call is closed, or, where it made none, its caller was talked to since. */
export async function talkedSince(pool: Pick<Pool, 'query'>, callId: number): Promise<boolean> {
  const { rows } = await pool.query<{ dealt: boolean }>(
    `select coalesce(${taskOfCallClosed('missed.id')}, exists (
       select from call c where c.external = missed.external and c.id <> missed.id and c.merged_into is null
         and c.started_at > missed.started_at and c.result = 'answered'
         and (c.direction = 'in' or (c.direction = 'out' and c.talk_seconds >= $2)))) as dealt
     from call missed where missed.id = $1`,
    [callId, callBackSeconds],
  );
  return rows[0]?.dealt === true;
}
