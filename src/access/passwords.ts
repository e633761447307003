import { hash, verify } from '@node-rs/argon2';
import { commonPasswords } from './common-passwords.ts';

/** argon2id, 19 MiB, two passes, one lane: OWASP's first recommendation, about 20 ms. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const SHORTEST_PASSWORD = 10;
/** A longer one only costs time to hash. */
const LONGEST_PASSWORD = 200;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), cost);
}

export function isPassword(password: string, hashed: string): Promise<boolean> {
  return verify(hashed, password.normalize('NFC'));
}

let nobodys: Promise<string> | null = null;

/** Takes as long as a wrong password of somebody who exists, and is always wrong. */
export async function refuseSlowly(password: string): Promise<false> {
  nobodys ??= hashPassword('the password of nobody at all');
  await isPassword(password, await nobodys);
  return false;
}

export type PasswordFault = 'password-too-short' | 'password-too-long' | 'password-common' | 'password-like-login';

/** Why a password may not be used, null when it may. */
export function passwordFault(password: string, login: string): PasswordFault | null {
  const plain = password.normalize('NFC');
  if ([...plain].length < SHORTEST_PASSWORD) return 'password-too-short';
  if (plain.length > LONGEST_PASSWORD) return 'password-too-long';
  const lower = plain.toLowerCase();
  if (login.length >= 4 && lower.includes(login.toLowerCase())) return 'password-like-login';
  const letters = lower.replace(/[^\p{L}]+$/u, '');
  const known = commonPasswords.has(lower) || commonPasswords.has(letters);
  return known || new Set(lower).size < 4 ? 'password-common' : null;
}
