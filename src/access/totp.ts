import { Secret, TOTP } from 'otpauth';

const STEP_SECONDS = 30;
/** A telephone's clock may be half a minute off, and people type slowly. */
const WINDOW = 1;

export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** `otpauth://totp/…`, what an authenticator reads from the picture. */
export function totpAddress(secret: string, login: string): string {
  // Few signs: each Russian letter takes six of the picture's.
  return totp(secret, { label: login, issuer: 'Trubka' }).toString();
}

/**
 * The step that a code stands for, null when it is wrong or not newer than the last one that was used: a code that was
 * read over a shoulder does not open a second time.
 */
export function acceptedStep(
  secret: string,
  { code, now, lastStep }: { code: string; now: Date; lastStep: number | null },
): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: WINDOW });
  if (delta === null) return null;
  const step = Math.floor(now.getTime() / 1000 / STEP_SECONDS) + delta;
  return lastStep !== null && step <= lastStep ? null : step;
}

function totp(secret: string, told: { label?: string; issuer?: string } = {}): TOTP {
  return new TOTP({ ...told, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: STEP_SECONDS });
}
