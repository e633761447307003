import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Role } from '../contracts/role.ts';
import type { Sql, Tables } from '../platform/database/index.ts';
import { hashOfRecoveryCode } from './secret-words.ts';

export type UserRow = Selectable<Tables['app_user']>;

export interface NewUser {
  /** In lower case. */
  login: string;
  name: string;
  role: Role;
  branches: readonly string[];
  seat: string | null;
  passwordHash: string;
  mustChangePassword: boolean;
}

/** Makes a user and the row that stands for the user where a token is named. Null when the login is taken. */
export async function insertUser(sql: Sql, user: NewUser, at: Date): Promise<UserRow | null> {
  const actor = await sql
    .insertInto('access_token')
    .values({
      // No token has this hash: it is not the hash of anything that was ever known.
      hash: randomBytes(32),
      label: user.name,
      role: user.role,
      seat: null,
      branches: [...user.branches],
      created_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const row = await sql
    .insertInto('app_user')
    .values({
      login: user.login,
      name: user.name,
      role: user.role,
      branches: [...user.branches],
      seat: user.seat,
      password_hash: user.passwordHash,
      must_change_password: user.mustChangePassword,
      totp_secret: null,
      totp_step: null,
      totp_pending: null,
      actor_id: actor.id,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function userByLogin(sql: Sql, login: string): Promise<UserRow | null> {
  const row = await sql.selectFrom('app_user').selectAll().where('login', '=', login).executeTakeFirst();
  return row ?? null;
}

export async function userById(sql: Sql, id: number): Promise<UserRow | null> {
  const row = await sql.selectFrom('app_user').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

export function listUsers(sql: Sql): Promise<UserRow[]> {
  return sql.selectFrom('app_user').selectAll().orderBy('disabled_at', 'desc').orderBy('name').execute();
}

/** Users of the role IT who may sign in, but for one: somebody must be left who can let others in. */
export async function otherItUsers(sql: Sql, id: number): Promise<number> {
  const { count } = await sql
    .selectFrom('app_user')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('role', '=', 'it')
    .where('disabled_at', 'is', null)
    .where('id', '<>', id)
    .executeTakeFirstOrThrow();
  return count;
}

export async function replaceRecoveryCodes(sql: Sql, userId: number, codes: readonly string[]): Promise<void> {
  await sql.deleteFrom('user_recovery_code').where('user_id', '=', userId).execute();
  if (codes.length > 0)
    await sql
      .insertInto('user_recovery_code')
      .values(codes.map((code) => ({ user_id: userId, hash: hashOfRecoveryCode(code) })))
      .execute();
}

/** True for the first use only. */
export async function useRecoveryCode(sql: Sql, userId: number, code: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await sql
    .updateTable('user_recovery_code')
    .set({ used_at: at })
    .where('user_id', '=', userId)
    .where('hash', '=', hashOfRecoveryCode(code))
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** True when no newer step was used meanwhile: of two requests with one code only the first gets in. */
export async function takeTotpStep(sql: Sql, userId: number, step: number): Promise<boolean> {
  const { numUpdatedRows } = await sql
    .updateTable('app_user')
    .set({ totp_step: step })
    .where('id', '=', userId)
    .where((where) => where.or([where('totp_step', 'is', null), where('totp_step', '<', step)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
