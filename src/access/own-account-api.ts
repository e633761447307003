import express, { Router, type Request } from 'express';
import { z } from 'zod';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { writeAudit } from './audit.ts';
import { identityOf, requireUser } from './identity-api.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { newRecoveryCodes, hashOf } from './secret-words.ts';
import { chooseSessionSeat, endSessions, listSessions, type SessionTerms } from './session-store.ts';
import { seatWithin, type Sessions } from './sessions.ts';
import { admitted } from './sign-in.ts';
import { forgiveAttempt } from './throttle-store.ts';
import type { TotpSeal } from './totp-seal.ts';
import { acceptedStep, newTotpSecret, totpAddress } from './totp.ts';
import { replaceRecoveryCodes, takeTotpStep, userById, type UserRow } from './user-store.ts';
import { refuseWeak } from './user-rules.ts';

const written = z.string().min(1).max(300);
export const passwordBodySchema = z.strictObject({ current: written, next: written });
export const ownPasswordSchema = z.strictObject({ password: written.describe('the present one') });
export const codeBodySchema = z.strictObject({ code: written });
export const seatBodySchema = z.strictObject({ seat: z.string().nullable() });
export const totpSchema = z.object({
  enabled: z.boolean(),
  since: z.string().nullable(),
  recoveryCodesLeft: z.number().int(),
});
export const totpBegunSchema = z.object({
  secret: z.string().describe('shown this once'),
  address: z.string().describe('`otpauth://…`, for the picture that an authenticator reads'),
});
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()).describe('shown this once') });
export const sessionSchema = z.object({
  id: z.string(),
  current: z.boolean(),
  startedAt: z.string(),
  seenAt: z.string(),
  expiresAt: z.string(),
  address: z.string(),
  agent: z.string(),
  seat: z.string().nullable(),
});

/** What a person who signed in does with their own account: workplace, password, authenticator, sessions. */
export function createOwnAccountApi(options: {
  database: Database;
  clock: Clock;
  terms: SessionTerms;
  sessions: Sessions;
  seal: TotpSeal;
  configuration(): Configuration;
}): Router {
  const { database, clock, terms, sessions, seal } = options;
  const { sql } = database;
  const router = Router();
  const body = express.json({ limit: '4kb' });

  router.put('/me/seat', body, async (request, response) => {
    const user = requireUser(request);
    const { seat } = readInput(seatBodySchema, request.body);
    const { branches, label } = identityOf(request);
    if (seat !== null && seatWithin(seat, branches, options.configuration()) === null)
      throw new Problem(422, 'no-such-seat', 'No such workplace', 'The workplace is not one of your branches.');
    await chooseSessionSeat(sql, user.sessionId, seat);
    sessions.forget();
    await audit(user.id, label, 'user.seat-chosen', { seat });
    response.status(204).end();
  });

  router.put('/me/password', body, async (request, response) => {
    const { current, next } = readInput(passwordBodySchema, request.body);
    const user = await proven(request, current);
    refuseWeak(next, user.login);
    if (next === current)
      throw new Problem(422, 'password-same', 'Choose another password', 'The new password is the present one.');
    await sql
      .updateTable('app_user')
      .set({ password_hash: await hashPassword(next), must_change_password: false })
      .where('id', '=', user.id)
      .execute();
    const { sessionId } = requireUser(request);
    const count = await endSessions(sql, {
      userId: user.id,
      except: sessionId,
      at: clock.now(),
      why: 'password changed',
    });
    sessions.forget();
    await audit(user.id, user.name, 'user.password-changed', { sessionsEnded: count });
    response.status(204).end();
  });

  router.get('/me/totp', async (request, response) => {
    const { id } = requireUser(request);
    const user = await present(id);
    const { left } = await sql
      .selectFrom('user_recovery_code')
      .select((select) => select.fn.countAll<number>().as('left'))
      .where('user_id', '=', id)
      .where('used_at', 'is', null)
      .executeTakeFirstOrThrow();
    response.json({
      enabled: user.totp_secret !== null,
      since: user.totp_since?.toISOString() ?? null,
      recoveryCodesLeft: left,
    });
  });

  router.post('/me/totp', body, async (request, response) => {
    const user = await proven(request, readInput(ownPasswordSchema, request.body).password);
    if (user.totp_secret !== null)
      throw new Problem(409, 'totp-enabled', 'Already set up', 'Remove the present authenticator first.');
    const secret = newTotpSecret();
    const sealed = await seal.close(user.id, secret);
    await sql.updateTable('app_user').set({ totp_pending: sealed }).where('id', '=', user.id).execute();
    response.status(201).json({ secret, address: totpAddress(secret, user.login) });
  });

  router.post('/me/totp/confirm', body, async (request, response) => {
    const { id } = requireUser(request);
    const { code } = readInput(codeBodySchema, request.body);
    const user = await present(id);
    const limits = codeLimits(id);
    await admitted(options, limits, user.login);
    const secret = user.totp_pending === null ? null : await seal.open(id, user.totp_pending);
    const step =
      secret === null
        ? null
        : acceptedStep(secret, { code: code.replaceAll(/\s/g, ''), now: clock.now(), lastStep: null });
    if (secret === null || step === null)
      throw new Problem(422, 'wrong-code', 'Wrong code', 'The code is wrong. Check the clock of the telephone.');
    await forgiveAttempt(database.pool, limits);
    const codes = newRecoveryCodes();
    await sql.transaction().execute(async (tx) => {
      await tx
        .updateTable('app_user')
        .set({ totp_secret: user.totp_pending, totp_pending: null, totp_since: clock.now(), totp_step: null })
        .where('id', '=', id)
        .execute();
      await takeTotpStep(tx, id, step);
      await replaceRecoveryCodes(tx, id, codes);
    });
    await audit(id, user.name, 'user.totp-enabled');
    response.json({ recoveryCodes: codes });
  });

  router.delete('/me/totp', body, async (request, response) => {
    const user = await proven(request, readInput(ownPasswordSchema, request.body).password);
    await removeTotp(database, user.id);
    await audit(user.id, user.name, 'user.totp-removed');
    response.status(204).end();
  });

  router.get('/sessions', async (request, response) => {
    const { id, sessionId } = requireUser(request);
    const rows = await listSessions(sql, id, clock.now(), terms);
    response.json({ items: rows.map((row) => sessionView(row, sessionId)) });
  });

  router.delete('/sessions/:id', async (request, response) => {
    const { id } = requireUser(request);
    await ended(request, { userId: id, only: Number(request.params.id) });
    response.status(204).end();
  });

  router.delete('/sessions', async (request, response) => {
    const { id, sessionId } = requireUser(request);
    await ended(request, { userId: id, except: sessionId });
    response.status(204).end();
  });

  async function ended(request: Request, which: { userId: number; only?: number; except?: number }): Promise<void> {
    if (which.only !== undefined && !Number.isSafeInteger(which.only)) return;
    const count = await endSessions(sql, { ...which, at: clock.now(), why: 'ended by hand' });
    sessions.forget();
    if (count > 0) await audit(which.userId, identityOf(request).label, 'user.sessions-ended', { count });
  }

  async function present(id: number): Promise<UserRow> {
    const user = await userById(sql, id);
    if (user === null) throw new Problem(401, 'not-signed-in', 'Not signed in', 'Sign in again.');
    return user;
  }

  /** Somebody who finds a screen unlocked must not take the account over. */
  async function proven(request: Request, password: string): Promise<UserRow> {
    const user = await present(requireUser(request).id);
    const limits = codeLimits(user.id);
    await admitted(options, limits, user.login);
    if (!(await isPassword(password, user.password_hash)))
      throw new Problem(422, 'wrong-password', 'Wrong password', 'The present password is wrong.');
    await forgiveAttempt(database.pool, limits);
    return user;
  }

  function audit(id: number, who: string, what: string, detail: Record<string, unknown> = {}): Promise<void> {
    return writeAudit(sql, { at: clock.now(), who, what, subject: `user ${id}`, detail });
  }

  return router;
}

const codeLimits = (userId: number) => [{ key: hashOf(`own ${userId}`), free: 5 }];

export async function removeTotp({ sql }: Database, userId: number): Promise<void> {
  await sql
    .updateTable('app_user')
    .set({ totp_secret: null, totp_pending: null, totp_since: null, totp_step: null })
    .where('id', '=', userId)
    .execute();
  await replaceRecoveryCodes(sql, userId, []);
}

export function sessionView(
  row: Awaited<ReturnType<typeof listSessions>>[number],
  current: number | null,
): z.infer<typeof sessionSchema> {
  return {
    id: String(row.id),
    current: row.id === current,
    startedAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    address: row.address,
    agent: row.agent,
    seat: row.seat,
  };
}
