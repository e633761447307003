import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, chown, constants, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { clusterIn, hasData } from './cluster.ts';
import type { LauncherLog } from './launcher-log.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { makeWayTo, reachableBinaries } from './reachable-binaries.ts';
import { chooseServerUser, mayWriteIn, ownerOf, type ServerUser } from './server-user.ts';

const POINTER = 'postgres-is-elsewhere.txt';

export interface PostgresPlace {
  /** Real path of the folder that holds the cluster and its log; `user` owns it and may enter it. */
  folder: string;
  binaries: PostgresBinaries;
  user: ServerUser;
}

/**
 * Normally `<dataFolder>/postgres` and the binaries where npm put them. When we are root, PostgreSQL runs as somebody
 * else; what that user may not enter (a clone in root's own home) gets a place under `elsewhere`, and a text file in
 * the data folder says where.
 */
export async function choosePlace(options: {
  dataFolder: string;
  elsewhere: string;
  binaries: PostgresBinaries;
  log: LauncherLog;
}): Promise<PostgresPlace> {
  const asked = await makeDataFolder(resolve(options.dataFolder));
  const { folder, user } = await chooseFolder(asked, options);
  return { folder, user, binaries: await reachableBinaries(options, user) };
}

async function makeDataFolder(folder: string): Promise<string> {
  const owner = await ownerOf(folder);
  try {
    const first = await mkdir(folder, { recursive: true });
    // Root made folders inside somebody's own folder: they stay his.
    if (first && process.getuid?.() === 0 && owner.uid !== 0)
      for (let at = folder; at.startsWith(first); at = dirname(at)) await chown(at, owner.uid, owner.gid);
    return await realpath(folder);
  } catch (cause) {
    throw explainUnwritable(folder, cause);
  }
}

async function chooseFolder(
  asked: string,
  { elsewhere, log }: { elsewhere: string; log: LauncherLog },
): Promise<{ folder: string; user: ServerUser }> {
  const here = join(asked, 'postgres');
  const pointed = hasData(clusterIn(here)) ? undefined : await readPointer(asked);
  if (pointed) {
    const user = await chooseServerUser(clusterIn(pointed).data);
    log.info({ folder: pointed }, 'The database is kept outside of the data folder');
    return { folder: await takeFolder(pointed, user), user };
  }
  const user = await chooseServerUser(hasData(clusterIn(here)) ? clusterIn(here).data : here);
  const existed = existsSync(here);
  const folder = await takeFolder(here, user);
  if (!user || (await mayWriteIn(folder, user))) return { folder, user };

  const other = join(elsewhere, createHash('sha256').update(asked).digest('hex').slice(0, 16));
  if (hasData(clusterIn(here)))
    throw new Error(
      `PostgreSQL runs as ${user.name}, who may not enter ${here}, where the database is. Let him pass (chmod o+x on ` +
        `the folders above it), or move it: mkdir -p ${elsewhere} && mv ${here} ${other} && echo ${other} > ${join(asked, POINTER)}`,
    );
  if (!existed) await rm(here, { recursive: true });
  await makeWayTo(elsewhere);
  const moved = await takeFolder(other, user);
  if (!(await mayWriteIn(moved, user)))
    throw new Error(
      `PostgreSQL runs as ${user.name}, who may enter neither ${asked} nor ${moved}. Set TRUBKA_DATA to a folder that ` +
        `he may enter, start Trubka as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  await writeFile(
    join(asked, POINTER),
    `${moved}\n\nThe database is in the folder above: PostgreSQL does not run as root, and its user ${user.name} may not\n` +
      `enter this folder. Back that folder up. Trubka reads the first line of this file at every start.\n`,
  );
  log.warn(
    { folder: moved, asked },
    `The database is kept in another folder: ${user.name} may not enter the asked one`,
  );
  return { folder: moved, user };
}

async function readPointer(asked: string): Promise<string | undefined> {
  const file = join(asked, POINTER);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const folder = text?.split('\n')[0]?.trim();
  if (!folder) return undefined;
  if (
    process.getuid?.() !== 0 &&
    !(await access(folder, constants.W_OK).then(
      () => true,
      () => false,
    ))
  )
    throw new Error(
      `${file} says that the database is in ${folder}, which this user may not write to. Start Trubka as root as ` +
        `before, or stop it, move that folder to ${join(asked, 'postgres')}, give it to this user and delete the file.`,
    );
  if (!hasData(clusterIn(folder)))
    throw new Error(
      `${file} says that the database is in ${folder}, and there is none. Put it back from a backup, or delete that ` +
        `file to start with an empty database.`,
    );
  return folder;
}

/** The folder exists, belongs to whom PostgreSQL runs as, and so does the cluster in it. */
async function takeFolder(folder: string, user: ServerUser): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const { data } = clusterIn(folder);
    if (user) {
      await chown(folder, user.uid, user.gid);
      if (existsSync(data) && (await stat(data)).uid !== user.uid) await chownAll(data, user);
    } else {
      const owner = await ownerOf(data);
      const self = process.getuid?.();
      if (self !== undefined && owner.uid !== self && existsSync(data))
        throw new Error(
          `The database in ${folder} belongs to another user (uid ${owner.uid}). Start Trubka as that user or as root, ` +
            `or give this user the folder: chown -R ${self} ${folder}`,
        );
      await access(folder, constants.W_OK);
    }
    return await realpath(folder);
  } catch (cause) {
    throw explainUnwritable(folder, cause);
  }
}

async function chownAll(folder: string, user: NonNullable<ServerUser>): Promise<void> {
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), user.uid, user.gid);
}

function explainUnwritable(folder: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (!code) return cause;
  const advice = code === 'ENOSPC' ? 'Free some space there' : 'Give this user the right to write there';
  return new Error(
    `The database cannot be kept in ${folder} (${code}). ${advice}, or set TRUBKA_DATA to another folder.`,
    { cause },
  );
}
