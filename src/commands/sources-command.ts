import type { Command } from 'commander';
import { readVisitSources, type VisitSourceView } from '../appointments/index.ts';
import { openDoubtFile, readSources, type SourceView } from '../callers/index.ts';
import { composeSources } from '../compose-commands.ts';
import { systemClock } from '../contracts/clock.ts';
import { readEnvironment, type Configuration } from '../platform/configuration/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';
import { showProgress } from './show-progress.ts';

interface Asked {
  allowLoss?: boolean;
  report?: string;
  show?: boolean;
}

export function addSourcesCommand(program: Command): void {
  const command = program.command('sources').description('where the people come from and how old that is');
  command
    .command('list', { isDefault: true })
    .description('every source, the age of what it told and how its last refresh went')
    .action(async () => {
      const configuration = loadConfiguration(readEnvironment().configPath);
      const now = systemClock.now();
      const read = await withDatabase(async (database) => ({
        people: await readSources(database, configuration, now),
        visits: await readVisitSources(database, configuration, now),
      }));
      process.stdout.write(formatSources(read.people) + formatVisitSources(read.visits.sources));
    });
  command
    .command('refresh <id>')
    .description('read a source now, also beside a Trubka that serves')
    .option('--allow-loss', 'even if most people are missing in a full source')
    .option('--report <file>', 'write every doubtful place to a CSV file')
    .option('--show', 'with the cells as they are written; otherwise only their shape')
    .action(refresh);
}

async function refresh(id: string, asked: Asked): Promise<void> {
  const configuration = loadConfiguration(readEnvironment().configPath);
  const kinds = sourcesOf(configuration).filter((source) => source.id === id);
  if (kinds.length === 0) {
    const ids = new Set(sourcesOf(configuration).map((source) => source.id));
    throw new CommandProblem(
      ids.size === 0
        ? 'The configuration has no directory.sources and no appointments.sources.'
        : `There is no source "${id}". The configuration has: ${[...ids].join(', ')}.`,
    );
  }
  for (const { what } of kinds) {
    const own =
      kinds.length > 1 && what === 'visits' ? asked.report?.replace(/(\.[^./\\]*)?$/, '.visits$1') : asked.report;
    await refreshOne(configuration, what, id, { ...asked, ...(own !== undefined && { report: own }) });
  }
}

function sourcesOf(configuration: Configuration): { what: 'people' | 'visits'; id: string }[] {
  return [
    ...configuration.directory.sources.map(({ id }) => ({ what: 'people' as const, id })),
    // Their patients come first.
    ...(configuration.appointments?.sources ?? []).map(({ id }) => ({ what: 'visits' as const, id })),
  ];
}

async function refreshOne(
  configuration: Configuration,
  what: 'people' | 'visits',
  id: string,
  asked: Asked,
): Promise<void> {
  const { dataFolder } = readEnvironment();
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const doubts = asked.report === undefined ? null : await openDoubtFile(asked.report, { show: asked.show ?? false });
  const shown = showProgress(id);
  const refreshed = await withDatabase(async (database) => {
    const sources = composeSources({ configuration, database, dataFolder, clock: systemClock });
    try {
      return await sources.refresh(what, id, {
        signal: stop.signal,
        progress: shown.progress,
        allowLoss: asked.allowLoss ?? false,
        ...(doubts !== null && { onDoubt: doubts.add }),
      });
    } finally {
      shown.end();
      await sources.close();
      await doubts?.close();
    }
  });
  if (refreshed.outcome === 'busy')
    throw new CommandProblem(`${id} is being read by another process now; "trubka sources" shows how far it is.`);
  if (refreshed.outcome === 'failed') throw new CommandProblem(`${id}: ${refreshed.message}\nWhat was known stays.`);
  if (refreshed.report === null) return void process.stdout.write(`${id}: nothing new.\n`);
  process.stdout.write(`${id}: ${counts(refreshed.report)}\n`);
  if (doubts === null && refreshed.report.doubtful > 0)
    process.stdout.write(`Add --report FILE to get the ${refreshed.report.doubtful} doubtful places.\n`);
}

export function formatSources(sources: readonly SourceView[]): string {
  if (sources.length === 0) return 'Nobody is in the directory yet. "trubka import" or directory.sources fill it.\n';
  return sources.map((source) => `${formatSource(source)}\n`).join('');
}

export function formatVisitSources(sources: readonly VisitSourceView[]): string {
  return sources.map((source) => `${formatVisitSource(source)}\n`).join('');
}

function formatVisitSource(source: VisitSourceView): string {
  const unknown = source.withoutPerson > 0 ? ` (${source.withoutPerson} of nobody in the directory)` : '';
  const level = source.fresh ? `gives ${source.level}` : `too old for ${source.level}`;
  return [
    `${source.id}  ${source.kind}, visits, ${everyWords(source)}: ${source.state}, ${agedWords(source)}, ${source.visits}${unknown}, ${level}`,
    ...howItGoes(source),
  ].join('\n');
}

function formatSource(source: SourceView): string {
  return [
    `${source.id}  ${source.kind ?? 'import'}, ${source.people}, ${everyWords(source)}: ${source.state}, ${agedWords(source)}, ${source.count} (${source.withoutPhone} without a phone)`,
    ...howItGoes(source),
  ].join('\n');
}

function everyWords({ everyMinutes }: Pick<SourceView, 'everyMinutes'>): string {
  return everyMinutes === null ? 'by hand' : `every ${everyMinutes} min`;
}

function agedWords({ ageSeconds }: Pick<SourceView, 'ageSeconds'>): string {
  return ageSeconds === null ? 'not read yet' : `${ageWords(ageSeconds)} old`;
}

function howItGoes({ progress, error, report }: Pick<SourceView, 'progress' | 'error' | 'report'>): string[] {
  return [
    ...(progress === null ? [] : [`  reading: ${progress.rows} rows`]),
    ...(error === null ? [] : [`  fails since ${error.since} (${error.times} times): ${error.message}`]),
    ...(report === null ? [] : [`  last: ${counts(report)}`]),
  ];
}

function counts(report: NonNullable<SourceView['report']>): string {
  const gone = report.removed > 0 ? `, ${report.removed} gone` : '';
  const merged = report.merged > 0 ? `, ${report.merged} merged` : '';
  return `${report.rows} rows, ${report.added} added, ${report.changed} changed, ${report.unchanged} unchanged${gone}${merged}, ${report.skipped} not taken, ${report.doubtful} places to look at; ${report.seconds} s`;
}

function ageWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
