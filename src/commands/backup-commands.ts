import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../contracts/clock.ts';
import { readEnvironment } from '../platform/configuration/index.ts';
import {
  openDatabase,
  readBackup,
  startEmbeddedPostgres,
  writeBackup,
  type BackupFile,
} from '../platform/database/index.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';
import { showProgress } from './show-progress.ts';

const RECORDINGS = 'recordings';

export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('write the whole database and the kept recordings into one file; also beside a Trubka that serves')
    .argument('<file>', 'for example trubka-2026-03-01.tar.gz; it holds personal data')
    .option('--no-recordings', 'without the files of recordings')
    .option('--with-key', 'with the key that opens recordings: whoever has the file can hear them')
    .option('--force', 'replace the file if it is there')
    .action(async (file: string, asked: { recordings: boolean; withKey?: true; force?: true }) => {
      if (existsSync(file) && asked.force !== true)
        throw new CommandProblem(`There is a file ${file} already. Name another, or say --force.`);
      const { configPath, dataFolder } = readEnvironment();
      const { recordings } = loadConfiguration(configPath, { warn: false });
      const folder = recordings.folder ?? join(dataFolder, RECORDINGS);
      const shown = showProgress('backup');
      const end = await withDatabase((database) =>
        writeBackup({
          ...{ pool: database.pool, path: resolve(file), at: systemClock.now() },
          files: filesOf(folder, { recordings: asked.recordings, key: asked.withKey === true }),
          progress: (_table, rows) => shown.progress(rows, null),
        }),
      ).finally(() => shown.end());
      const rows = Object.values(end.rows).reduce((sum, count) => sum + count, 0);
      process.stdout.write(
        `${rows} rows and ${end.files} files are in ${file}. It holds personal data: keep it as such.\n`,
      );
      if (asked.withKey !== true && existsSync(join(folder, 'key')))
        process.stdout.write(
          `The key of recordings is not in it. Keep a copy of ${join(folder, 'key')} in another place: without it no recording can be played again.\n`,
        );
    });

  program
    .command('restore')
    .description('read a backup into a fresh database or an empty data folder; Trubka must not be serving')
    .argument('<file>', 'what "trubka backup" wrote')
    .action(async (file: string) => {
      if (!existsSync(file)) throw new CommandProblem(`There is no file ${file}.`);
      const { databaseUrl, dataFolder, configPath } = readEnvironment();
      // Files go where the configuration will look for them; a broken one is told before anything is written.
      const { recordings } = loadConfiguration(configPath, { warn: false });
      const folder = recordings.folder ?? join(dataFolder, RECORDINGS);
      const embedded =
        databaseUrl === undefined ? await startEmbeddedPostgres({ dataFolder, whenInUse: 'refuse' }) : null;
      const database = openDatabase(databaseUrl ?? embedded?.url ?? '', { connections: 3 });
      const shown = showProgress('restore');
      try {
        const { manifest, end } = await readBackup({
          ...{ pool: database.pool, path: file, dataFolder: folder },
          progress: (_table, rows) => shown.progress(rows, null),
        });
        const rows = Object.values(end.rows).reduce((sum, count) => sum + count, 0);
        shown.end();
        process.stdout.write(
          `${rows} rows and ${end.files} files of ${manifest.createdAt} are back. Deliveries that were owed then are looked up before they are sent.\n`,
        );
      } finally {
        shown.end();
        await database.close();
        await embedded?.stop();
      }
    });
}

/** Copies that are kept; what is still being fetched is fetched again. */
async function* filesOf(folder: string, wanted: { recordings: boolean; key: boolean }): AsyncGenerator<BackupFile> {
  if (!existsSync(folder)) return;
  if (wanted.key && existsSync(join(folder, 'key'))) yield { name: 'key', path: join(folder, 'key') };
  if (!wanted.recordings) return;
  for (const group of await readdir(folder, { withFileTypes: true })) {
    if (!group.isDirectory() || group.name.length !== 2) continue;
    for (const file of await readdir(join(folder, group.name))) {
      const path = join(folder, group.name, file);
      yield { name: relative(folder, path).split(sep).join('/'), path };
    }
  }
}
