import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { importPeople, importVisits, type ImportReport } from '../callers/index.ts';
import { systemClock } from '../contracts/clock.ts';
import { readEnvironment, type Branch, type Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

const people = { patients: 'patient', staff: 'staff', contractors: 'contractor' } as const;

interface Asked {
  branch?: string;
  source?: string;
  complete?: boolean;
}

export function addImportCommands(program: Command): void {
  const command = program.command('import').description('read people and visits from a CSV file');

  for (const [name, kind] of Object.entries(people))
    withOptions(command.command(name).description(`read ${name}`)).action((file: string, asked: Asked) =>
      run(file, asked, ({ database, branch, configuration, progress }) =>
        importPeople({
          database,
          clock: systemClock,
          file,
          kind,
          ...(asked.source !== undefined && { source: asked.source }),
          complete: asked.complete ?? false,
          context: { phones: { country: configuration.clinic.country, areaCode: branch.areaCode }, zone: branch.zone },
          progress,
        }),
      ),
    );

  withOptions(
    command.command('appointments').description('read visits; their patients are named by card number'),
  ).action((file: string, asked: Asked) =>
    run(file, asked, ({ database, branch, configuration, progress }) =>
      importVisits({
        database,
        clock: systemClock,
        file,
        ...(asked.source !== undefined && { source: asked.source }),
        complete: asked.complete ?? false,
        context: { zone: branch.zone, branches: configuration.branches.values() },
        progress,
      }),
    ),
  );
}

function withOptions(command: Command): Command {
  return command
    .argument('<file>', 'CSV with a header row; ; , or tab, UTF-8 or windows-1251')
    .option('--branch <id>', 'whose city code and time zone the file has; default: the first branch')
    .option('--source <name>', 'keep it apart from other files of this kind')
    .option('--complete', 'the file holds everybody: who is missing in it is marked as deleted');
}

interface Setting {
  database: Database;
  configuration: Configuration;
  branch: Branch;
  progress(rows: number): void;
}

async function run(file: string, asked: Asked, work: (setting: Setting) => Promise<ImportReport>): Promise<void> {
  if (!existsSync(file)) throw new CommandProblem(`There is no file ${file}.`);
  const configuration = loadConfiguration(readEnvironment().configPath);
  const branch =
    asked.branch === undefined ? [...configuration.branches.values()][0] : configuration.branches.get(asked.branch);
  if (branch === undefined)
    throw new CommandProblem(
      `There is no branch "${asked.branch ?? ''}". The configuration has: ${[...configuration.branches.keys()].join(', ')}.`,
    );
  const report = await withDatabase((database) => work({ database, configuration, branch, progress: showProgress }));
  process.stderr.write(process.stderr.isTTY ? '\r' : '');
  process.stdout.write(formatReport(report));
}

function showProgress(rows: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${rows} rows…`);
}

const SHOWN = 50;

/** What was read and every doubt, in words. */
export function formatReport(report: ImportReport): string {
  const doubts = report.doubtful.slice(0, SHOWN).map(({ line, column, problem, remedy }) => {
    const where = column === '' ? `line ${line}` : `line ${line}, ${column}`;
    return `  ${where}: ${problem} ${remedy}`;
  });
  const more = report.doubtfulCount - doubts.length;
  return [
    `${report.rows} rows: ${report.added} added, ${report.changed} changed, ${report.unchanged} unchanged, ${report.skipped} not imported.`,
    `${report.withoutPhone} without a phone.${report.removed > 0 ? ` ${report.removed} missing from the file are now marked as gone.` : ''}`,
    ...(report.ignoredColumns.length > 0 ? [`Columns that were not used: ${report.ignoredColumns.join(', ')}.`] : []),
    ...(doubts.length > 0
      ? [`${report.doubtfulCount} places to look at:`, ...doubts, ...(more > 0 ? [`  … and ${more} more.`] : [])]
      : []),
    '',
  ].join('\n');
}
