import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingSettings } from '../configuration/index.ts';
import { KEY_BYTES, keyRing, type KeyRing } from './key-ring.ts';

/**
 * The configured keys, else the one in the folder, which is made when there is none: mode 600, and only ever once, also
 * when several processes start together. Where nothing needs a key and there is none, no folder is touched.
 */
export async function loadKeyRing(
  settings: Pick<RecordingSettings, 'key' | 'formerKeys'>,
  folder: string,
  needed: boolean,
): Promise<KeyRing> {
  return keyRing([settings.key ?? (await keptKey(folder, needed)), ...settings.formerKeys]);
}

async function keptKey(folder: string, needed: boolean): Promise<string> {
  const path = join(folder, 'key');
  const known = await readKey(path);
  if (known !== null) return known;
  if (!needed) return randomBytes(KEY_BYTES).toString('base64');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = join(folder, `key.${randomBytes(6).toString('hex')}`);
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(fresh);
  }
  const made = await readKey(path);
  if (made === null) throw new Error(`The key of recordings cannot be kept in ${path}`);
  return made;
}

async function readKey(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
