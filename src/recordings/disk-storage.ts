import { createReadStream } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TransientFailure } from '../contracts/failures.ts';
import type { RecordingStorage } from './storage.ts';

/** A folder, in 256 folders by the first two letters of the name. The spool must be on the same file system. */
export function diskStorage(folder: string): RecordingStorage {
  const place = (name: string): string => join(folder, name.slice(0, 2));
  return {
    id: 'disk',
    put: (name, file) =>
      onDisk('keep a recording', async () => {
        await mkdir(place(name), { recursive: true, mode: 0o700 });
        await rename(file.path, join(place(name), name));
        // The file itself was synchronised by whoever wrote it; the name is durable with its folder.
        await syncFolder(place(name));
        await syncFolder(folder);
      }),
    read: (name, start, end) =>
      onDisk('read a recording', async () => {
        const path = join(place(name), name);
        await stat(path);
        return createReadStream(path, { start, end }) as AsyncIterable<Buffer>;
      }),
    remove: (name) =>
      onDisk('delete a recording', async () => {
        await rm(join(place(name), name), { force: true });
      }),
    async *list() {
      for await (const group of await entries(folder)) {
        if (!group.isDirectory() || !/^[\da-f]{2}$/.test(group.name)) continue;
        for await (const file of await entries(join(folder, group.name))) {
          const { mtime } = await stat(join(folder, group.name, file.name));
          yield { name: file.name, changedAt: mtime };
        }
      }
    },
  };
}

/** Work on our own disk. Whatever fails there may work later: a person makes room or gives the right. */
export async function onDisk<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new TransientFailure(`The disk could not ${what} (${code})`);
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function entries(folder: string): Promise<AsyncIterable<{ name: string; isDirectory(): boolean }>> {
  try {
    return await opendir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return (async function* () {})();
    throw error;
  }
}
