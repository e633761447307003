import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../contracts/clock.ts';
import type { Role } from '../contracts/role.ts';
import type { Sql } from '../platform/database/index.ts';

/** Who is behind a token or a session and what they may see. */
export interface Identity {
  /** Stands for whoever asks: the token, or the person's own row beside the tokens, the same in all their sessions. */
  tokenId: number;
  /** A person who signed in; undefined behind a token. */
  user?: {
    id: number;
    login: string;
    sessionId: number;
    /** The password was given by somebody else: nothing but choosing one's own is open. */
    mustChangePassword: boolean;
    /** Where they usually sit. */
    usualSeat: string | null;
  };
  label: string;
  role: Role;
  seat: string | null;
  branches: readonly string[];
  /** A token that opens this one thing and nothing of its role: it may stand in the page of a site. */
  onlyFor?: 'requests';
}

export interface NewToken {
  label: string;
  role: Role;
  seat: string | null;
  branches: readonly string[];
  onlyFor?: 'requests' | undefined;
  /** A fixed token, for the demo; else a random one is made. */
  token?: string;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Stores the hash and answers the token; it is never shown again. The same token again changes what it may see. */
export async function addToken(sql: Sql, clock: Clock, wanted: NewToken): Promise<string> {
  const token = wanted.token ?? randomBytes(24).toString('base64url');
  const { label, role, seat, onlyFor = null } = wanted;
  const row = { label, role, seat, branches: [...wanted.branches], only_for: onlyFor };
  await sql
    .insertInto('access_token')
    .values({ ...row, hash: hashOf(token), created_at: clock.now() })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ ...row, revoked_at: null }))
    .execute();
  return token;
}

/** Null for a token that is not known or was revoked. */
export async function identify(sql: Sql, token: string): Promise<Identity | null> {
  const row = await sql
    .selectFrom('access_token')
    .select(['id', 'label', 'role', 'seat', 'branches', 'only_for'])
    .where('hash', '=', hashOf(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row === undefined
    ? null
    : {
        ...{ tokenId: row.id, label: row.label, role: row.role, seat: row.seat, branches: row.branches },
        ...(row.only_for !== null && { onlyFor: row.only_for }),
      };
}
