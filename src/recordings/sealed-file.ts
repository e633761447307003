import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { keyFor, type KeyRing, type RecordingKey } from '../platform/keys/index.ts';

/**
 * A file at rest: a header, then chunks of 64 KiB, each sealed by itself (AES-256-GCM), so that a part can be read
 * without the rest.
 *
 *     header   "TRBK" · version 1 · 3 zero bytes · key id (8) · salt (32) · 16 zero bytes
 *     chunk    ciphertext (65,536 bytes; the last one 0 to 65,536) · tag (16)
 *
 * The key of a file comes from the ring's key and the salt. The nonce of a chunk is its number and whether it is the
 * last, so chunks cannot be moved, left out or cut off; the header and the file's own name are authenticated with each,
 * so a file cannot stand in for another.
 */
export const CHUNK = 65_536;
export const HEADER = 64;
const TAG = 16;
const MAGIC = Buffer.from('TRBK\x01\0\0\0', 'latin1');

export function sealedSize(size: number): number {
  return HEADER + size + TAG * Math.max(1, Math.ceil(size / CHUNK));
}

/** Damaged, cut, exchanged, or sealed with a key that we do not have. */
export class UnreadableCopy extends Error {
  override readonly name = 'UnreadableCopy';
}

/** Turns what is written into a sealed file. `name` is what it will be read under. */
export function seal(key: RecordingKey, name: string): Transform {
  const salt = randomBytes(32);
  const header = Buffer.concat([MAGIC, Buffer.from(key.id, 'hex'), salt, Buffer.alloc(16)]);
  const fileKey = keyFor(key, 'recording', salt);
  const bound = Buffer.concat([header, Buffer.from(name)]);
  let held: Buffer[] = [];
  let length = 0;
  let index = 0;
  let begun = false;

  const chunk = (plain: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', fileKey, nonce(index, last)).setAAD(bound);
    index += 1;
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  return new Transform({
    transform(data: Buffer, _encoding, done: TransformCallback) {
      if (!begun) this.push(header);
      begun = true;
      held.push(data);
      length += data.length;
      if (length <= CHUNK) return done();
      let rest = Buffer.concat(held, length);
      // The last chunk is marked, so one is held back until it is known whether more comes.
      for (; rest.length > CHUNK; rest = rest.subarray(CHUNK)) this.push(chunk(rest.subarray(0, CHUNK), false));
      held = [rest];
      length = rest.length;
      done();
    },
    flush(done) {
      if (!begun) this.push(header);
      this.push(chunk(Buffer.concat(held, length), true));
      done();
    },
  });
}

export interface SealedSource {
  /** Bytes of the sealed file, both ends inclusive. */
  read(start: number, end: number): Promise<AsyncIterable<Buffer>>;
  /** Length of the plain file. */
  size: number;
  name: string;
  keys: KeyRing;
}

/**
 * The plain bytes from `start` to `end` (inclusive), each chunk authenticated before any of it is given. Throws
 * UnreadableCopy.
 */
export async function* unseal(
  { read, size, name, keys }: SealedSource,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  const header = await collect(await read(0, HEADER - 1), HEADER);
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) throw new UnreadableCopy('This is not a sealed file');
  const keyId = header.subarray(8, 16).toString('hex');
  const key = keys.find(keyId);
  if (key === undefined)
    throw new UnreadableCopy(`Sealed with the key ${keyId}, which is not configured; add it to recordings.formerKeys`);
  const fileKey = keyFor(key, 'recording', header.subarray(16, 48));
  const bound = Buffer.concat([header, Buffer.from(name)]);
  const chunks = Math.max(1, Math.ceil(size / CHUNK));
  const first = Math.floor(start / CHUNK);
  const last = Math.min(chunks - 1, Math.floor(end / CHUNK));
  const from = HEADER + first * (CHUNK + TAG);
  const until = Math.min(sealedSize(size), HEADER + (last + 1) * (CHUNK + TAG)) - 1;
  let index = first;
  for await (const sealed of inPieces(await read(from, until), CHUNK + TAG)) {
    const plain = open(sealed, fileKey, nonce(index, index === chunks - 1), bound);
    const begin = index * CHUNK;
    yield plain.subarray(Math.max(0, start - begin), Math.min(plain.length, end - begin + 1));
    index += 1;
  }
  if (index !== last + 1) throw new UnreadableCopy('The sealed file is cut off');
}

function open(sealed: Buffer, key: Buffer, iv: Buffer, bound: Buffer): Buffer {
  if (sealed.length < TAG) throw new UnreadableCopy('The sealed file is cut off');
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG }).setAAD(bound);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()]);
  } catch {
    throw new UnreadableCopy('The sealed file was changed or is damaged');
  }
}

function nonce(index: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(index, 7);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

async function collect(source: AsyncIterable<Buffer>, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of source) parts.push(part);
  const whole = Buffer.concat(parts);
  if (whole.length !== length) throw new UnreadableCopy('The sealed file is cut off');
  return whole;
}

async function* inPieces(source: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of source) {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    for (; rest.length >= length; rest = rest.subarray(length)) yield rest.subarray(0, length);
  }
  if (rest.length > 0) yield rest;
}
