import type { CallClass, Caller } from '../contracts/caller.ts';
import { identifyCaller, type DirectoryEntry, type Evidence } from '../callers/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { CallRecordRow } from './apply-facts.ts';
import type { PoolClient } from '../platform/database/index.ts';

interface Known {
  entries: DirectoryEntry[];
  as_of: Date | null;
  recent: { startedAt: string; seconds: number | null; result: string | null }[] | null;
  last: { person: number | null; subject: number | null } | null;
  booked: Evidence['booked'] | null;
}

/**
 * Identifies a call from what the directory and the register know now, with its start as the clock. What people said of
 * it stays, unless `said` says otherwise.
 */
export async function identifyAgain(
  client: PoolClient,
  row: CallRecordRow,
  configuration: Configuration,
  said: { chosenPerson?: number | null; correctedClass?: CallClass | null } = {},
): Promise<{ caller: Caller; evidence: Evidence }> {
  const { calls } = configuration;
  const startedAt = new Date(row.started_at);
  const { rows } = await client.query<Known>(
    `select directory_entries($1, $2, $3) as entries, directory_as_of() as as_of,
       (select jsonb_agg(jsonb_build_object('startedAt', c.started_at, 'result', c.result,
          'seconds', extract(epoch from c.ended_at - c.started_at)::integer))
        from call c
        where c.external = $4 and c.id <> $5 and c.direction = 'in' and c.merged_into is null
          and c.started_at between $2::timestamptz - $6 * interval '1 second' and $2::timestamptz + $6 * interval '1 second') as recent,
       (select jsonb_build_object('person', c.chosen_person, 'subject', c.subject_person)
        from call c
        where c.external = $4 and c.id <> $5 and c.started_at < $2 and (c.chosen_person is not null or c.subject_person is not null)
        order by c.started_at desc limit 1) as last,
       (select c.evidence -> 'booked' from call c where c.id = $5) as booked`,
    [
      row.external === null ? [] : [row.external],
      startedAt,
      calls.householdLimit,
      row.external,
      row.id,
      calls.spamWithinSeconds,
    ],
  );
  const known = rows[0];
  const { caller, evidence } = identifyCaller({
    external: row.external,
    direction: row.direction,
    startedAt,
    entries: known?.entries ?? [],
    asOf: known?.as_of ?? null,
    chosenPerson: said.chosenPerson === undefined ? row.chosen_person : said.chosenPerson,
    correctedClass: said.correctedClass === undefined ? (row.corrected_class as CallClass | null) : said.correctedClass,
    chosenLastTime: known?.last?.person ?? null,
    lastSubject: known?.last?.subject ?? null,
    booked: known?.booked ?? null,
    recentCalls: (known?.recent ?? []).map((call) => ({ ...call, startedAt: new Date(call.startedAt) })),
    seconds: row.ended_at === null ? null : Math.round((new Date(row.ended_at).getTime() - startedAt.getTime()) / 1000),
    settings: calls,
    ownNumbers: new Set(configuration.lines.keys()),
    zone: row.zone ?? [...configuration.branches.values()][0]?.zone ?? 'UTC',
  });
  const { earlierCalls, priority } = row.caller ?? {};
  const kept = { ...(earlierCalls !== undefined && { earlierCalls }), ...(priority !== undefined && { priority }) };
  return { caller: { ...caller, ...kept }, evidence };
}
