import { bookedAfter, recompute, type Evidence, type LaterVisit } from '../callers/index.ts';
import { inTransaction, type PoolClient } from '../platform/database/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { lockCall, type SaidRow } from './lock-call.ts';
import { rewriteCall } from './rewrite-call.ts';

const HOUR = 3_600_000;
/** A daily report of the MIS tells the visits of yesterday. */
const LOOK_BACK_MS = 72 * HOUR;
const GROUP = 500;

/**
 * A call about the own visit is presumed to be no new business. Where somebody of the household got a new visit by it,
 * it is a target contact after all: the visit joins the evidence of the call, with its reason. Answers how many.
 */
export async function confirmBookings(options: CorrectingOptions): Promise<number> {
  const now = options.clock.now();
  const { rows } = await options.pool.query<{ id: number }>(
    `select c.id from call c
     where c.class = 'about-own-visit' and c.answered_at is not null and c.merged_into is null and c.direction = 'in'
       and c.ended_at between $1 and $2 and c.evidence ->> 'booked' is null
       and exists (
         select from visit v where v.person_id in (select household(c.external, c.evidence)) and (v.added_at >= c.started_at - interval '1 day'))
     order by c.id limit ${GROUP}`,
    [new Date(now.getTime() - LOOK_BACK_MS), now],
  );
  let confirmed = 0;
  for (const { id } of rows) {
    const { done, shown } = await inTransaction(options.pool, (client) => confirm(client, id, now, options));
    options.onCommitted(shown);
    if (done) confirmed += 1;
  }
  return confirmed;
}

async function confirm(
  client: PoolClient,
  id: number,
  now: Date,
  { configuration }: CorrectingOptions,
): Promise<{ done: boolean; shown: LoadedPop[] }> {
  const row = await lockCall(client, id, null);
  const evidence = (row?.evidence ?? null) as Evidence | null;
  if (row?.caller == null || row.ended_at === null || evidence === null || evidence.booked != null)
    return { done: false, shown: [] };
  const call = { startedAt: new Date(row.started_at).getTime(), endedAt: new Date(row.ended_at).getTime() };
  const booked = bookedAfter(call, evidence, await visitsOf(client, row));
  if (booked === null) return { done: false, shown: [] };
  const after: Evidence = { ...evidence, booked };
  const caller = { ...row.caller, ...recompute(after) };
  const said = { subject_person: booked.person };
  const shown = await rewriteCall(
    client,
    row,
    { caller, evidence: after, said },
    { configuration: configuration(), now },
  );
  return { done: true, shown };
}

async function visitsOf(client: PoolClient, row: SaidRow): Promise<LaterVisit[]> {
  const { rows } = await client.query<{
    id: string;
    person: number;
    state: LaterVisit['state'];
    added_at: Date | null;
    added_on: string | null;
  }>(
    `select v.source || ':' || v.external_id as id, coalesce(person_survivor(v.person_id), v.person_id) as person, v.state, v.added_at,
       case when (v.added_at at time zone v.zone)::time = '00:00' then to_char(v.added_at at time zone v.zone, 'YYYY-MM-DD') end as added_on
     from visit v
     where v.person_id in (select household($1, $2))
       and (v.added_at >= $3::timestamptz - interval '1 day' or v.starts_at > $3::timestamptz - interval '4 days')`,
    [row.external, JSON.stringify(row.evidence), row.started_at],
  );
  return rows.map(({ added_at, added_on, ...visit }) => ({
    ...visit,
    addedAt: added_at === null ? null : added_at.getTime(),
    addedOn: added_on,
  }));
}
