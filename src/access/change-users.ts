import type { Role } from '../contracts/role.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem } from '../platform/http/index.ts';
import { writeAudit } from './audit.ts';
import { removeTotp } from './own-account-api.ts';
import { hashPassword } from './passwords.ts';
import { newOneTimePassword } from './secret-words.ts';
import { endSessions } from './session-store.ts';
import { loginOf } from './sign-in.ts';
import { insertUser, otherItUsers, userById, type UserRow } from './user-store.ts';

export interface UserWanted {
  login: string;
  name: string;
  role: Role;
  /** Ids of branches, or `*`. */
  branches: readonly string[];
  seat: string | null;
}

/** Who changes users, for the audit. */
export interface Changing {
  database: Database;
  configuration: Configuration;
  who: string;
  at: Date;
}

/** Makes a user with a password that is shown this once and must be changed at the first sign-in. */
export async function addUser(wanted: UserWanted, changing: Changing): Promise<{ user: UserRow; password: string }> {
  const login = loginOf(wanted.login);
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$/u.test(login))
    throw new Problem(422, 'bad-login', 'Bad login', 'A login is 2 to 64 letters, digits, dots, dashes or @.');
  checkPlaces(wanted, changing.configuration);
  const password = newOneTimePassword();
  const passwordHash = await hashPassword(password);
  const user = await changing.database.sql.transaction().execute(async (tx) => {
    const made = await insertUser(
      tx,
      { ...wanted, login, name: wanted.name.trim(), passwordHash, mustChangePassword: true },
      changing.at,
    );
    // Thrown inside, so that nothing of the attempt stays.
    if (made === null)
      throw new Problem(409, 'login-taken', 'The login is taken', `There is a user "${login}" already.`);
    return made;
  });
  await audit(changing, 'user.added', user.id, { role: user.role, branches: user.branches });
  return { user, password };
}

export interface UserChange {
  name?: string | undefined;
  role?: Role | undefined;
  branches?: readonly string[] | undefined;
  seat?: string | null | undefined;
  disabled?: boolean | undefined;
}

/** Changes what somebody may do, or locks them out at once. Their screens follow within seconds. */
export async function changeUser(id: number, change: UserChange, changing: Changing): Promise<UserRow> {
  const { sql } = changing.database;
  const user = await existing(id, changing);
  checkPlaces({ branches: change.branches ?? user.branches, seat: change.seat ?? null }, changing.configuration);
  const losesRights = change.disabled === true || (change.role !== undefined && change.role !== 'it');
  if (user.role === 'it' && user.disabled_at === null && losesRights && (await otherItUsers(sql, id)) === 0)
    throw new Problem(409, 'last-it-user', 'The last of its kind', 'Somebody of the role IT must be able to sign in.');
  const changed = await sql
    .updateTable('app_user')
    .set({
      ...(change.name !== undefined && { name: change.name.trim() }),
      ...(change.role !== undefined && { role: change.role }),
      ...(change.branches !== undefined && { branches: [...change.branches] }),
      ...(change.seat !== undefined && { seat: change.seat }),
      ...(change.disabled !== undefined && {
        disabled_at: change.disabled ? (user.disabled_at ?? changing.at) : null,
      }),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  // What was given out in the name of this person (a player's ticket) ends with them.
  await sql
    .updateTable('access_token')
    .set({ label: changed.name, role: changed.role, branches: changed.branches, revoked_at: changed.disabled_at })
    .where('id', '=', user.actor_id)
    .execute();
  if (change.disabled === true) await endSessions(sql, { userId: id, at: changing.at, why: 'disabled' });
  await audit(changing, change.disabled === true ? 'user.disabled' : 'user.changed', id, { ...change });
  return changed;
}

/** A new password, shown this once; every session ends. */
export async function resetPassword(id: number, changing: Changing): Promise<string> {
  const { sql } = changing.database;
  await existing(id, changing);
  const password = newOneTimePassword();
  await sql
    .updateTable('app_user')
    .set({ password_hash: await hashPassword(password), must_change_password: true })
    .where('id', '=', id)
    .execute();
  await endSessions(sql, { userId: id, at: changing.at, why: 'password reset' });
  await audit(changing, 'user.password-reset', id);
  return password;
}

/** For a lost telephone: the password alone opens again, until a new authenticator is set up. */
export async function resetTotp(id: number, changing: Changing): Promise<void> {
  await existing(id, changing);
  await removeTotp(changing.database, id);
  await endSessions(changing.database.sql, { userId: id, at: changing.at, why: 'authenticator reset' });
  await audit(changing, 'user.totp-reset', id);
}

export async function signOutEverywhere(id: number, changing: Changing): Promise<number> {
  await existing(id, changing);
  const count = await endSessions(changing.database.sql, { userId: id, at: changing.at, why: 'ended by IT' });
  await audit(changing, 'user.sessions-ended', id, { count });
  return count;
}

async function existing(id: number, { database }: Changing): Promise<UserRow> {
  const user = Number.isSafeInteger(id) ? await userById(database.sql, id) : null;
  if (user === null) throw new Problem(404, 'no-such-user', 'No such user', 'There is no user of this id.');
  return user;
}

function checkPlaces({ branches, seat }: Pick<UserWanted, 'branches' | 'seat'>, configuration: Configuration): void {
  const unknown = branches.filter((branch) => branch !== '*' && !configuration.branches.has(branch));
  if (unknown.length > 0 || branches.length === 0)
    throw new Problem(
      422,
      'no-such-branch',
      'No such branch',
      `Give branches of the configuration (${[...configuration.branches.keys()].join(', ')}) or *.`,
    );
  if (seat !== null && !configuration.seats.has(seat))
    throw new Problem(422, 'no-such-seat', 'No such workplace', `The configuration has no workplace "${seat}".`);
}

function audit(
  { database, who, at }: Changing,
  what: string,
  id: number,
  detail: Record<string, unknown> = {},
): Promise<void> {
  return writeAudit(database.sql, { at, who, what, subject: `user ${id}`, detail: withoutName(detail) });
}

/** The audit names people by their id only. */
function withoutName({ name, ...detail }: Record<string, unknown>): Record<string, unknown> {
  return { ...detail, ...(name !== undefined && { name: 'changed' }) };
}
