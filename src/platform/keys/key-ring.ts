import { createHash, hkdfSync } from 'node:crypto';

export const KEY_BYTES = 32;

export interface RecordingKey {
  /** Names the key without telling it: 16 hex digits. */
  id: string;
  bytes: Buffer;
}

/** The key that copies are written with now, and those that older copies were written with. */
export interface KeyRing {
  current: RecordingKey;
  find(id: string): RecordingKey | undefined;
  all: readonly RecordingKey[];
}

/** Keys as base64 or hex, the one of now first. Throws for what is no key. */
export function keyRing(texts: readonly [string, ...string[]]): KeyRing {
  const [current, ...former] = texts;
  const first = recordingKey(current);
  const all = [first, ...former.map(recordingKey)];
  return { current: first, all, find: (id) => all.find((key) => key.id === id) };
}

/** A key for one purpose; knowing it tells nothing of the others. */
export function keyFor(key: RecordingKey, purpose: string, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key.bytes, salt, `trubka ${purpose}`, KEY_BYTES));
}

function recordingKey(text: string): RecordingKey {
  const bytes = Buffer.from(text, /^[\da-f]{64}$/i.test(text) ? 'hex' : 'base64');
  if (bytes.length !== KEY_BYTES) throw new Error('A key of recordings must be 32 bytes as base64 or hex');
  return { id: createHash('sha256').update('trubka key id').update(bytes).digest('hex').slice(0, 16), bytes };
}
