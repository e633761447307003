import type { Clock } from '../contracts/clock.ts';
import type { Sql } from '../platform/database/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { findSession, type OpenSession, type SessionTerms, touchSession } from './session-store.ts';
import type { Identity } from './tokens.ts';

/** A session that was ended by another process works at most this much longer. */
const CACHE_MS = 3000;
/** How exactly it is known when somebody was last here. */
const TOUCH_MS = 60_000;

export interface Sessions {
  identify(word: string): Promise<Identity | null>;
  /** Something of sessions or users changed. */
  forget(): void;
}

/** Who is behind a session cookie, remembered for a moment: screens ask often. */
export function createSessions(options: {
  sql: Sql;
  clock: Clock;
  terms: SessionTerms;
  configuration(): Configuration;
}): Sessions {
  const { sql, clock, terms } = options;
  const known = new Map<string, { session: OpenSession; until: number }>();
  return {
    async identify(word) {
      const now = clock.now();
      const hit = known.get(word);
      if (hit !== undefined && hit.until > now.getTime())
        return identityOfSession(hit.session, options.configuration());
      known.delete(word);
      const session = await findSession(sql, word, now, terms);
      if (session === null) return null;
      if (now.getTime() - session.seenAt.getTime() > TOUCH_MS) await touchSession(sql, session.id, now);
      if (known.size > 5000) known.clear();
      known.set(word, { session, until: now.getTime() + CACHE_MS });
      return identityOfSession(session, options.configuration());
    },
    forget: () => known.clear(),
  };
}

function identityOfSession({ id, seat, user }: OpenSession, configuration: Configuration): Identity {
  const branches = branchesOf(user.branches, configuration);
  return {
    tokenId: user.actorId,
    label: user.name,
    role: user.role,
    seat: seatWithin(seat, branches, configuration),
    branches,
    user: {
      id: user.id,
      login: user.login,
      sessionId: id,
      mustChangePassword: user.mustChangePassword,
      usualSeat: seatWithin(user.seat, branches, configuration),
    },
  };
}

/** `*` is every branch, also one that was added to the configuration since. */
export function branchesOf(branches: readonly string[], configuration: Configuration): string[] {
  const all = [...configuration.branches.keys()];
  return branches.includes('*') ? all : all.filter((branch) => branches.includes(branch));
}

/** The seat, null when it left the configuration or is of another branch. */
export function seatWithin(
  seat: string | null,
  branches: readonly string[],
  configuration: Configuration,
): string | null {
  const known = seat === null ? undefined : configuration.seats.get(seat);
  return known !== undefined && branches.includes(known.branch) ? known.id : null;
}
