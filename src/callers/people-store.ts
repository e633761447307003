import type { Caller } from '../contracts/caller.ts';
import type { E164 } from '../contracts/phone-number.ts';
import type { Configuration } from '../platform/configuration/configuration.ts';
import type { Database } from '../platform/database/index.ts';
import type { DirectoryEntry } from './directory-entry.ts';
import { identifyCaller } from './identify-caller.ts';

export interface AskedNumber {
  phone: E164;
  at: Date;
  configuration: Pick<Configuration, 'calls' | 'lines'>;
  /** IANA zone of the branch that asks. */
  zone: string;
}

/** Who has a number: the answer that a call from it at that instant would get. */
export async function findPeople({ pool }: Pick<Database, 'pool'>, asked: AskedNumber): Promise<Caller> {
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
    entries: rows[0]?.entries ?? [],
    asOf: rows[0]?.as_of ?? null,
    chosenPerson: null,
    chosenLastTime: rows[0]?.last?.person ?? null,
    lastSubject: rows[0]?.last?.subject ?? null,
    settings: calls,
    ownNumbers: new Set(lines.keys()),
    zone: asked.zone,
  });
  return caller;
}
