import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import type { FileBody, FileClient } from '../contracts/file-client.ts';
import type { CallRecording } from './call-recordings.ts';
import type { Storages } from './forget-recordings.ts';
import type { KeyRing } from '../platform/keys/index.ts';
import { openSource } from './open-source.ts';
import type { FindSource } from './recording-sources.ts';
import { UnreadableCopy, unseal } from './sealed-file.ts';

/** A player that holds the connection while it plays what it has. */
const PLAYER_IDLE_MS = 10 * 60_000;

export type Playable =
  /** Any part of it can be read. */
  | {
      kind: 'seekable';
      size: number;
      contentType: string;
      etag: string | null;
      /** Both ends inclusive. Rejects before the first byte when it cannot be read. */
      read(start: number, end: number): Promise<Readable>;
    }
  /** The PBX's answer as it comes. */
  | { kind: 'passed-on'; body: Readable; length: number | null; contentType: string; contentRange: string | null }
  | { kind: 'not-there'; reason: string };

export interface PlayOptions {
  storages: Storages;
  keys: KeyRing;
  find: FindSource;
  files: FileClient;
}

/** What can be played of a recording now. `range` is the player's header, for a PBX that is asked on its behalf. */
export async function playRecording(
  recording: CallRecording,
  options: PlayOptions,
  range: string | undefined,
): Promise<Playable> {
  if (recording.state === 'stored') return playCopy(recording, options);
  if (recording.state === 'at-pbx') return playFromPbx(recording, options, range);
  return { kind: 'not-there', reason: recording.view.reason ?? 'not-ready' };
}

function playCopy(recording: CallRecording, { storages, keys }: PlayOptions): Playable {
  const storage = recording.storage === null ? undefined : storages.of(recording.storage);
  const size = recording.view.size;
  // An erasure whose file is not removed yet.
  if (recording.view.reason === 'erased') return { kind: 'not-there', reason: 'erased' };
  if (storage === undefined || size === null) return { kind: 'not-there', reason: 'no-storage' };
  return {
    kind: 'seekable',
    size,
    contentType: recording.view.contentType ?? 'application/octet-stream',
    etag: recording.sha256 === null ? null : `"${recording.sha256.toString('hex').slice(0, 32)}"`,
    read: async (start, end) => {
      const name = recording.name;
      const parts = unseal({ read: (from, until) => storage.read(name, from, until), size, name, keys }, start, end);
      return readable(parts);
    },
  };
}

async function playFromPbx(
  recording: CallRecording,
  { find, files }: PlayOptions,
  range: string | undefined,
): Promise<Playable> {
  if (recording.ref === null) return { kind: 'not-there', reason: 'no-link' };
  const { account, ref, kind, providerCallId } = recording;
  try {
    const source = await find(account, { ref, kind, providerCallId });
    if (source.kind === 'never') return { kind: 'not-there', reason: source.reason };
    if (source.kind === 'not-yet') return { kind: 'not-there', reason: 'not-ready' };
    if (source.kind === 'file') return await playFile(source.path);
    const opened = await openSource(source, { files, idleMs: PLAYER_IDLE_MS, range });
    if (opened.kind === 'not-there') return opened;
    return await passOn(opened);
  } catch (error) {
    if (error instanceof PermanentFailure || error instanceof TransientFailure || error instanceof AmbiguousFailure)
      return { kind: 'not-there', reason: error.message };
    throw error;
  }
}

/** A page of words is no recording, whatever its status says. */
async function passOn(opened: Extract<Awaited<ReturnType<typeof openSource>>, { kind: 'open' }>): Promise<Playable> {
  const type = opened.contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const parts = opened.body[Symbol.asyncIterator]();
  const first = await parts.next().catch(() => ({ done: true as const, value: undefined }));
  const looksLikeText = opened.contentRange === null && /^\s*[<{[]/.test(first.value?.toString('latin1', 0, 100) ?? '');
  if (first.done === true || /^text\/|json|html|xml/.test(type) || looksLikeText) {
    opened.body.destroy();
    return { kind: 'not-there', reason: first.done === true ? 'empty' : 'not-audio' };
  }
  return {
    kind: 'passed-on',
    body: rest(first.value, parts, opened.body),
    length: opened.length,
    contentType: /^audio\/[\w.+-]+$/.test(type) ? type : audioType(first.value),
    contentRange: opened.contentRange,
  };
}

async function playFile(path: string): Promise<Playable> {
  try {
    const { size } = await stat(path);
    if (size === 0) return { kind: 'not-there', reason: 'empty' };
    const file = await open(path, 'r');
    const head = Buffer.alloc(16);
    try {
      await file.read(head, 0, head.length, 0);
    } finally {
      await file.close();
    }
    return {
      kind: 'seekable',
      size,
      contentType: audioType(head),
      etag: null,
      read: async (start, end) => (await open(path, 'r')).createReadStream({ start, end }),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return { kind: 'not-there', reason: 'no-file' };
  }
}

/** By its first bytes; a browser is never told to guess. */
function audioType(head: Buffer): string {
  const text = head.toString('latin1', 0, 12);
  if (text.startsWith('RIFF')) return 'audio/wav';
  if (text.startsWith('OggS')) return 'audio/ogg';
  if (text.startsWith('ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0)) return 'audio/mpeg';
  if (text.slice(4, 8) === 'ftyp') return 'audio/mp4';
  return 'application/octet-stream';
}

/** Reads the first part before it answers, so that what cannot be read is told before anything is sent. */
async function readable(parts: AsyncGenerator<Buffer>): Promise<Readable> {
  const first = await parts.next();
  if (first.done === true) throw new UnreadableCopy('The sealed file is cut off');
  return Readable.from(
    (async function* () {
      yield first.value;
      yield* parts;
    })(),
    { objectMode: false },
  );
}

function rest(first: Buffer, parts: AsyncIterator<Buffer>, body: FileBody): Readable {
  return Readable.from(
    (async function* () {
      try {
        yield first;
        yield* { [Symbol.asyncIterator]: () => parts };
      } finally {
        body.destroy();
      }
    })(),
    { objectMode: false },
  );
}
