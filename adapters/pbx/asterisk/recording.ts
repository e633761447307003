import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { PbxApiContext, RecordingSource, WantedRecording } from '../../../src/contracts/pbx-api.ts';
import type { AsteriskSettings } from './settings.ts';

const notYet: RecordingSource = { kind: 'not-yet', retryAfterSeconds: null };

/** Where the bytes are. A name is searched for only in the configured folder; nothing leads out of it. */
export async function recording(
  context: PbxApiContext<AsteriskSettings>,
  wanted: WantedRecording,
): Promise<RecordingSource> {
  const { recordings } = context.settings;
  if (recordings === undefined) return { kind: 'never', reason: 'The account has no setting «recordings».' };
  const names = wanted.ref.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..' || /[\\\0]/.test(name)))
    return { kind: 'never', reason: 'The name of the file leads out of the folder of recordings.' };
  if ('url' in recordings) {
    if (wanted.ref.includes('*')) return { kind: 'never', reason: 'Asterisk did not tell the name of the file.' };
    const { url, user, password } = recordings;
    const headers = user === undefined ? undefined : { authorization: basic(user, password ?? '') };
    return {
      kind: 'http',
      url: `${url.replace(/\/+$/, '')}/${names.map(encodeURIComponent).join('/')}`,
      ...(headers && { headers }),
      trusted: true,
    };
  }
  const found = await find(recordings.folder, names);
  if (found === null) return notYet;
  const [root, real] = await Promise.all([realpath(recordings.folder), realpath(found)]);
  if (!real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`))
    return { kind: 'never', reason: 'The file is a link that leads out of the folder of recordings.' };
  return { kind: 'file', path: real };
}

/** Walks down name by name; `*` fits anything within a name. Of several the first by name. Null: not there (yet). */
async function find(folder: string, names: readonly string[]): Promise<string | null> {
  let path = folder;
  for (const [index, name] of names.entries()) {
    const chosen = name.includes('*') ? await firstThatFits(path, name) : name;
    if (chosen === null) return null;
    path = join(path, chosen);
    const stats = await lstat(path).catch(absent);
    if (stats === null || (index < names.length - 1 && !stats.isDirectory())) return null;
  }
  return path;
}

async function firstThatFits(folder: string, pattern: string): Promise<string | null> {
  const expression = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  const names = (await readdir(folder).catch(absent)) ?? [];
  return names.filter((name) => expression.test(name)).sort()[0] ?? null;
}

/** A disk that fails is another thing than a file that is not there. */
function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
