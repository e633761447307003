import type { Readable } from 'node:stream';
import { parseStream } from 'music-metadata';

export interface InspectedAudio {
  /** `WAVE`, `MPEG`, `Ogg`, … as the parser names it. */
  container: string;
  contentType: string;
  /** The file says itself that it is whole. */
  complete: boolean;
  /** Null where the file does not tell. */
  seconds: number | null;
}

/** The beginning and the end of a file, as they are. */
export interface FileEnds {
  size: number;
  head: Buffer;
  tail: Buffer;
}

const EMPTY_WAV = 128;

const contentTypes: readonly (readonly [RegExp, string])[] = [
  [/^wave$/i, 'audio/wav'],
  [/^mpeg$/i, 'audio/mpeg'],
  [/^ogg/i, 'audio/ogg'],
  [/^(m4a|m4b|mp4|3gp|isom|qt)/i, 'audio/mp4'],
  [/^flac$/i, 'audio/flac'],
  [/^(ebml|matroska|webm)/i, 'audio/webm'],
  [/^adts/i, 'audio/aac'],
  [/^aiff/i, 'audio/aiff'],
  [/^asf/i, 'audio/x-ms-wma'],
];

/** Null for what is no audio file that we know. `content` is read to its end or destroyed. */
export async function inspectAudio(content: Readable, ends: FileEnds): Promise<InspectedAudio | null> {
  try {
    const { format } = await parseStream(content, { size: ends.size }, { duration: true, skipCovers: true });
    const container = format.container;
    if (container === undefined || format.hasVideo === true) return null;
    const contentType = contentTypes.find(([name]) => name.test(container))?.[1];
    if (contentType === undefined) return null;
    const complete = isComplete(contentType, ends);
    // The header of a file that is still written tells a length that is not yet true.
    const told =
      contentType !== 'audio/wav' ? format.duration : complete ? wavSeconds(format.duration, ends) : undefined;
    return { container, contentType, complete, seconds: told === undefined || !Number.isFinite(told) ? null : told };
  } catch {
    return null;
  } finally {
    content.destroy();
  }
}

/** A missed call can leave a header with nothing behind it, of whose length the parser says nothing. */
function wavSeconds(told: number | undefined, { size }: FileEnds): number | undefined {
  return told ?? (size <= EMPTY_WAV ? 0 : undefined);
}

function isComplete(contentType: string, { size, head, tail }: FileEnds): boolean {
  if (contentType === 'audio/wav') {
    // RIFF counts what follows its first eight bytes; writers disagree about the padding of an odd length.
    const told = head.length >= 12 && head.toString('latin1', 0, 4) === 'RIFF' ? head.readUInt32LE(4) + 8 : null;
    return told !== null && Math.abs(told - size) <= 1;
  }
  if (contentType === 'audio/ogg') {
    const page = tail.lastIndexOf('OggS');
    return page !== -1 && ((tail[page + 5] ?? 0) & 4) !== 0;
  }
  // The index stands at the end of what is recorded and can be read only when it is there.
  return contentType === 'audio/mp4';
}
