import { writeAudit } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import { fingerprintOf, type ConfigurationResult, type RulesFile } from '../platform/configuration/index.ts';
import { inTransaction, type Database } from '../platform/database/index.ts';
import { saveVersion, type RuleVersion } from './rule-versions.ts';

export interface RulesChange {
  /** Null: the rules of the file. */
  text: string | null;
  note: string;
  who: string;
  /** The version that the author saw as the newest; null: none. */
  base: number | null;
  /** The version that is returned to; left out: `base` was changed. */
  restored?: number;
}

export type ChangedRules =
  | { kind: 'saved'; version: RuleVersion; read: ConfigurationResult & { ok: true } }
  | { kind: 'wrong'; problems: (ConfigurationResult & { ok: false })['problems'] }
  /** Somebody else saved meanwhile. */
  | { kind: 'outdated' };

/** Checks rules as the file is checked and saves them as the newest version; every process takes them over by itself. */
export async function changeRules(
  { text, note, who, base, restored }: RulesChange,
  { database, file, clock }: { database: Pick<Database, 'pool' | 'sql'>; file: RulesFile; clock: Clock },
): Promise<ChangedRules> {
  const read = file.read(text === null ? null : { text, name: 'rules' });
  if (!read.ok) return { kind: 'wrong', problems: read.problems };
  const at = clock.now();
  const version = await inTransaction(database.pool, (client) =>
    saveVersion(client, {
      ...{ at, who, text, note, base },
      parent: restored ?? base,
      file: fingerprintOf(file.text()),
    }),
  );
  if (version === null) return { kind: 'outdated' };
  await writeAudit(database.sql, {
    ...{ at, who, what: restored === undefined ? 'rules.saved' : 'rules.restored', subject: `rules ${version.id}` },
    ...(restored !== undefined && { detail: { restored } }),
  });
  return { kind: 'saved', version, read };
}
