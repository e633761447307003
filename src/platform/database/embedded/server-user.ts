import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Whom PostgreSQL runs as when we are root; undefined: as ourselves. */
export type ServerUser = { uid: number; gid: number; name: string } | undefined;

/**
 * PostgreSQL refuses to run as root. Then: the owner of `folder` (or of the nearest folder above it that exists),
 * else `postgres`, else `nobody`.
 */
export async function chooseServerUser(folder: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return undefined;
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  const owner = await ownerOf(folder);
  if (owner.uid !== 0)
    return { ...owner, name: users.find(({ uid }) => uid === owner.uid)?.name ?? `uid ${owner.uid}` };
  const chosen = ['postgres', 'nobody'].map((name) => users.find((user) => user.name === name)).find(Boolean);
  if (chosen) return chosen;
  throw new Error(
    'PostgreSQL refuses to run as root, and /etc/passwd has neither "postgres" nor "nobody" to run it as. ' +
      'Start Trubka as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** Of the folder, or of the nearest one above it that exists. */
export async function ownerOf(folder: string): Promise<{ uid: number; gid: number }> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found) return { uid: found.uid, gid: found.gid };
    if (at === dirname(at)) return { uid: 0, gid: 0 };
  }
}

export function parsePasswd(text: string): { uid: number; gid: number; name: string }[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4 && Number(fields[2]) > 0)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** The environment may hold secrets that the server has no use for; Windows programs need theirs. */
export function spawnAs(user: ServerUser): { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } {
  return {
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    ...(process.platform === 'win32' ? {} : { env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' } }),
  };
}

/** Tried, not computed from modes: ACLs, mounts and containers have their own ideas. */
export async function mayWriteIn(folder: string, user: NonNullable<ServerUser>): Promise<boolean> {
  return succeeds('/bin/sh', ['-c', 'cd "$0" && test -w .', folder], user);
}

export async function mayRun(program: string, user: ServerUser): Promise<boolean> {
  return succeeds(program, ['--version'], user);
}

async function succeeds(program: string, options: string[], user: ServerUser): Promise<boolean> {
  try {
    await promisify(execFile)(program, options, { ...spawnAs(user), cwd: '/' });
    return true;
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (user && (failure.code === 'EPERM' || failure.code === 'EINVAL'))
      throw explainSpawnFailure(failure, program, user);
    return false;
  }
}

export function explainSpawnFailure(failure: NodeJS.ErrnoException, program: string, user: ServerUser): Error {
  if (user && (failure.code === 'EPERM' || failure.code === 'EINVAL'))
    return new Error(
      `PostgreSQL refuses to run as root, and this root may not start programs as ${user.name} (${failure.code}). ` +
        `Start Trubka as an ordinary user (in a container: "user:"), or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: failure },
    );
  return new Error(
    `${program} cannot be started here (${failure.code ?? failure.message}). Run "npm ci" again; if it lies on a file ` +
      `system without execution, move Trubka; on Alpine and other systems without glibc set DATABASE_URL to a ` +
      `PostgreSQL of your own.`,
    { cause: failure },
  );
}
