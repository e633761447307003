import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ImportRefused } from '../../callers/index.ts';
import type { VisitSource } from '../../platform/configuration/index.ts';
import type { PoolClient, Sql } from '../../platform/database/index.ts';

type Files = NonNullable<VisitSource['files']>[number];

export interface ReportFile {
  path: string;
  size: number;
  writtenAt: Date;
  of: Files;
}

export interface FoundFiles {
  /** Those that were not read as they are now, in the order in which they were written. */
  fresh: ReportFile[];
  /** Paths of the configuration with no file at all. */
  without: string[];
}

/** Looks for the files of a source. Throws ImportRefused where there is none at all. */
export async function findFiles(sql: Sql, source: Pick<VisitSource, 'id' | 'files'>): Promise<FoundFiles> {
  const rows = await sql.selectFrom('visit_file').selectAll().where('source', '=', source.id).execute();
  const read = new Map(rows.map((row) => [row.path, row]));
  const found: ReportFile[] = [];
  const without: string[] = [];
  for (const of of source.files ?? []) {
    const files = await filesOf(of);
    if (files.length === 0) without.push(of.path);
    found.push(...files.filter(({ path }) => !found.some((other) => other.path === path)));
  }
  if (found.length === 0)
    throw new ImportRefused(
      `There is no file ${without.join(', ')}, or it may not be read.`,
      'Check the path and its rights, and that the MIS writes its report.',
    );
  const fresh = found.filter(({ path, size, writtenAt }) => {
    const known = read.get(path);
    return known?.size !== size || known.written_at.getTime() !== writtenAt.getTime();
  });
  return { fresh: fresh.toSorted(inOrderOfWriting), without };
}

function inOrderOfWriting(one: ReportFile, other: ReportFile): number {
  return one.writtenAt.getTime() - other.writtenAt.getTime() || (one.path < other.path ? -1 : 1);
}

async function filesOf(of: Files): Promise<ReportFile[]> {
  const files = await Promise.all((await pathsOf(of.path)).map((path) => lookAt(path, of)));
  return files.filter((file) => file !== null);
}

async function pathsOf(written: string): Promise<string[]> {
  const name = basename(written);
  if (!name.includes('*')) return [written];
  const folder = dirname(written);
  const pattern = new RegExp(`^${name.split('*').map(escaped).join('.*')}$`, 'iu');
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ImportRefused(`The folder ${folder} cannot be read.`, 'Check that it is there and may be read.', {
      cause,
    });
  });
  // What Excel and copying programs leave beside a file is none.
  return names
    .filter((one) => pattern.test(one) && !/^(?:~\$|\.)|\.(?:tmp|part)$/i.test(one))
    .map((one) => join(folder, one));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Null: it is not there. */
async function lookAt(path: string, of: Files): Promise<ReportFile | null> {
  const found = await stat(path).catch(() => null);
  // A file system counts time finer than PostgreSQL.
  return found?.isFile() !== true
    ? null
    : { path, size: found.size, writtenAt: new Date(Math.floor(found.mtimeMs)), of };
}

/** A file that was changed while it was read is half of one. */
export async function refuseIfChanged(file: ReportFile): Promise<void> {
  const now = await lookAt(file.path, file.of);
  if (now?.size !== file.size || now.writtenAt.getTime() !== file.writtenAt.getTime())
    throw new ImportRefused('It is being written now.', 'It is read again soon.');
}

export async function rememberFile(tx: PoolClient, source: string, file: ReportFile, at: Date): Promise<void> {
  await tx.query(
    `insert into visit_file (source, path, size, written_at, read_at) values ($1, $2, $3, $4, $5)
     on conflict (source, path) do update set
       size = excluded.size, written_at = excluded.written_at, read_at = excluded.read_at`,
    [source, file.path, file.size, file.writtenAt, at],
  );
}
