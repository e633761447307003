import express, { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { TotpSeal } from './totp-seal.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem, readInput, senderOf } from '../platform/http/index.ts';
import { writeAudit } from './audit.ts';
import { refuseForeignPage } from './own-origin.ts';
import { clearSessionCookie, sessionWord, setSessionCookie } from './session-cookie.ts';
import { endSessions, findSession, openSession, type SessionTerms } from './session-store.ts';
import { makeFirstUser } from './setup.ts';
import { admitted, signIn } from './sign-in.ts';
import type { Sessions } from './sessions.ts';
import { limitsOf } from './throttle-store.ts';
import type { UserRow } from './user-store.ts';

const written = z.string().min(1).max(300);
export const signInBodySchema = z.strictObject({
  login: written,
  password: written,
  code: z.string().max(100).optional().describe('of the authenticator, or a recovery code; after `code-required`'),
});
export const signInStateSchema = z.object({
  signedIn: z.boolean().describe('the session cookie of this browser holds'),
  users: z.boolean().describe('somebody can sign in by name'),
});
export const signedInSchema = z.object({ name: z.string(), mustChangePassword: z.boolean() });
export const setupBodySchema = z.strictObject({ code: written, login: written, name: written, password: written });

/** `/sign-in`, `/sign-out` and `/setup`: what is open to everybody. */
export function createSignInApi(options: {
  database: Database;
  clock: Clock;
  terms: SessionTerms;
  sessions: Sessions;
  seal: TotpSeal;
  seatOf(user: UserRow): string | null;
}): Router {
  const { database, clock, terms, sessions } = options;
  const { sql } = database;
  const router = Router();
  const body = express.json({ limit: '4kb' });

  router.get('/sign-in', async (request, response) => {
    const word = sessionWord(request);
    const known = await sql.selectFrom('app_user').select('id').limit(1).executeTakeFirst();
    response.set('Cache-Control', 'no-store').json({
      signedIn: word !== null && (await sessions.identify(word)) !== null,
      users: known !== undefined,
    });
  });

  router.post('/sign-in', body, async (request, response) => {
    refuseForeignPage(request);
    const { login, password, code } = readInput(signInBodySchema, request.body);
    const { user, word } = await retryAfter(response, () =>
      signIn({ login, password, code, ...whereFrom(request) }, { ...options, terms }),
    );
    await endFormer(request);
    setSessionCookie(request, response, word, terms.longestMs);
    response.json({ name: user.name, mustChangePassword: user.must_change_password });
  });

  router.post('/sign-out', async (request, response) => {
    refuseForeignPage(request);
    await endFormer(request);
    clearSessionCookie(request, response);
    response.status(204).end();
  });

  router.post('/setup', body, async (request, response) => {
    refuseForeignPage(request);
    const asked = readInput(setupBodySchema, request.body);
    const from = whereFrom(request);
    await retryAfter(response, () => admitted(options, limitsOf('setup', from.address), ''));
    const user = await makeFirstUser(database, asked, clock.now());
    const at = clock.now();
    const { word } = await openSession(sql, { userId: user.id, seat: null, ...from, at, terms });
    await sql.updateTable('app_user').set({ signed_in_at: at }).where('id', '=', user.id).execute();
    setSessionCookie(request, response, word, terms.longestMs);
    response.status(201).json({ name: user.name, mustChangePassword: false });
  });

  /** A browser has one session: the one before ends with the new one. */
  async function endFormer(request: Request): Promise<void> {
    const word = sessionWord(request);
    const former = word === null ? null : await findSession(sql, word, clock.now(), terms);
    sessions.forget();
    if (former === null) return;
    await endSessions(sql, { userId: former.user.id, only: former.id, at: clock.now(), why: 'signed out' });
    await writeAudit(sql, {
      ...{ at: clock.now(), who: former.user.name, what: 'user.signed-out', subject: `user ${former.user.id}` },
      detail: { session: former.id },
    });
  }

  return router;
}

function whereFrom(request: Request): { address: string; agent: string } {
  return { address: senderOf(request), agent: request.get('user-agent') ?? '' };
}

async function retryAfter<Answer>(response: Response, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const seconds = error instanceof Problem ? error.values?.['seconds'] : undefined;
    if (typeof seconds === 'number') response.set('Retry-After', String(seconds));
    throw error;
  }
}
