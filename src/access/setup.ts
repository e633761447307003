import type { Database, Sql } from '../platform/database/index.ts';
import { Problem } from '../platform/http/index.ts';
import { writeAudit } from './audit.ts';
import { hashPassword } from './passwords.ts';
import { hashOf, randomWord } from './secret-words.ts';
import { loginOf } from './sign-in.ts';
import { refuseWeak } from './user-rules.ts';
import { insertUser, type UserRow } from './user-store.ts';

const LINK_MS = 24 * 3600_000;

/** What makes the first user, once; null where somebody can be let in already. There is no password to begin with. */
export async function newSetupCode(sql: Sql, now: Date): Promise<string | null> {
  const user = await sql.selectFrom('app_user').select('id').limit(1).executeTakeFirst();
  const token = await sql.selectFrom('access_token').select('id').limit(1).executeTakeFirst();
  if (user !== undefined || token !== undefined) return null;
  const code = randomWord();
  await sql.deleteFrom('setup_link').where('expires_at', '<', now).execute();
  await sql
    .insertInto('setup_link')
    .values({ hash: hashOf(code), expires_at: new Date(now.getTime() + LINK_MS) })
    .execute();
  return code;
}

/** Makes the first user, of the role IT for every branch. Throws where the link is wrong, used or over. */
export async function makeFirstUser(
  { sql }: Database,
  asked: { code: string; login: string; name: string; password: string },
  now: Date,
): Promise<UserRow> {
  const login = loginOf(asked.login);
  refuseWeak(asked.password, login);
  const passwordHash = await hashPassword(asked.password);
  return sql.transaction().execute(async (tx) => {
    const link = await tx
      .deleteFrom('setup_link')
      .where('hash', '=', hashOf(asked.code))
      .where('expires_at', '>', now)
      .returning('hash')
      .executeTakeFirst();
    const user =
      link === undefined
        ? null
        : await insertUser(
            tx,
            {
              ...{ login, name: asked.name.trim(), role: 'it', branches: ['*'], seat: null },
              ...{ passwordHash, mustChangePassword: false },
            },
            now,
          );
    if (user === null)
      throw new Problem(
        403,
        'no-setup-link',
        'The link does not open',
        'The setup link was used before or is older than a day. Restart Trubka: it prints a new one while there are no users.',
      );
    await tx.deleteFrom('setup_link').execute();
    await writeAudit(tx, { at: now, who: user.name, what: 'user.first', subject: `user ${user.id}` });
    return user;
  });
}
