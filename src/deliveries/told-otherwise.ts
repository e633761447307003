import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';

export const toldOtherwiseSchema = z.object({
  account: z.string(),
  kind: z.string(),
  /** What the target last got; null where that is not a class. */
  class: z.string().nullable(),
  state: z
    .enum(['pending', 'kept'])
    .describe('pending: the target gets the correction; kept: it was told before and cannot be told again'),
});
export type ToldOtherwise = z.infer<typeof toldOtherwiseSchema>;

/** Where an outside system holds, or may hold, another class of this call than we do. */
export async function readToldOtherwise(pool: Pool, callId: number): Promise<ToldOtherwise[]> {
  const { rows } = await pool.query<ToldOtherwise>(
    `select d.account, d.kind,
       case when d.payload ->> 'class' is distinct from c.class then d.payload ->> 'class' end as class,
       case when d.state in ('owed', 'offered') or c.settled_at is null then 'pending' else 'kept' end as state
     from delivery d join call c on c.id = d.call_id
     where d.call_id = $1 and case
       -- asked for by the target: told when it fetched what was published last
       when d.kind in ('call', 'ticket') then d.fetched_at is not null
         and (d.state = 'superseded' or d.fetched_at < d.published_at or d.payload ->> 'class' is distinct from c.class)
       -- sent by us
       else d.kind in ('pbx-tags', 'push-call', 'mis-call') and d.last_attempt_at is not null and c.corrected_at is not null
         and (d.last_attempt_at < c.corrected_at or d.state <> 'sent')
     end
     order by d.id`,
    [callId],
  );
  return rows;
}
