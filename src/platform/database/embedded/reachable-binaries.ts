import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { LauncherLog } from './launcher-log.ts';
import { postgresProgram, type PostgresBinaries } from './postgres-binaries.ts';
import { explainSpawnFailure, mayRun, type ServerUser } from './server-user.ts';

/** The given programs, or a copy of them under `elsewhere` when `user` may not run them where they are. */
export async function reachableBinaries(
  { binaries, elsewhere, log }: { binaries: PostgresBinaries; elsewhere: string; log: LauncherLog },
  user: ServerUser,
): Promise<PostgresBinaries> {
  const program = postgresProgram(binaries, 'postgres');
  if (!user || (await mayRun(program, user))) return binaries;
  // What not even root can run is no matter of rights.
  if (!(await mayRun(program, undefined))) throw explainSpawnFailure(new Error('does not run'), program, user);
  const files = (await readdir(binaries.folder, { recursive: true })).sort();
  const sizes = await Promise.all(
    files.map(async (file) => `${file} ${(await lstat(join(binaries.folder, file))).size}`),
  );
  const version = createHash('sha256').update(sizes.join('\n')).digest('hex').slice(0, 12);
  const folder = join(elsewhere, `postgres-${version}`);
  if (!existsSync(folder)) {
    await makeWayTo(elsewhere);
    const unfinished = `${folder}.unfinished.${process.pid}`;
    await cp(binaries.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    await openForReading(unfinished);
    await rename(unfinished, folder).catch(async (error: unknown) => {
      await rm(unfinished, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    });
    log.info({ folder }, `The programs of PostgreSQL were copied: ${user.name} may not enter the original ones`);
  }
  const copied = { folder };
  if (await mayRun(postgresProgram(copied, 'postgres'), user)) return copied;
  throw new Error(
    `PostgreSQL runs as ${user.name}, who may run it neither in ${binaries.folder} nor in ${folder}. Start Trubka as an ` +
      `ordinary user, move it to a folder that everybody may enter, or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

/** Root's umask may be 077. */
export async function makeWayTo(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first) for (let at = folder; at.startsWith(first); at = dirname(at)) await chmod(at, 0o755);
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || relative(folder, entry.parentPath) === 'bin';
    await chmod(path, runs ? 0o755 : 0o644);
  }
}
