import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyFor, type KeyRing } from './key-ring.ts';

const SALT = 32;
const KEY_ID = 8;
const TAG = 16;
const NONCE = Buffer.alloc(12);
const VERSION = Buffer.from([1]);

/** `purpose` and `name` are authenticated: what was sealed under one name is not read under another. */
interface Bound {
  keys: KeyRing;
  purpose: string;
  name: string;
}

/** version 1 · key id (8) · salt (32) · ciphertext · tag (16). Each has a key of its own, by its salt (AES-256-GCM). */
export function sealText(text: string, { keys, purpose, name }: Bound): Buffer {
  const { current } = keys;
  const salt = randomBytes(SALT);
  const header = Buffer.concat([VERSION, Buffer.from(current.id, 'hex'), salt]);
  const cipher = createCipheriv('aes-256-gcm', keyFor(current, purpose, salt), NONCE);
  cipher.setAAD(Buffer.concat([header, Buffer.from(name)]));
  return Buffer.concat([header, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Null: sealed with a key that is not configured any more, changed, or damaged. */
export function openText(sealed: Buffer, { keys, purpose, name }: Bound): string | null {
  const header = sealed.subarray(0, 1 + KEY_ID + SALT);
  const key = keys.find(header.subarray(1, 1 + KEY_ID).toString('hex'));
  if (key === undefined || header[0] !== VERSION[0] || sealed.length < header.length + TAG) return null;
  const decipher = createDecipheriv('aes-256-gcm', keyFor(key, purpose, header.subarray(1 + KEY_ID)), NONCE, {
    authTagLength: TAG,
  });
  decipher.setAAD(Buffer.concat([header, Buffer.from(name)]));
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(header.length, -TAG)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
