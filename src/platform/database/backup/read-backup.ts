import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pgCopy from 'pg-copy-streams';
import { extract } from 'tar-stream';
import { migrate } from '../migrate.ts';
import { migrations } from '../migrations/index.ts';
import type { Pool, PoolClient } from '../pg-types.ts';
import { endSchema, manifestSchema, quoted, UnusableBackup, type BackupEnd, type Manifest } from './backup-format.ts';

export interface RestoreOptions {
  /** A database without any table of the product, or with empty ones. */
  pool: Pool;
  path: string;
  /** Where the files of the backup go. */
  dataFolder: string;
  progress?(table: string, rows: number): void;
}

/**
 * Reads a backup into an empty database, all of it or nothing, and brings it to this version. What was owed at the
 * moment of the backup may have been sent after it: it is marked as in doubt, so that the target is asked first. A
 * message to a person whose time has come since is not sent at all: that it went already cannot be asked.
 *
 * @throws UnusableBackup cut short, of a newer version, or the database is not empty
 */
export async function readBackup(options: RestoreOptions): Promise<{ manifest: Manifest; end: BackupEnd }> {
  const { pool, path } = options;
  const client = await pool.connect();
  // Nobody would see the entries that come before the loop below listens.
  const entries = extract();
  const feeding = pipeline(createReadStream(path), createGunzip(), entries);
  // Told where the entries are read.
  feeding.catch(() => undefined);
  let manifest: Manifest | null = null;
  let end: BackupEnd | null = null;
  const counted: BackupEnd = { rows: {}, files: 0 };
  try {
    for await (const entry of entries) {
      const { name } = entry.header;
      const body = entry as unknown as AsyncIterable<Buffer>;
      if (name === 'manifest.json') {
        manifest = manifestSchema.parse(JSON.parse(await text(body)));
        await prepare(pool, client, manifest);
        await client.query('begin');
        for (const table of manifest.tables) counted.rows[table.name] = 0;
      } else if (manifest === null) throw new UnusableBackup('This is not a backup of Trubka.');
      else if (name === 'end.json') end = endSchema.parse(JSON.parse(await text(body)));
      else if (name.startsWith('tables/')) {
        const table = manifest.tables.find((one) => name.startsWith(`tables/${one.name}/`));
        if (table === undefined)
          throw new UnusableBackup(`The backup holds a table that it does not announce: ${name}.`);
        const rows = await copyIn(client, table, body);
        counted.rows[table.name] = (counted.rows[table.name] ?? 0) + rows;
        options.progress?.(table.name, counted.rows[table.name] ?? 0);
      } else if (name.startsWith('files/')) {
        await keepFile(body, placeOf(options.dataFolder, name.slice('files/'.length)));
        counted.files += 1;
      }
      entry.resume();
    }
    await feeding;
    if (manifest === null) throw new UnusableBackup('This is not a backup of Trubka.');
    if (end === null || !same(end, counted))
      throw new UnusableBackup('The backup was cut short. Take another one; nothing of this one was kept.');
    for (const [name, value] of Object.entries(manifest.sequences))
      if (value !== null) await client.query('select setval($1::regclass, $2)', [`public.${quoted(name)}`, value]);
    await client.query(`update delivery set in_doubt = true where state = 'owed'`);
    if (manifest.tables.some(({ name }) => name === 'message')) await client.query(nothingTwice);
    await client.query('commit');
    await migrate(pool);
    await client.query('analyze');
    return { manifest, end };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw inWords(error);
  } finally {
    entries.destroy();
    client.release();
  }
}

/** An attempt that ran at the moment of the backup runs no more; what was due since went out, as far as anybody knows. */
const nothingTwice = `
  update message set
    state = case when state = 'sending' then state else 'expired' end,
    reason = case when state = 'sending' then reason else 'restored' end,
    final_at = case when state = 'sending' then final_at else now() end,
    next_attempt_at = case when state = 'sending' then next_attempt_at end,
    taken_until = case when state = 'sending' then now() - interval '1 second' end
  where state = 'sending' or (state in ('planned', 'due') and due_at <= now())`;

async function prepare(pool: Pool, client: PoolClient, manifest: Manifest): Promise<void> {
  const unknown = manifest.migrations.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0)
    throw new UnusableBackup(
      `The backup was made by a newer Trubka (it has ${unknown.join(', ')}). Restore it with that version.`,
    );
  await migrate(pool, { only: manifest.migrations });
  const { rows: applied } = await client.query<{ name: string }>('select name from migration');
  if (applied.length > manifest.migrations.length)
    throw new UnusableBackup(
      'The database is of a newer version than the backup. Restore into a fresh database or an empty data folder.',
    );
  for (const { name } of manifest.tables) {
    const { rows } = await client.query<{ filled: boolean }>(`select exists (select from ${quoted(name)}) as filled`);
    if (rows[0]?.filled === true)
      throw new UnusableBackup(
        `The database is not empty (${name} has rows). Restore into a fresh database or an empty data folder.`,
      );
  }
}

async function copyIn(
  client: PoolClient,
  { name, columns }: Manifest['tables'][number],
  source: AsyncIterable<Buffer>,
): Promise<number> {
  const sink = client.query(pgCopy.from(`copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`));
  await pipeline(source, sink);
  return sink.rowCount;
}

async function keepFile(source: AsyncIterable<Buffer>, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const sink = createWriteStream(path, { mode: 0o600 });
  await pipeline(source, sink);
  await finished(sink);
  await chmod(path, 0o600);
}

/** A backup from elsewhere must not write outside the data folder. */
function placeOf(folder: string, name: string): string {
  const path = normalize(join(folder, name));
  if (!path.startsWith(normalize(folder + sep)))
    throw new UnusableBackup(`The backup holds a file outside its folder: ${name}.`);
  return path;
}

async function text(source: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function same(told: BackupEnd, counted: BackupEnd): boolean {
  return (
    told.files === counted.files &&
    Object.entries(told.rows).every(([name, rows]) => (counted.rows[name] ?? 0) === rows)
  );
}

function inWords(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const message = error instanceof Error ? error.message : '';
  if (code.startsWith('Z_') || /unexpected end|invalid tar|incorrect header/i.test(message))
    return new UnusableBackup('The backup is damaged or was cut short; nothing of it was kept.');
  return error;
}
