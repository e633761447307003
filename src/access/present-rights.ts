import type { Configuration } from '../platform/configuration/index.ts';
import type { Clock } from '../contracts/clock.ts';
import { seesWholeNumbers } from '../contracts/role.ts';
import type { Sql } from '../platform/database/index.ts';
import { sessionsOf, type SessionTerms } from './session-store.ts';
import { branchesOf, seatWithin } from './sessions.ts';
import type { Identity } from './tokens.ts';

/** Names what a socket was opened with: the same name as long as it may go on as it is. */
export function rightsOf(identity: Pick<Identity, 'tokenId' | 'user' | 'seat' | 'branches' | 'role'>): Rights {
  const { user, tokenId, seat, branches, role } = identity;
  return {
    holder: user === undefined ? `token ${tokenId}` : `session ${user.sessionId}`,
    scope: JSON.stringify([seat, [...branches].sort(), seesWholeNumbers(role)]),
  };
}

export interface Rights {
  /** The token or the session. */
  holder: string;
  /** Seat, branches and whether numbers are read whole. */
  scope: string;
}

/** The present scope of each of these holders; one whose token was revoked or whose session is over is not in it. */
export async function presentScopes(
  holders: readonly string[],
  ports: { sql: Sql; clock: Clock; terms: SessionTerms; configuration: Configuration },
): Promise<ReadonlyMap<string, string>> {
  const { sql, clock, terms, configuration } = ports;
  const tokens = idsOf(holders, 'token ');
  const known =
    tokens.length === 0
      ? []
      : await sql
          .selectFrom('access_token')
          .select(['id', 'seat', 'branches', 'role'])
          .where('id', 'in', tokens)
          .where('revoked_at', 'is', null)
          .execute();
  const sessions = await sessionsOf(sql, idsOf(holders, 'session '), clock.now(), terms);
  return new Map([
    ...known.map(({ id, ...row }) => entry(rightsOf({ tokenId: id, ...row }))),
    ...sessions
      .filter(({ mustChangePassword }) => !mustChangePassword)
      .map(({ id, seat, role, branches: told }) => {
        const branches = branchesOf(told, configuration);
        const user = { id: 0, login: '', sessionId: id, mustChangePassword: false, usualSeat: null };
        return entry(rightsOf({ tokenId: 0, user, role, seat: seatWithin(seat, branches, configuration), branches }));
      }),
  ]);
}

const entry = ({ holder, scope }: Rights): [string, string] => [holder, scope];

function idsOf(holders: readonly string[], kind: string): number[] {
  return holders.filter((holder) => holder.startsWith(kind)).map((holder) => Number(holder.slice(kind.length)));
}
