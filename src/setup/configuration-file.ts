import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fingerprintOf } from '../platform/configuration/index.ts';

const KEPT_BACKUPS = 20;
const SECRETS = 'secrets';

/** Why the file cannot be written, as the code of a problem and the place. */
export interface WriteObstacle {
  code: 'folder-missing' | 'folder-read-only' | 'file-read-only';
  place: string;
}

export interface FileState {
  /** Null: there is no file. */
  text: string | null;
  fingerprint: string | null;
}

/** The configuration file as it is now. Throws what reading throws, except that it is not there. */
export async function readConfigurationFile(path: string): Promise<FileState> {
  try {
    const text = await readFile(path, 'utf8');
    return { text, fingerprint: fingerprintOf(text) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: null, fingerprint: null };
    throw error;
  }
}

/** Null where the file and its neighbours can be written. */
export async function whyNotWritable(path: string): Promise<WriteObstacle | null> {
  const folder = dirname(resolve(path));
  const may = (what: string): Promise<boolean> =>
    access(what, constants.W_OK).then(
      () => true,
      () => false,
    );
  const there = await stat(folder).catch(() => null);
  if (there === null) return { code: 'folder-missing', place: folder };
  if (!(await may(folder))) return { code: 'folder-read-only', place: folder };
  const isThere = (await stat(path).catch(() => null)) !== null;
  return isThere && !(await may(path)) ? { code: 'file-read-only', place: resolve(path) } : null;
}

/**
 * Replaces the file in one step: whoever reads it sees the former or the new one. The former one is kept beside it, with
 * the same rights; the newest twenty are. Answers the name of the copy, null where there was no file.
 */
export async function replaceConfigurationFile(path: string, text: string, at: Date): Promise<string | null> {
  // A link stays a link.
  const target = await realpath(path).catch(() => resolve(path));
  const folder = dirname(target);
  const former = await stat(target).catch(() => null);
  const mode = former === null ? 0o600 : former.mode & 0o777;
  let backup: string | null = null;
  if (former !== null) {
    backup = `${basename(target)}.before-${at.toISOString().replaceAll(/[:.]/g, '-')}`;
    await writeSynced(join(folder, backup), await readFile(target, 'utf8'), mode);
  }
  const fresh = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    await writeSynced(fresh, text, mode);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await forgetBackups(folder, `${basename(target)}.before-`);
  return backup;
}

async function writeSynced(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function forgetBackups(folder: string, prefix: string): Promise<void> {
  const backups = (await readdir(folder)).filter((name) => name.startsWith(prefix)).toSorted();
  for (const name of backups.slice(0, -KEPT_BACKUPS)) await rm(join(folder, name), { force: true });
}

export interface SecretFile {
  name: string;
  value: string;
}

/** Where a secret goes: a new name wherever there is a file already, because a former configuration may want that. */
export async function secretReference(path: string, wanted: string): Promise<{ file: string; reference: string }> {
  const folder = join(dirname(resolve(path)), SECRETS);
  for (let n = 1; ; n += 1) {
    const file = n === 1 ? wanted : `${wanted}-${n}`;
    const isThere = (await stat(join(folder, file)).catch(() => null)) !== null;
    if (!isThere) return { file, reference: `\${file:${SECRETS}/${file}}` };
  }
}

/** Only who runs Trubka may read them. Answers how to take them back. */
export async function writeSecretFiles(path: string, secrets: readonly SecretFile[]): Promise<() => Promise<void>> {
  const folder = join(dirname(resolve(path)), SECRETS);
  if (secrets.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { name, value } of secrets)
    await writeFile(join(folder, name), `${value}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return async () => {
    for (const { name } of secrets) await rm(join(folder, name), { force: true });
  };
}
