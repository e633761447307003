import type { Clock } from '../contracts/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem } from '../platform/http/index.ts';
import { tooManyAttempts } from './guarded.ts';
import { writeAudit } from './audit.ts';
import { isPassword, refuseSlowly } from './passwords.ts';
import { openSession, type SessionTerms } from './session-store.ts';
import { admitAttempt, forgiveAttempt, type Limit, limitsOf, takeBackAttempt } from './throttle-store.ts';
import { hashOf } from './secret-words.ts';
import type { TotpSeal } from './totp-seal.ts';
import { acceptedStep } from './totp.ts';
import { takeTotpStep, useRecoveryCode, userByLogin, type UserRow } from './user-store.ts';

export interface SignInPorts {
  database: Database;
  clock: Clock;
  terms: SessionTerms;
  seal: TotpSeal;
  /** The usual workplace of a user, where it still is one of theirs. */
  seatOf(user: UserRow): string | null;
}

export interface Credentials {
  login: string;
  password: string;
  /** Of the authenticator, or a recovery code. */
  code?: string | undefined;
  address: string;
  agent: string;
}

/**
 * Lets somebody in by name and password, and a code where they have set up one. Throws `wrong-credentials` without
 * saying which of them was wrong, `code-required`, `wrong-code`, or `too-many-attempts`.
 */
export async function signIn(asked: Credentials, ports: SignInPorts): Promise<{ user: UserRow; word: string }> {
  const { database, clock, terms } = ports;
  const { pool, sql } = database;
  const login = loginOf(asked.login);
  const limits = limitsOf(login, asked.address);
  await admitted(ports, limits, login);

  const known = await userByLogin(sql, login);
  const right =
    known === null ? await refuseSlowly(asked.password) : await isPassword(asked.password, known.password_hash);
  if (known === null || !right || known.disabled_at !== null) {
    await audit('user.sign-in-refused', known);
    throw new Problem(401, 'wrong-credentials', 'Wrong name or password', 'The name or the password is wrong.');
  }
  if (known.totp_secret !== null) await checkCode(known, known.totp_secret);

  await forgiveAttempt(pool, limits);
  const at = clock.now();
  const { word } = await openSession(sql, {
    ...{ userId: known.id, seat: ports.seatOf(known), address: asked.address, agent: asked.agent },
    ...{ at, terms },
  });
  await sql.updateTable('app_user').set({ signed_in_at: at }).where('id', '=', known.id).execute();
  await audit('user.signed-in', known);
  return { user: known, word };

  async function checkCode(user: UserRow, sealed: Buffer): Promise<void> {
    const code = asked.code?.replaceAll(/\s/g, '') ?? '';
    if (code === '') {
      await takeBackAttempt(pool, limits);
      throw new Problem(401, 'code-required', 'A code is required', 'Send the code of the authenticator too.');
    }
    // Whoever has the password could try codes from many addresses.
    const ofCodes = [{ key: hashOf(`code ${user.id}`), free: 10 }];
    await admitted(ports, ofCodes, login);
    const secret = await ports.seal.open(user.id, sealed);
    // Without the key it was sealed with only a recovery code opens.
    const step = secret === null ? null : acceptedStep(secret, { code, now: clock.now(), lastStep: user.totp_step });
    const accepted =
      step !== null
        ? await takeTotpStep(sql, user.id, step)
        : code.length > 6 && (await useRecoveryCode(sql, user.id, code, clock.now()));
    if (!accepted) {
      await audit('user.sign-in-refused', user, { code: true });
      throw new Problem(401, 'wrong-code', 'Wrong code', 'The code is wrong, or it was used before.');
    }
    await forgiveAttempt(pool, ofCodes);
    if (step === null) await audit('user.recovery-code-used', user);
  }

  async function audit(what: string, user: UserRow | null, detail: Record<string, unknown> = {}): Promise<void> {
    await writeAudit(sql, {
      at: clock.now(),
      who: user?.name ?? 'unknown',
      what,
      // What was typed may be a password by mistake; it is kept for nobody.
      subject: user === null ? 'unknown' : `user ${user.id}`,
      detail: { ...detail, address: asked.address },
    });
  }
}

export function loginOf(typed: string): string {
  return typed.normalize('NFC').trim().toLowerCase();
}

/** Throws when there were too many failures lately. */
export async function admitted(
  { database, clock }: Pick<SignInPorts, 'database' | 'clock'>,
  limits: readonly Limit[],
  subject: string,
): Promise<void> {
  const seconds = await admitAttempt(database.pool, limits, clock.now());
  if (seconds === 0) return;
  const user = await userByLogin(database.sql, subject);
  await writeAudit(database.sql, {
    ...{ at: clock.now(), who: user?.name ?? 'unknown', what: 'user.sign-in-throttled' },
    subject: user === null ? 'unknown' : `user ${user.id}`,
    detail: { seconds },
  });
  throw tooManyAttempts(seconds);
}
