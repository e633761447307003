import { createHash, randomBytes, randomInt } from 'node:crypto';

/** What is kept of a random word that is long enough not to be guessed. */
export function hashOf(word: string): Buffer {
  return createHash('sha256').update(word).digest();
}

export function randomWord(): string {
  return randomBytes(32).toString('base64url');
}

/** Without signs that look like each other. */
const legible = 'abcdefghjkmnpqrstuvwxyz23456789';

function legibleWord(length: number): string {
  return Array.from({ length }, () => legible[randomInt(legible.length)]).join('');
}

/** Read from a screen or a piece of paper, typed once: 15 signs, 74 bits. */
export function newOneTimePassword(): string {
  return [legibleWord(5), legibleWord(5), legibleWord(5)].join('-');
}

const RECOVERY_CODES = 10;

/** Ten codes of 10 signs, 49 bits each. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => `${legibleWord(5)}-${legibleWord(5)}`);
}

/** As it was typed: with or without its dash, in any case. */
export function hashOfRecoveryCode(code: string): Buffer {
  return hashOf(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
