import { TextDecoder } from 'node:util';
import { ImportRefused } from './import-refused.ts';
import type { Encoding } from './table.ts';

const SAMPLE = 4096;

/**
 * Decodes a file as it flows: UTF-8 with or without a mark, UTF-16 (Excel's «Unicode text»), else
 * windows-1251, told by the first bytes beyond ASCII unless it is `chosen`. `onEncoding` hears which it is.
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array | string>,
  { chosen, onEncoding }: { chosen?: Encoding | undefined; onEncoding?: (encoding: Encoding) => void } = {},
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  const take = (found: TextDecoder): TextDecoder => {
    onEncoding?.(found.encoding as Encoding);
    return found;
  };
  let waiting: Uint8Array = new Uint8Array(0);
  let first = true;
  // A mark is one only at the very beginning.
  let atStart = true;
  for await (const chunk of bytes) {
    const arrived = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (decoder) {
      const text = decode(decoder, arrived);
      if (text !== '') yield text;
      continue;
    }
    waiting = waiting.length === 0 ? arrived : Buffer.concat([waiting, arrived]);
    if (first && waiting.length < 4) continue;
    if (first) refuseWorkbook(waiting);
    first = false;
    const marked = chosen !== undefined ? as(chosen) : atStart ? byMark(waiting) : undefined;
    const foreign = waiting.findIndex((byte) => byte > 0x7f);
    if (marked === undefined && foreign === -1) {
      yield Buffer.from(waiting).toString('latin1');
      waiting = new Uint8Array(0);
      atStart = false;
    } else if (marked !== undefined || waiting.length - foreign >= SAMPLE) {
      decoder = take(marked ?? guess(waiting.subarray(0, foreign + SAMPLE)));
      yield decode(decoder, waiting);
    }
  }
  if (decoder) yield decode(decoder);
  else {
    refuseWorkbook(waiting);
    decoder = take((atStart ? byMark(waiting) : undefined) ?? guess(waiting, true));
    yield decode(decoder, waiting) + decode(decoder);
  }
}

function as(encoding: Encoding): TextDecoder {
  return new TextDecoder(encoding, { fatal: encoding === 'utf-8' });
}

function byMark(bytes: Uint8Array): TextDecoder | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder('utf-8', { fatal: true });
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be');
  return unmarkedUtf16(bytes);
}

/** Every second byte of the first names of columns is 0 (latin) or 4 (Cyrillic); no other encoding has zeros. */
function unmarkedUtf16(bytes: Uint8Array): TextDecoder | undefined {
  const start = bytes.subarray(0, 64);
  const high = (parity: number): number =>
    start.filter((byte, index) => index % 2 === parity && (byte === 0 || byte === 4)).length;
  const enough = Math.floor(start.length / 2) - 2;
  if (start.length < 8 || !start.includes(0)) return undefined;
  if (high(1) >= enough) return new TextDecoder('utf-16le');
  return high(0) >= enough ? new TextDecoder('utf-16be') : undefined;
}

function guess(bytes: Uint8Array, whole = false): TextDecoder {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    return new TextDecoder('utf-8', { fatal: true });
  } catch {
    return new TextDecoder('windows-1251');
  }
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new ImportRefused(
      'The file begins as UTF-8 and goes on in another encoding.',
      'Save it once more as CSV UTF-8.',
    );
  }
}

function refuseWorkbook(bytes: Uint8Array): void {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03;
  const old = bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;
  if (zip || old)
    throw new ImportRefused(
      'This is a workbook of an old Excel (.xls) or cannot be read as one.',
      'Save it in Excel as «Книга Excel (.xlsx)» or «CSV UTF-8» and import that.',
    );
}
