import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TransientFailure } from '../contracts/failures.ts';
import type { FileBody } from '../contracts/file-client.ts';
import { onDisk } from './disk-storage.ts';
import type { KeyRing } from '../platform/keys/index.ts';
import { seal, unseal } from './sealed-file.ts';
import type { SpooledFile } from './storage.ts';

const ENDS = 65_536;
const diskCalls = new Set(['open', 'write', 'writev', 'fsync', 'close']);

export interface Spooled {
  file: SpooledFile;
  /** Of the plain file. */
  size: number;
  sha256: Buffer;
  head: Buffer;
  tail: Buffer;
  /** The plain file again. */
  content(): Readable;
  discard(): Promise<void>;
}

export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}
/** The source broke off. */
export class SourceBroken extends Error {
  override readonly name = 'SourceBroken';
}

/**
 * Brings a file to the local disk, sealed on its way: its plain bytes never touch a disk. Throws SourceBroken, TooLarge,
 * and TransientFailure where our own disk fails.
 */
export async function spool(
  body: FileBody,
  options: { path: string; name: string; keys: KeyRing; maximumBytes: number; signal: AbortSignal },
): Promise<Spooled> {
  const { path, name, keys } = options;
  const plainHash = createHash('sha256');
  const sealedHash = createHash('sha256');
  let size = 0;
  let sealedBytes = 0;
  let head: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);
  let ours = false;

  const discard = (): Promise<void> => rm(path, { force: true });
  try {
    await onDisk('take a recording in', () => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
    // The file is also told of what went wrong before it.
    file.once('error', (error: NodeJS.ErrnoException) => (ours = diskCalls.has(error.syscall ?? '')));
    await pipeline(
      body,
      async function* (source: AsyncIterable<Buffer>) {
        for await (const part of source) {
          size += part.length;
          if (size > options.maximumBytes) throw new TooLarge('The file is larger than recordings.maximumMegabytes');
          plainHash.update(part);
          if (head.length < ENDS) head = Buffer.concat([head, part.subarray(0, ENDS - head.length)]);
          tail = part.length >= ENDS ? Buffer.from(part.subarray(-ENDS)) : Buffer.concat([tail, part]).subarray(-ENDS);
          yield part;
        }
      },
      seal(keys.current, name),
      async function* (sealed: AsyncIterable<Buffer>) {
        for await (const part of sealed) {
          sealedBytes += part.length;
          sealedHash.update(part);
          yield part;
        }
      },
      file,
      { signal: options.signal },
    );
  } catch (error) {
    body.destroy();
    await discard().catch(() => undefined);
    if (error instanceof TooLarge || error instanceof TransientFailure) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (ours) throw new TransientFailure(`The disk could not take a recording in (${code})`);
    throw new SourceBroken(`The source broke off (${code})`);
  }
  const read = async (start: number, end: number): Promise<AsyncIterable<Buffer>> =>
    createReadStream(path, { start, end }) as AsyncIterable<Buffer>;
  return {
    file: { path, size: sealedBytes, sha256: sealedHash.digest('hex') },
    size,
    sha256: plainHash.digest(),
    head,
    tail,
    content: () => Readable.from(unseal({ read, size, name, keys }, 0, size - 1), { objectMode: false }),
    discard,
  };
}
