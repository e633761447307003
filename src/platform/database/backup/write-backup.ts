import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pgCopy from 'pg-copy-streams';
import { pack, type Pack } from 'tar-stream';
import type { Pool, PoolClient } from '../pg-types.ts';
import { BACKUP_FORMAT, quoted, type BackupEnd, type Manifest } from './backup-format.ts';
import { planTables, type PlannedTable } from './table-plan.ts';

const PART_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 0x0a;

export interface BackupFile {
  /** Where it is to be put back, relative to the data folder. */
  name: string;
  path: string;
}

/**
 * All rows as of one moment, while others go on writing, and the files given; to a file with mode 600 that appears
 * whole or not at all. Answers what went in.
 */
export async function writeBackup(options: {
  pool: Pool;
  path: string;
  at: Date;
  files: AsyncIterable<BackupFile>;
  progress?(table: string, rows: number): void;
}): Promise<BackupEnd> {
  const partial = `${options.path}.part`;
  const client = await options.pool.connect();
  const tar = pack();
  try {
    const written = pipeline(tar, createGzip({ level: 6 }), createWriteStream(partial, { mode: 0o600, flags: 'w' }));
    // A full disk is told by `written`; nobody waits for the rest then.
    const [end] = await Promise.all([fill(tar, client, options), written]);
    const file = await open(partial, 'r');
    await file.sync();
    await file.close();
    await rename(partial, options.path);
    return end;
  } catch (error) {
    tar.destroy();
    await rm(partial, { force: true });
    throw error;
  } finally {
    client.release();
  }
}

async function fill(tar: Pack, client: PoolClient, options: Parameters<typeof writeBackup>[0]): Promise<BackupEnd> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const tables = await planTables(client);
    await entry(tar, 'manifest.json', JSON.stringify(await manifestOf(client, tables, options.at)));
    const end: BackupEnd = { rows: {}, files: 0 };
    for (const table of tables) {
      end.rows[table.name] = await copyOut(tar, client, table);
      options.progress?.(table.name, end.rows[table.name] ?? 0);
    }
    for await (const { name, path } of options.files) {
      if (await copyFile(tar, `files/${name}`, path)) end.files += 1;
    }
    await entry(tar, 'end.json', JSON.stringify(end));
    tar.finalize();
    return end;
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

async function manifestOf(client: PoolClient, tables: PlannedTable[], at: Date): Promise<Manifest> {
  const migrations = await client.query<{ name: string }>('select name from migration order by name');
  const sequences = await client.query<{ name: string; value: number | null }>(
    `select sequencename as name, last_value as value from pg_sequences where schemaname = 'public'`,
  );
  return {
    format: BACKUP_FORMAT,
    createdAt: at.toISOString(),
    migrations: migrations.rows.map(({ name }) => name),
    tables,
    sequences: Object.fromEntries(sequences.rows.map(({ name, value }) => [name, value])),
  };
}

/**
 * Parts of some megabytes, because an entry of a tar tells its size first. Each ends with a whole row: COPY writes a line
 * feed inside a value as two letters.
 */
async function copyOut(tar: Pack, client: PoolClient, { name, columns }: PlannedTable): Promise<number> {
  const stream = client.query(
    pgCopy.to(`copy (select ${columns.map(quoted).join(', ')} from ${quoted(name)}) to stdout`),
  );
  let waiting: Buffer[] = [];
  let bytes = 0;
  let part = 0;
  const write = (rows: Buffer): Promise<void> => {
    part += 1;
    return entry(tar, `tables/${name}/${String(part).padStart(6, '0')}.copy`, rows);
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    waiting.push(chunk);
    bytes += chunk.length;
    const end = bytes < PART_BYTES ? -1 : chunk.lastIndexOf(LINE_FEED);
    if (end < 0) continue;
    await write(Buffer.concat([...waiting.slice(0, -1), chunk.subarray(0, end + 1)]));
    waiting = [chunk.subarray(end + 1)];
    bytes = chunk.length - end - 1;
  }
  if (bytes > 0) await write(Buffer.concat(waiting));
  return stream.rowCount;
}

function entry(tar: Pack, name: string, content: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry({ name, mode: 0o600 }, content, (error) => (error ? reject(error) : resolve()));
  });
}

/** False for a file that was deleted meanwhile; its row says so too, or will. */
async function copyFile(tar: Pack, name: string, path: string): Promise<boolean> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return { size: null };
    throw error;
  });
  if (size === null) return false;
  await new Promise<void>((resolve, reject) => {
    const sink = tar.entry({ name, size, mode: 0o600 }, (error) => (error ? reject(error) : resolve()));
    const source = createReadStream(path);
    source.on('error', reject);
    source.pipe(sink);
  });
  return true;
}
