import type { IncomingMessage } from 'node:http';
import type { Clock } from '../contracts/clock.ts';
import { signInSettings, type Configuration } from '../platform/configuration/index.ts';
import type { KeyRing } from '../platform/keys/index.ts';
import type { Database } from '../platform/database/index.ts';
import { requireIdentity } from './identity-api.ts';
import { isFromOwnPage } from './own-origin.ts';
import { maskForRole } from './mask-api.ts';
import { createOwnAccountApi } from './own-account-api.ts';
import { presentScopes } from './present-rights.ts';
import { sessionWord } from './session-cookie.ts';
import { forgetSessions, type SessionTerms } from './session-store.ts';
import { branchesOf, createSessions, seatWithin } from './sessions.ts';
import { createSignInApi } from './sign-in-api.ts';
import { forgetAttempts } from './throttle-store.ts';
import type { Identity } from './tokens.ts';
import { totpSeal } from './totp-seal.ts';
import { createUsersApi } from './users-api.ts';

const DAY_MS = 24 * 3600_000;
const KEPT_DAYS = 90;

export interface Access {
  /** Open to everybody: signing in and out. */
  open: ReturnType<typeof createSignInApi>;
  /** The door of everything behind it. */
  door: ReturnType<typeof requireIdentity>;
  /** Behind the door, before everything that answers: no number is read by a role that reads none. */
  mask: ReturnType<typeof maskForRole>;
  /** Behind the door. */
  routers: ReturnType<typeof createUsersApi>[];
  /** Who opens a socket with the session cookie; null without a session or from a page of another server. */
  identifySocket(request: IncomingMessage): Promise<Identity | null>;
  /** The present scope of each holder (`rightsOf`); whoever may not go on is not in it. */
  presentScopes(holders: readonly string[]): Promise<ReadonlyMap<string, string>>;
  forgetOld(now: Date): Promise<void>;
}

/** People who sign in by name, beside the tokens of workplaces and programs. */
export function startAccess(options: {
  database: Database;
  configuration(): Configuration;
  clock: Clock;
  /** The clinic's own keys. */
  keys(): Promise<KeyRing>;
  identifyToken(token: string): Promise<Identity | null>;
}): Access {
  const { database, clock, configuration } = options;
  const { sql } = database;
  const seal = totpSeal(options.keys);
  const { idleHours, days } = signInSettings(configuration());
  const terms: SessionTerms = { idleMs: idleHours * 3600_000, longestMs: days * DAY_MS };
  const sessions = createSessions({ sql, clock, terms, configuration });
  const seatOf = (user: { seat: string | null; branches: readonly string[] }): string | null =>
    seatWithin(user.seat, branchesOf(user.branches, configuration()), configuration());
  return {
    open: createSignInApi({ database, clock, terms, sessions, seal, seatOf }),
    door: requireIdentity(options.identifyToken, sessions.identify),
    mask: maskForRole(() => configuration().lines),
    routers: [
      createOwnAccountApi({ database, clock, terms, sessions, seal, configuration }),
      createUsersApi({ database, clock, sessions, configuration }),
    ],
    async identifySocket(request) {
      const word = sessionWord(request);
      if (word === null || !isFromOwnPage(request)) return null;
      const identity = await sessions.identify(word);
      return identity?.user?.mustChangePassword === true ? null : identity;
    },
    presentScopes: (holders) => presentScopes(holders, { sql, clock, terms, configuration: configuration() }),
    async forgetOld(now) {
      await forgetAttempts(sql, now);
      await forgetSessions(sql, new Date(now.getTime() - KEPT_DAYS * DAY_MS));
    },
  };
}
