import { formatProblems, openRulesFile, type Configuration, type RulesFile } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { providerSchemas } from '../compose-commands.ts';
import { newestVersion, readVersionOf, type RuleVersion } from '../rules/index.ts';
import { loadConfiguration } from './setting.ts';

export interface RulesInForce {
  configuration: Configuration;
  file: RulesFile;
  /** The newest saved version; null: none, or another file was asked for. */
  saved: RuleVersion | null;
}

/** The rules as a Trubka that serves has them: the newest saved version beside the file. What does not fit is told. */
export async function rulesInForce(path: string, database: Pick<Database, 'pool'>): Promise<RulesInForce> {
  const ofFile = loadConfiguration(path, { warn: false });
  const file = openRulesFile({ path, providers: providerSchemas });
  const saved = await newestVersion(database.pool);
  const { configuration, problems } = readVersionOf(file, saved);
  if (problems.length > 0)
    process.stderr.write(
      `${formatProblems(problems)}\n\nSaved rules that do not fit the file are left out${configuration === null ? '; none of them is in force' : ''}.\n\n`,
    );
  return { configuration: configuration ?? ofFile, file, saved };
}

/** One line that says which rules are meant. */
export function whichRules(path: string, saved: RuleVersion | null, file?: RulesFile): string {
  if (saved === null || saved.text === null) return `Rules of ${path}.`;
  const note = saved.note === '' ? '' : ` (${saved.note})`;
  const changed =
    file !== undefined && file.fingerprint() !== saved.file
      ? `\nThe rules of ${path} changed after that and are not in force: trubka rules restore file puts them in force.`
      : '';
  return `Saved version ${saved.id} of ${saved.at.toISOString().slice(0, 16).replace('T', ' ')} UTC by ${saved.who}${note}, which goes before ${path}.${changed}`;
}
