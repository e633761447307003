import { hash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells neither how much of a secret or hash is right nor how long it is. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
