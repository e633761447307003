import { join } from 'node:path';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import type { FileClient } from '../contracts/file-client.ts';
import type { RecordingSettings } from '../platform/configuration/index.ts';
import { inspectAudio } from './inspect-audio.ts';
import { judgeRecording } from './judge-recording.ts';
import type { KeyRing } from '../platform/keys/index.ts';
import { openSource } from './open-source.ts';
import type { FindSource } from './recording-sources.ts';
import type { StoredCopy, TakenRecording } from './recording-store.ts';
import { SourceBroken, spool, TooLarge, type Spooled } from './spool.ts';
import type { RecordingStorage } from './storage.ts';

/** Below the lease of a row: who has lost the lease does not work on. */
const LONGEST_MS = 10 * 60_000;
const IDLE_MS = 30_000;

export type Attempt =
  | { kind: 'stored'; copy: StoredCopy }
  | { kind: 'not-yet'; reason: string; retryAfterSeconds: number | null; seenSize: number | null }
  | { kind: 'never'; reason: string }
  /** Our own storage failed; the recording is not to blame. */
  | { kind: 'not-kept'; reason: string };

export interface FetchOptions {
  find: FindSource;
  files: FileClient;
  storage: RecordingStorage;
  keys: KeyRing;
  /** Folder for files on their way. */
  incoming: string;
  settings: Pick<RecordingSettings, 'maximumMegabytes' | 'tolerancePercent'>;
  now(): Date;
}

/** One attempt: asks where the file is, fetches it, looks whether it is all of it, keeps it. */
export async function fetchRecording(taken: TakenRecording, options: FetchOptions): Promise<Attempt> {
  if (taken.ref === null) return { kind: 'never', reason: 'no-link' };
  const signal = AbortSignal.timeout(LONGEST_MS);
  let spooled: Spooled | null = null;
  try {
    const source = await options.find(taken.account, {
      ref: taken.ref,
      kind: taken.kind,
      providerCallId: taken.providerCallId,
    });
    if (source.kind === 'never') return source;
    if (source.kind === 'not-yet')
      return { kind: 'not-yet', reason: 'not-ready', retryAfterSeconds: source.retryAfterSeconds, seenSize: null };
    const opened = await openSource(source, { files: options.files, idleMs: IDLE_MS, signal });
    if (opened.kind === 'not-there') return notYet(opened.reason);
    spooled = await intoSpool(opened.body, taken, options, signal);
    return await judgeAndKeep(spooled, opened.length, taken, options);
  } catch (error) {
    if (error instanceof NotKept) return { kind: 'not-kept', reason: error.message };
    if (error instanceof TooLarge) return { kind: 'never', reason: 'too-large' };
    if (error instanceof SourceBroken) return notYet('cut-short');
    if (error instanceof TransientFailure)
      return { kind: 'not-yet', reason: error.message, retryAfterSeconds: error.retryAfterSeconds, seenSize: null };
    if (error instanceof AmbiguousFailure) return notYet(error.message);
    // Wrong credentials are mended by a person within days; a link into a private network is not followed later either.
    if (error instanceof PermanentFailure)
      return error.message.includes('private network')
        ? { kind: 'never', reason: 'private-address' }
        : notYet(error.message);
    throw error;
  } finally {
    await spooled?.discard().catch(() => undefined);
  }
}

class NotKept extends Error {
  override readonly name = 'NotKept';
}

async function ofOurs<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TransientFailure || error instanceof AmbiguousFailure) throw new NotKept(error.message);
    throw error;
  }
}

function intoSpool(
  body: Parameters<typeof spool>[0],
  taken: TakenRecording,
  { incoming, keys, settings }: FetchOptions,
  signal: AbortSignal,
): Promise<Spooled> {
  const path = join(incoming, `${taken.name}.${taken.lease}`);
  const maximumBytes = settings.maximumMegabytes * 1024 * 1024;
  return ofOurs(spool(body, { path, name: taken.name, keys, maximumBytes, signal }));
}

async function judgeAndKeep(
  spooled: Spooled,
  announced: number | null,
  taken: TakenRecording,
  { settings, storage, keys, now }: FetchOptions,
): Promise<Attempt> {
  const { size } = spooled;
  const audio = size === 0 ? null : await inspectAudio(spooled.content(), spooled);
  const verdict = judgeRecording({
    size,
    announced,
    audio,
    talkSeconds: taken.talkSeconds,
    tolerancePercent: settings.tolerancePercent,
    before: taken.before,
    now: now(),
  });
  if (verdict.verdict === 'never') return { kind: 'never', reason: verdict.reason };
  if (verdict.verdict === 'not-yet' || audio === null)
    return notYet(verdict.verdict === 'not-yet' ? verdict.reason : 'not-audio', size);
  await ofOurs(storage.put(taken.name, spooled.file));
  return {
    kind: 'stored',
    copy: {
      storage: storage.id,
      size,
      seconds: audio.seconds,
      sha256: spooled.sha256,
      contentType: audio.contentType,
      keyId: keys.current.id,
      note: verdict.note,
    },
  };
}

function notYet(reason: string, seenSize: number | null = null): Attempt {
  return { kind: 'not-yet', reason, retryAfterSeconds: null, seenSize };
}
