import { existsSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { importVisits } from '../appointments/index.ts';
import {
  importedPeople,
  importPeople,
  maskValue,
  openDoubtFile,
  peopleFields,
  type Doubt,
  type ImportReport,
} from '../callers/index.ts';
import { systemClock } from '../contracts/clock.ts';
import { visitFields } from '../contracts/visit-field.ts';
import { readEnvironment, type Branch, type Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';
import { showProgress } from './show-progress.ts';

interface Asked {
  branch?: string;
  source?: string;
  full?: boolean;
  allowLoss?: boolean;
  map?: Record<string, string[]>;
  show?: boolean;
  report?: string | false;
}

export function addImportCommands(program: Command): void {
  const command = program.command('import').description('read people and visits from a CSV file or an Excel workbook');

  for (const [name, [kind, source]] of Object.entries(importedPeople))
    withOptions(command.command(name).description(`read ${name}`)).action((file: string, asked: Asked) =>
      run(file, asked, peopleFields, ({ database, branch, configuration, progress, onDoubt }) =>
        importPeople({
          database,
          clock: systemClock,
          file,
          kind,
          source: asked.source ?? source,
          mapping: asked.map ?? {},
          complete: asked.full ?? false,
          allowLoss: asked.allowLoss ?? false,
          context: { phones: { country: configuration.clinic.country, areaCode: branch.areaCode }, zone: branch.zone },
          progress,
          onDoubt,
        }),
      ),
    );

  withOptions(
    command.command('appointments').description('read visits; their patients are named by card number'),
  ).action((file: string, asked: Asked) =>
    run(file, asked, visitFields, ({ database, branch, configuration, progress, onDoubt }) =>
      importVisits({
        database,
        clock: systemClock,
        file,
        ...(asked.source !== undefined && { source: asked.source }),
        mapping: asked.map ?? {},
        complete: asked.full ?? false,
        allowLoss: asked.allowLoss ?? false,
        context: {
          ...{ zone: branch.zone, branches: configuration.branches.values() },
          phones: { country: configuration.clinic.country, areaCode: branch.areaCode },
        },
        progress,
        onDoubt,
      }),
    ),
  );
}

function withOptions(command: Command): Command {
  return command
    .argument('<file>', 'CSV or XLSX with a header row; UTF-8, windows-1251 or UTF-16')
    .option('--branch <id>', 'whose city code and time zone the file has; default: the first branch')
    .option('--source <name>', 'keep it apart from other files of this kind')
    .option('--map <field=column>', 'what a column is; may be repeated', readMapping)
    .option('--full', 'the file holds everybody: who is missing in it is marked as gone')
    .option('--allow-loss', 'with --full: even if most people are missing')
    .option('--report <file>', 'where every doubtful row goes; default: beside the file')
    .option('--no-report', 'write no such file')
    .option('--show', 'the report has the cells as they are written; otherwise only their shape');
}

function readMapping(text: string, before: Record<string, string[]> = {}): Record<string, string[]> {
  const [, field, column] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? [];
  if (field === undefined || column === undefined)
    throw new InvalidArgumentError('Write it like phone=«Моб. телефон», with a field of ours before the sign.');
  return { ...before, [field]: [...(before[field] ?? []), column.trim()] };
}

interface Setting {
  database: Database;
  configuration: Configuration;
  branch: Branch;
  progress(rows: number, share: number | null): void;
  onDoubt(doubt: Doubt): void;
}

async function run(
  file: string,
  asked: Asked,
  fields: readonly string[],
  work: (setting: Setting) => Promise<ImportReport>,
): Promise<void> {
  if (!existsSync(file)) throw new CommandProblem(`There is no file ${file}.`);
  const unknown = Object.keys(asked.map ?? {}).find((field) => !fields.includes(field));
  if (unknown !== undefined)
    throw new CommandProblem(`There is no field "${unknown}". Those of --map are: ${fields.join(', ')}.`);
  const configuration = loadConfiguration(readEnvironment().configPath);
  const branch =
    asked.branch === undefined ? [...configuration.branches.values()][0] : configuration.branches.get(asked.branch);
  if (branch === undefined)
    throw new CommandProblem(
      `There is no branch "${asked.branch ?? ''}". The configuration has: ${[...configuration.branches.keys()].join(', ')}.`,
    );
  const show = asked.show ?? false;
  const path = asked.report === false ? null : (asked.report ?? `${file.replace(/\.[^./\\]*$/, '')}.doubtful.csv`);
  const doubts = path === null ? null : await openDoubtFile(path, { show });
  const shown = showProgress('import');
  const setting = {
    ...{ configuration, branch },
    progress: shown.progress,
    onDoubt: (doubt: Doubt): void => doubts?.add(doubt),
  };
  let report: ImportReport;
  try {
    report = await withDatabase((database) => work({ ...setting, database }));
  } finally {
    shown.end();
    await doubts?.close();
  }
  process.stdout.write(formatReport(report, { show }));
  if (report.doubtfulCount > 0 && path !== null) process.stdout.write(`All of them are in ${path}.\n`);
}

const SHOWN = 50;

/** What was read and every doubt, in words. */
export function formatReport(report: ImportReport, options: { show: boolean } = { show: false }): string {
  const doubts = report.doubtful.slice(0, SHOWN).map(({ line, column, value, problem, remedy }) => {
    const cell = value === '' ? '' : ` «${options.show ? value : maskValue(value)}»`;
    const where = column === '' ? `line ${line}` : `line ${line}, ${column}${cell}`;
    return `  ${where}: ${problem} ${remedy}`;
  });
  const more = report.doubtfulCount - doubts.length;
  return [
    `${report.rows} rows: ${report.added} added, ${report.changed} changed, ${report.unchanged} unchanged, ${report.skipped} not imported.${report.joined > 0 ? ` ${report.joined} told further numbers of the person above.` : ''}${report.merged > 0 ? ` ${report.merged} cards were joined to others.` : ''}`,
    `${report.withoutPhone} without a phone.${report.removed > 0 ? ` ${report.removed} missing from the file are now marked as gone.` : ''}${report.erased > 0 ? ` ${report.erased} were erased here and left out: see "trubka person erased".` : ''}`,
    ...(report.ignoredColumns.length > 0 ? [`Columns that were not used: ${report.ignoredColumns.join(', ')}.`] : []),
    ...(doubts.length > 0
      ? [`${report.doubtfulCount} places to look at:`, ...doubts, ...(more > 0 ? [`  … and ${more} more.`] : [])]
      : []),
    '',
  ].join('\n');
}
