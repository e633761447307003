import { z } from 'zod';
import type { Pool } from '../platform/database/index.ts';
import { readCursor, writeCursor } from './list-contacts.ts';

/** Why the provider and we count a call differently. */
export const differenceReasons = [
  'voicemail',
  'in-menu',
  'short',
  'other-call-answered',
  'not-told',
  'spam',
  'ignored',
  'not-counted',
] as const;
export type DifferenceReason = (typeof differenceReasons)[number];

export const differencesSchema = z.object({
  account: z.string().nullable().describe('of a PBX; null: the clinic has none'),
  accounts: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .describe('those that can be asked for, by the name that clinics know their provider by'),
  known: z.boolean().describe('whether the provider said of any call in this time that it is lost'),
  compared: z.number().int(),
  providerLost: z.number().int(),
  ourMissed: z.number().int(),
  reasons: z.array(
    z.object({
      why: z.enum(differenceReasons),
      providerLost: z.boolean().describe('the provider calls these calls lost and we do not; else the other way round'),
      calls: z.number().int(),
    }),
  ),
  requests: z.number().int().describe('of the site, in this time: they open contacts here, and no PBX tells of them'),
});
export type Differences = Omit<z.infer<typeof differencesSchema>, 'account' | 'accounts'>;

/** A clinic without a PBX has nothing to compare. */
export const NOTHING_COMPARED: Differences = {
  known: false,
  compared: 0,
  providerLost: 0,
  ourMissed: 0,
  reasons: [],
  requests: 0,
};

export const differingCallSchema = z.object({
  callId: z.string(),
  at: z.iso.datetime(),
  branch: z.string().nullable(),
  phone: z.string().nullable(),
  providerLost: z.boolean(),
  ourMissed: z.boolean(),
  why: z.enum(differenceReasons),
});

export interface ComparedCalls {
  account: string;
  /** Null: all branches. */
  branch: string | null;
  from: Date;
  to: Date;
}

/**
 * Calls of an account as both see them. What the provider says is the fact `missed` of its notifications and of its list
 * of calls (`is_lost` of UIS), of the call as a whole.
 */
const COMPARED = `select c.id, c.started_at as at, c.branch, c.external, told.provider_lost, told.our_missed,
    case when told.provider_lost = told.our_missed then null
      when c.class = 'spam' then 'spam'
      when (c.rules ->> 'ignoreInReports')::boolean then 'ignored'
      when c.result = 'answered' then 'other-call-answered'
      when c.missed_reason in ('voicemail', 'in-menu', 'short') then c.missed_reason
      when told.our_missed then 'not-told'
      else 'not-counted' end as why
  from call c cross join lateral (
    select exists (select from call_event e where e.call_id = c.id and e.event ->> 'kind' = 'missed' and e.event ->> 'legId' is null) as provider_lost,
      exists (select from contact_call t where t.call_id = c.id and t.missed is not null) as our_missed
  ) told
  where c.account = $1 and c.merged_into is null and c.state = 'ended' and c.direction = 'in'
    and c.started_at >= $2 and c.started_at < $3 and ($4::text is null or c.branch = $4)`;

/** How many calls a provider calls lost and we do not, or the other way round, by the reason why. */
export async function differences(pool: Pool, { account, from, to, branch }: ComparedCalls): Promise<Differences> {
  const { rows } = await pool.query<{
    provider_lost: boolean;
    our_missed: boolean;
    why: DifferenceReason | null;
    calls: number;
  }>(
    `select provider_lost, our_missed, why, count(*) as calls from (${COMPARED}) c group by 1, 2, 3 order by 4 desc, 3`,
    [...[account, from, to, branch]],
  );
  const { rows: asked } = await pool.query<{ requests: number }>(
    // The index is of local days, which are at most two away from those of the session.
    `select count(*) as requests from contact_request
     where day between ($1::timestamptz)::date - 2 and ($2::timestamptz)::date + 2
       and at >= $1 and at < $2 and ($3::text is null or branch = $3)`,
    [from, to, branch],
  );
  const sum = (counted: typeof rows): number => counted.reduce((total, { calls }) => total + calls, 0);
  const providerLost = sum(rows.filter((row) => row.provider_lost));
  return {
    known: providerLost > 0,
    compared: sum(rows),
    providerLost,
    ourMissed: sum(rows.filter((row) => row.our_missed)),
    requests: asked[0]?.requests ?? 0,
    reasons: rows.flatMap(({ why, provider_lost, calls }) =>
      why === null ? [] : [{ why, providerLost: provider_lost, calls }],
    ),
  };
}

/** The calls behind a reason, newest first. */
export async function listDifferences(
  pool: Pool,
  asked: ComparedCalls & {
    why?: DifferenceReason | undefined;
    providerLost?: boolean | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<{ items: z.infer<typeof differingCallSchema>[]; next: string | null }> {
  const after = asked.cursor === undefined ? null : readCursor(asked.cursor);
  const { rows } = await pool.query<{
    id: number;
    at: Date;
    branch: string | null;
    external: string | null;
    provider_lost: boolean;
    our_missed: boolean;
    why: DifferenceReason;
  }>(
    `select * from (${COMPARED}) c
     where c.why is not null and ($5::text is null or c.why = $5) and ($6::boolean is null or c.provider_lost = $6)
       and ($7::timestamptz is null or (c.at, c.id) < ($7, $8))
     order by c.at desc, c.id desc limit $9`,
    [
      ...[asked.account, asked.from, asked.to, asked.branch, asked.why ?? null, asked.providerLost ?? null],
      ...[after?.at ?? null, after?.id ?? null, asked.limit + 1],
    ],
  );
  const shown = rows.slice(0, asked.limit);
  const last = rows.length > asked.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => ({
      callId: String(row.id),
      at: row.at.toISOString(),
      branch: row.branch,
      phone: row.external,
      providerLost: row.provider_lost,
      ourMissed: row.our_missed,
      why: row.why,
    })),
    next: last === undefined ? null : writeCursor({ opened_at: last.at, id: last.id }),
  };
}
