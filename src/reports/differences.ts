import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';

export const differencesSchema = z.object({
  known: z.boolean().describe('whether the provider said of any call in this time that it is lost'),
  compared: z.number().int(),
  providerLost: z.number().int(),
  ourMissed: z.number().int(),
  items: z.array(
    z.object({
      callId: z.string(),
      at: z.iso.datetime(),
      providerLost: z.boolean(),
      ourMissed: z.boolean(),
      why: z
        .enum(['voicemail', 'in-menu', 'short', 'other-call-answered', 'not-told', 'internal', 'spam', 'ignored'])
        .describe('why the two differ'),
    }),
  ),
});
export type Differences = z.infer<typeof differencesSchema>;

const MOST = 500;

/**
 * Row by row where a provider calls a call lost and we do not, or the other way round. What the provider says is the
 * fact `missed` of its notifications and its list of calls (`is_lost` of UIS).
 */
export async function differences(
  pool: Pool,
  asked: { account: string; branch: string | null; from: Date; to: Date },
): Promise<Differences> {
  const { rows } = await pool.query<{
    id: number;
    started_at: Date;
    provider_lost: boolean;
    our_missed: boolean;
    result: string | null;
    missed_reason: string | null;
    direction: string | null;
    class: string | null;
    ignored: boolean;
  }>(
    `select c.id, c.started_at, c.result, c.missed_reason, c.direction, c.class,
       coalesce((c.rules ->> 'ignoreInReports')::boolean, false) as ignored,
       exists (select from call_event e where e.call_id = c.id and e.event ->> 'kind' = 'missed' and e.event ->> 'legId' is null) as provider_lost,
       exists (select from contact_call t where t.call_id = c.id and t.missed is not null) as our_missed
     from call c
     where c.account = $1 and c.merged_into is null and c.state = 'ended' and c.direction = 'in'
       and c.started_at >= $2 and c.started_at < $3 and ($4::text is null or c.branch = $4)
     order by c.started_at desc`,
    [asked.account, asked.from, asked.to, asked.branch],
  );
  const differ = rows.filter((row) => row.provider_lost !== row.our_missed);
  return {
    known: rows.some((row) => row.provider_lost),
    compared: rows.length,
    providerLost: rows.filter((row) => row.provider_lost).length,
    ourMissed: rows.filter((row) => row.our_missed).length,
    items: differ.slice(0, MOST).map((row) => ({
      callId: String(row.id),
      at: row.started_at.toISOString(),
      providerLost: row.provider_lost,
      ourMissed: row.our_missed,
      why: whyOf(row),
    })),
  };
}

function whyOf(row: {
  missed_reason: string | null;
  result: string | null;
  class: string | null;
  ignored: boolean;
}): Differences['items'][number]['why'] {
  if (row.class === 'spam') return 'spam';
  if (row.ignored) return 'ignored';
  if (row.result === 'answered') return 'other-call-answered';
  if (row.missed_reason === 'voicemail' || row.missed_reason === 'in-menu' || row.missed_reason === 'short')
    return row.missed_reason;
  return 'not-told';
}
