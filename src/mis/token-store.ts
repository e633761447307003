import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../contracts/clock.ts';
import type { KeptToken, TokenStore } from '../contracts/mis-api.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import type { KeyRing } from '../platform/keys/index.ts';
import { openText, sealText } from '../platform/keys/index.ts';

/** A token that ends within this would end on the way. */
const SPARE_MS = 60_000;
/** How long a person may take to grant the first token. */
const STATE_MS = 30 * 60_000;
const PURPOSE = 'mis token';

const tokenSchema = z.object({
  access: z.string(),
  refresh: z.string().nullable(),
  expiresAt: z.iso
    .datetime()
    .transform((at) => new Date(at))
    .nullable(),
  extra: z.record(z.string(), z.string()).optional(),
});

export interface MisTokens {
  of(account: string): TokenStore;
  /** Replaces what is kept, after a person granted it. */
  keep(account: string, token: KeptToken): Promise<void>;
  isConnected(account: string): Promise<boolean>;
  /** Whoever brings this back within half an hour was sent by us. */
  expectState(account: string, state: string): Promise<void>;
  /** True once. */
  takeState(account: string, state: string): Promise<boolean>;
}

/**
 * Tokens of accounts, sealed in the database. The row's lock is held while a token is renewed, so that a refresh token
 * which works once is used once, however many workers of however many processes find it over; within a process they wait
 * for one renewal, each with no connection of its own.
 */
export function misTokens(options: { pool: Pool; keys: () => Promise<KeyRing>; clock: Clock }): MisTokens {
  const { pool, clock } = options;
  const running = new Map<string, Promise<KeptToken>>();

  const opened = async (account: string, sealed: Buffer | null | undefined): Promise<KeptToken | null> => {
    if (sealed == null) return null;
    const text = openText(sealed, { keys: await options.keys(), purpose: PURPOSE, name: account });
    // Sealed with a key that is gone: as good as none, a person connects the account again.
    if (text === null) return null;
    const read = tokenSchema.safeParse(JSON.parse(text));
    if (!read.success) return null;
    const { extra, ...token } = read.data;
    return { ...token, ...(extra !== undefined && { extra }) };
  };
  const write = async (client: Pick<PoolClient, 'query'>, account: string, token: KeptToken): Promise<void> => {
    const keys = await options.keys();
    const sealed = sealText(JSON.stringify(token), { keys, purpose: PURPOSE, name: account });
    await client.query(
      `insert into mis_token (account, sealed, changed_at) values ($1, $2, $3)
       on conflict (account) do update set sealed = excluded.sealed, changed_at = excluded.changed_at`,
      [account, sealed, clock.now()],
    );
  };
  const usable = (token: KeptToken | null, refused: string | undefined): token is KeptToken =>
    token !== null &&
    token.access !== refused &&
    (token.expiresAt === null || token.expiresAt.getTime() - SPARE_MS > clock.now().getTime());

  const renewed = (account: string, refused: string | undefined, renew: Renew): Promise<KeptToken> =>
    inTransaction(pool, async (client) => {
      await client.query('insert into mis_token (account) values ($1) on conflict do nothing', [account]);
      const { rows } = await client.query<{ sealed: Buffer | null }>(
        'select sealed from mis_token where account = $1 for update',
        [account],
      );
      const kept = await opened(account, rows[0]?.sealed);
      // Another process renewed it meanwhile.
      if (usable(kept, refused)) return kept;
      const token = await renew(kept);
      await write(client, account, token);
      return token;
    });

  return {
    of: (account) => ({
      async get({ renew, refused }) {
        const { rows } = await pool.query<{ sealed: Buffer | null }>(
          'select sealed from mis_token where account = $1',
          [account],
        );
        const kept = await opened(account, rows[0]?.sealed);
        if (usable(kept, refused)) return kept;
        const before = running.get(account);
        if (before !== undefined) {
          const token = await before;
          if (usable(token, refused)) return token;
        }
        const renewing = renewed(account, refused, renew);
        running.set(account, renewing);
        try {
          return await renewing;
        } finally {
          if (running.get(account) === renewing) running.delete(account);
        }
      },
    }),
    keep: (account, token) => write(pool, account, token),
    async isConnected(account) {
      const { rows } = await pool.query<{ sealed: Buffer | null }>('select sealed from mis_token where account = $1', [
        account,
      ]);
      return (await opened(account, rows[0]?.sealed)) !== null;
    },
    async expectState(account, state) {
      await pool.query(
        `insert into mis_token (account, state_hash, state_until) values ($1, $2, $3)
         on conflict (account) do update set state_hash = excluded.state_hash, state_until = excluded.state_until`,
        [account, hashOf(state), new Date(clock.now().getTime() + STATE_MS)],
      );
    },
    async takeState(account, state) {
      const { rowCount } = await pool.query(
        `update mis_token set state_hash = null, state_until = null
         where account = $1 and state_hash = $2 and state_until > $3`,
        [account, hashOf(state), clock.now()],
      );
      return rowCount === 1;
    },
  };
}

type Renew = (kept: KeptToken | null) => Promise<KeptToken>;

function hashOf(state: string): Buffer {
  return createHash('sha256').update(state).digest();
}
