import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { systemClock } from '../contracts/clock.ts';
import { formatProblems, readEnvironment } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { changeRules, diffLines, listVersions, readVersion, type RuleVersion } from '../rules/index.ts';
import { rulesInForce, whichRules, type RulesInForce } from './rules-in-force.ts';
import { CommandProblem, withDatabase } from './setting.ts';

/** Rules that are saved while Trubka runs: a running one takes them over within a second. */
export function addRuleVersionCommands(rules: Command): void {
  rules
    .command('versions')
    .description('rules that were saved, newest first, and which are in force')
    .action(() =>
      withDatabase(async (database) => {
        const { saved, file } = await rulesInForce(readEnvironment().configPath, database);
        process.stdout.write(`In force: ${whichRules(file.path, saved, file)}\n`);
        for (const { id, at, who, note, ofFile, parent } of await listVersions(database.pool, {
          before: null,
          limit: 50,
        })) {
          const from = parent === null ? '' : ` ← ${parent}`;
          process.stdout.write(
            `${String(id).padStart(5)}${from}  ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC  ${who}  ${ofFile ? '(the file) ' : ''}${note}\n`,
          );
        }
      }),
    );

  rules
    .command('show')
    .description('print the rules in force, or a saved version with what it changed')
    .argument('[version]', 'a number of trubka rules versions')
    .action((version?: string) =>
      withDatabase(async (database) => {
        const { saved, file } = await rulesInForce(readEnvironment().configPath, database);
        if (version === undefined) {
          process.stdout.write(saved?.text ?? file.text());
          return;
        }
        const found = await existing(database, version);
        const before = found.parent === null ? null : await readVersion(database.pool, found.parent);
        for (const { change, text } of diffLines(before?.text ?? file.text(), found.text ?? file.text()))
          process.stdout.write(`${change === 'same' ? ' ' : change === 'added' ? '+' : '-'} ${text}\n`);
      }),
    );

  rules
    .command('save')
    .description(
      'put the rules of a text in force; it has rules, numberLists and specialDays as the configuration has them',
    )
    .argument('<file>')
    .option('--note <text>', 'why, for people', '')
    .action((path: string, { note }: { note: string }) =>
      save(note, () => Promise.resolve({ text: readFileSync(path, 'utf8'), name: path })),
    );

  rules
    .command('restore')
    .description('put an older version, or the rules of the file, in force again')
    .argument('<version>', 'a number of trubka rules versions, or: file')
    .option('--note <text>', 'why, for people', '')
    .action((version: string, { note }: { note: string }) =>
      save(note, async (database) => {
        if (version === 'file') return { text: null, name: 'file' };
        const { text, id } = await existing(database, version);
        return { text, restored: id, name: `version ${id}` };
      }),
    );
}

async function save(
  note: string,
  read: (database: Database, force: RulesInForce) => Promise<{ text: string | null; name: string; restored?: number }>,
): Promise<void> {
  await withDatabase(async (database) => {
    const force = await rulesInForce(readEnvironment().configPath, database);
    const { name, ...wanted } = await read(database, force);
    const changed = await changeRules(
      { ...wanted, note, who: `${userInfo().username} (command)`, base: force.saved?.id ?? null },
      { database, file: force.file, clock: systemClock },
    );
    if (changed.kind === 'wrong')
      throw new CommandProblem(
        `${formatProblems(changed.problems.map((problem) => ({ ...problem, file: problem.file === 'rules' ? name : problem.file })))}\n\nNothing was changed.`,
      );
    if (changed.kind === 'outdated')
      throw new CommandProblem('Somebody saved rules at this moment; look, and try again.');
    process.stdout.write(
      `${whichRules(force.file.path, changed.version, force.file)}\nA running Trubka follows within a second.\n`,
    );
  });
}

async function existing(database: Database, version: string): Promise<RuleVersion> {
  const found = /^\d{1,9}$/.test(version) ? await readVersion(database.pool, Number(version)) : null;
  if (found === null)
    throw new CommandProblem(`There is no saved version ${version}; trubka rules versions lists them.`);
  return found;
}
