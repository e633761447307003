import type { Role } from '../contracts/role.ts';
import type { Sql } from '../platform/database/index.ts';
import { hashOf, randomWord } from './secret-words.ts';

export interface SessionTerms {
  /** Without a request for so long a session is over. */
  idleMs: number;
  /** However busy. */
  longestMs: number;
}

/** A session that holds, with the person as they are now. */
export interface OpenSession {
  id: number;
  seat: string | null;
  seenAt: Date;
  user: {
    id: number;
    login: string;
    name: string;
    role: Role;
    branches: string[];
    seat: string | null;
    mustChangePassword: boolean;
    actorId: number;
  };
}

/** Answers what the cookie holds; it is never shown again. */
export async function openSession(
  sql: Sql,
  told: { userId: number; seat: string | null; address: string; agent: string; at: Date; terms: SessionTerms },
): Promise<{ id: number; word: string }> {
  const word = randomWord();
  const { id } = await sql
    .insertInto('user_session')
    .values({
      hash: hashOf(word),
      user_id: told.userId,
      seat: told.seat,
      created_at: told.at,
      seen_at: told.at,
      expires_at: new Date(told.at.getTime() + told.terms.longestMs),
      address: told.address,
      agent: told.agent.slice(0, 300),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, word };
}

/** Null when the word opens nothing, or what it opened is over. */
export async function findSession(sql: Sql, word: string, now: Date, terms: SessionTerms): Promise<OpenSession | null> {
  const row = await holding(sql, now, terms).where('s.hash', '=', hashOf(word)).executeTakeFirst();
  if (row === undefined) return null;
  const { id, seat, seen_at: seenAt, ...user } = row;
  return {
    id,
    seat,
    seenAt,
    user: {
      id: user.user_id,
      login: user.login,
      name: user.name,
      role: user.role,
      branches: user.branches,
      seat: user.usual_seat,
      mustChangePassword: user.must_change_password,
      actorId: user.actor_id,
    },
  };
}

/** What the sessions of these ids let their people see, as they are now; those that are over are not among them. */
export async function sessionsOf(sql: Sql, ids: readonly number[], now: Date, terms: SessionTerms) {
  if (ids.length === 0) return [];
  const rows = await holding(sql, now, terms).where('s.id', 'in', ids).execute();
  return rows.map(({ id, seat, role, branches, must_change_password }) => ({
    id,
    seat,
    role,
    branches,
    mustChangePassword: must_change_password,
  }));
}

function holding(sql: Sql, now: Date, { idleMs }: SessionTerms) {
  return sql
    .selectFrom('user_session as s')
    .innerJoin('app_user as u', 'u.id', 's.user_id')
    .select(['s.id', 's.seat', 's.seen_at', 'u.id as user_id', 'u.login', 'u.name', 'u.role', 'u.branches'])
    .select(['u.seat as usual_seat', 'u.must_change_password', 'u.actor_id'])
    .where('s.ended_at', 'is', null)
    .where('s.expires_at', '>', now)
    .where('s.seen_at', '>', new Date(now.getTime() - idleMs))
    .where('u.disabled_at', 'is', null);
}

export async function touchSession(sql: Sql, id: number, now: Date): Promise<void> {
  await sql.updateTable('user_session').set({ seen_at: now }).where('id', '=', id).where('seen_at', '<', now).execute();
}

export async function chooseSessionSeat(sql: Sql, id: number, seat: string | null): Promise<void> {
  await sql.updateTable('user_session').set({ seat }).where('id', '=', id).execute();
}

/** Ends sessions of a user: one, all, or all but one. Answers how many. */
export async function endSessions(
  sql: Sql,
  told: { userId: number; only?: number; except?: number; at: Date; why: string },
): Promise<number> {
  let ending = sql
    .updateTable('user_session')
    .set({ ended_at: told.at, ended_why: told.why })
    .where('user_id', '=', told.userId)
    .where('ended_at', 'is', null);
  if (told.only !== undefined) ending = ending.where('id', '=', told.only);
  if (told.except !== undefined) ending = ending.where('id', '<>', told.except);
  const { numUpdatedRows } = await ending.executeTakeFirst();
  return Number(numUpdatedRows);
}

export function listSessions(sql: Sql, userId: number, now: Date, terms: SessionTerms) {
  return sql
    .selectFrom('user_session')
    .select(['id', 'seat', 'created_at', 'seen_at', 'expires_at', 'address', 'agent'])
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('seen_at', '>', new Date(now.getTime() - terms.idleMs))
    .orderBy('seen_at', 'desc')
    .execute();
}

/** Sessions that are over are kept for a while, for whoever looks into a misuse. */
export async function forgetSessions(sql: Sql, before: Date): Promise<void> {
  await sql
    .deleteFrom('user_session')
    .where((where) => where.or([where('ended_at', '<', before), where('expires_at', '<', before)]))
    .execute();
}
