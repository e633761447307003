import type { Caller } from '../contracts/caller.ts';
import type { E164 } from '../contracts/phone-number.ts';
import type { Configuration } from '../platform/configuration/configuration.ts';
import type { Pool, PoolClient } from '../platform/database/index.ts';
import type { DirectoryEntry } from './directory-entry.ts';
import { identifyCaller } from './identify-caller.ts';

export interface AskedNumber {
  phone: E164;
  at: Date;
  configuration: Pick<Configuration, 'calls' | 'lines'>;
  /** IANA zone of the branch that asks. */
  zone: string;
  /** Whom a person chose of those who have it. */
  chosenPerson?: number | null;
}

/** Who has a number: the answer that a call from it at that instant would get. */
export async function findPeople(
  { pool }: { pool: Pick<Pool | PoolClient, 'query'> },
  asked: AskedNumber,
): Promise<Caller> {
  const { calls, lines } = asked.configuration;
  const { rows } = await pool.query<{
    entries: DirectoryEntry[];
    as_of: Date | null;
    last: { person: number | null; subject: number | null } | null;
  }>(
    `select directory_entries($1, $2, $3) as entries, directory_as_of() as as_of,
       (select jsonb_build_object('person', c.chosen_person, 'subject', c.subject_person) from call c
        where c.external = $4 and (c.chosen_person is not null or c.subject_person is not null)
        order by c.started_at desc limit 1) as last`,
    [[asked.phone], asked.at, calls.householdLimit, asked.phone],
  );
  const { caller } = identifyCaller({
    external: asked.phone,
    direction: 'in',
    startedAt: asked.at,
    entries: (rows[0]?.entries ?? []).map((entry) => asOf(entry, asked.at)),
    asOf: rows[0]?.as_of ?? null,
    chosenPerson: asked.chosenPerson ?? null,
    chosenLastTime: rows[0]?.last?.person ?? null,
    lastSubject: rows[0]?.last?.subject ?? null,
    settings: calls,
    ownNumbers: new Set(lines.keys()),
    zone: asked.zone,
  });
  return caller;
}

/** A visit that was added later was not ahead then. */
function asOf(entry: DirectoryEntry, at: Date): DirectoryEntry {
  if (entry.personId === null) return entry;
  return {
    ...entry,
    visits: entry.visits.filter(({ addedAt }) => addedAt === null || Date.parse(addedAt) <= at.getTime()),
  };
}
