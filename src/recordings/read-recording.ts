import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import type { Pool } from '../platform/database/index.ts';
import { callRecordings } from './call-recordings.ts';
import { playRecording, type PlayOptions } from './play-recording.ts';

export interface WholeRecording {
  fileName: string;
  contentType: string;
  bytes: Buffer;
}

const extensions: Readonly<Record<string, string>> = {
  'audio/mpeg': '.mp3',
  'audio/mp3': '.mp3',
  'audio/wav': '.wav',
  'audio/x-wav': '.wav',
  'audio/wave': '.wav',
  'audio/ogg': '.ogg',
  'audio/mp4': '.m4a',
};

/** The recording of a call that is best to play, whole; null: there is none now, or it is larger than so many bytes. */
export async function readRecording(
  pool: Pool,
  options: PlayOptions,
  asked: { callId: number; maximumBytes: number },
): Promise<WholeRecording | null> {
  for (const recording of await callRecordings(pool, asked.callId)) {
    if (recording.state !== 'stored' && recording.state !== 'at-pbx') continue;
    const playable = await playRecording(recording, options, undefined);
    if (playable.kind === 'not-there') continue;
    if (playable.kind === 'seekable' && playable.size > asked.maximumBytes) continue;
    const body = playable.kind === 'seekable' ? await playable.read(0, playable.size - 1) : playable.body;
    const bytes = await collected(body, asked.maximumBytes);
    if (bytes === null) continue;
    const { contentType } = playable;
    const extension = extensions[contentType.split(';')[0]!.trim()] ?? (extname(recording.name) || '.bin');
    return { fileName: `${asked.callId}${extension}`, contentType, bytes };
  }
  return null;
}

async function collected(body: Readable, maximumBytes: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maximumBytes) {
      body.destroy();
      return null;
    }
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}
