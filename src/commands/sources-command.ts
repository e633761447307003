import type { Command } from 'commander';
import { openDoubtFile, readSources, type SourceView } from '../callers/index.ts';
import { composeSources } from '../compose-commands.ts';
import { systemClock } from '../contracts/clock.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
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
      const sources = await withDatabase((database) => readSources(database, configuration, now));
      process.stdout.write(formatSources(sources));
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
  const ids = configuration.directory.sources.map((source) => source.id);
  if (!ids.includes(id))
    throw new CommandProblem(
      ids.length === 0
        ? 'The configuration has no directory.sources.'
        : `There is no source "${id}". The configuration has: ${ids.join(', ')}.`,
    );
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const doubts = asked.report === undefined ? null : await openDoubtFile(asked.report, { show: asked.show ?? false });
  const shown = showProgress(id);
  const refreshed = await withDatabase(async (database) => {
    const sources = composeSources({ configuration, database, clock: systemClock });
    try {
      return await sources.refresh(id, {
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
  if (refreshed.outcome === 'failed')
    throw new CommandProblem(`${id}: ${refreshed.message}\nThe directory is as it was.`);
  process.stdout.write(`${id}: ${counts(refreshed.report)}\n`);
  if (doubts === null && refreshed.report.doubtful > 0)
    process.stdout.write(`Add --report FILE to get the ${refreshed.report.doubtful} doubtful places.\n`);
}

export function formatSources(sources: readonly SourceView[]): string {
  if (sources.length === 0) return 'Nobody is in the directory yet. "trubka import" or directory.sources fill it.\n';
  return sources.map((source) => `${formatSource(source)}\n`).join('');
}

function formatSource(source: SourceView): string {
  const every = source.everyMinutes === null ? 'by hand' : `every ${source.everyMinutes} min`;
  const age = source.ageSeconds === null ? 'not read yet' : `${ageWords(source.ageSeconds)} old`;
  const lines = [
    `${source.id}  ${source.kind ?? 'import'}, ${source.people}, ${every}: ${source.state}, ${age}, ${source.count} (${source.withoutPhone} without a phone)`,
  ];
  if (source.progress !== null) lines.push(`  reading: ${source.progress.rows} rows`);
  if (source.error !== null)
    lines.push(`  fails since ${source.error.since} (${source.error.times} times): ${source.error.message}`);
  if (source.report !== null) lines.push(`  last: ${counts(source.report)}`);
  return lines.join('\n');
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
