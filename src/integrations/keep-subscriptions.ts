import { createHash } from 'node:crypto';
import type { Clock } from '../contracts/clock.ts';
import { PermanentFailure, TransientFailure } from '../contracts/failures.ts';
import type { Sql } from '../platform/database/index.ts';
import type { AskedPbx, PbxAccess } from '../platform/pbx-access.ts';
import { repeat } from '../platform/repeat.ts';
import type { Log } from '../platform/telemetry/index.ts';

export interface SubscriptionsOptions {
  sql: Sql;
  /** Ids of all PBX accounts. */
  accounts(): Iterable<string>;
  find: PbxAccess;
  clock: Clock;
  log: Log;
  everyMs?: number;
}

const EVERY_MS = 10_000;
/** While one process subscribes no other does; one that dies meanwhile leaves it to the next after this. */
const LEASE_MS = 120_000;
/** A fifth of the time is left for failures. */
const RENEW_AFTER = 0.8;
const SHORTEST_MS = 30_000;
const LONGEST_MS = 600_000;

/** Keeps the subscriptions of all accounts whose provider sends to subscribers only. Answers how to stop. */
export function startSubscriptions(options: SubscriptionsOptions): () => Promise<void> {
  return repeat({
    everyMs: options.everyMs ?? EVERY_MS,
    what: 'renew subscriptions',
    log: options.log,
    work: () => renewDueSubscriptions(options),
  });
}

/** Subscribes the accounts whose time has come, one after another. Several processes may do it at once. */
export async function renewDueSubscriptions({ sql, accounts, find, clock, log }: SubscriptionsOptions): Promise<void> {
  for (const id of accounts()) {
    const pbx = find(id);
    if (pbx?.api.subscribe === undefined || !(await claim(sql, pbx, clock.now()))) continue;
    try {
      const { expiresAt } = await pbx.api.subscribe(pbx.context);
      const now = clock.now();
      const lives = Math.max(expiresAt.getTime() - now.getTime(), SHORTEST_MS);
      await note(sql, id, { expires_at: expiresAt, next_at: later(now, lives * RENEW_AFTER), failures: 0 });
      log.info({ account: id, expiresAt }, 'subscribed to the notifications of the PBX');
    } catch (error) {
      await noteFailure(sql, id, clock.now(), error);
      log.error({ account: id, err: error }, 'no subscription; the PBX stays silent unless a former one still lives');
    }
  }
}

/** True for whoever takes it: the time has come, or the settings are others than those it was made with. */
async function claim(sql: Sql, { account }: AskedPbx, now: Date): Promise<boolean> {
  const settings_hash = createHash('sha256').update(JSON.stringify(account.settings)).digest();
  const leased = { settings_hash, next_at: later(now, LEASE_MS) };
  const taken = await sql
    .insertInto('pbx_subscription')
    .values({ account: account.id, ...leased })
    .onConflict((conflict) =>
      conflict
        .column('account')
        .doUpdateSet(leased)
        .where((row) =>
          row.or([
            row('pbx_subscription.next_at', '<=', now),
            row('pbx_subscription.settings_hash', '<>', settings_hash),
          ]),
        ),
    )
    .returning('account')
    .execute();
  return taken.length > 0;
}

async function noteFailure(sql: Sql, account: string, now: Date, error: unknown): Promise<void> {
  const row = await sql
    .selectFrom('pbx_subscription')
    .select('failures')
    .where('account', '=', account)
    .executeTakeFirst();
  const failures = (row?.failures ?? 0) + 1;
  const permanent = error instanceof PermanentFailure;
  const asked = error instanceof TransientFailure ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  const pause = permanent ? LONGEST_MS : Math.min(SHORTEST_MS * 2 ** (failures - 1), LONGEST_MS);
  await note(sql, account, {
    next_at: later(now, Math.max(pause, asked)),
    failures,
    last_error: error instanceof Error ? error.message : 'failed',
    error_kind: permanent ? 'permanent' : 'transient',
  });
}

function note(
  sql: Sql,
  account: string,
  told: {
    next_at: Date;
    failures: number;
    expires_at?: Date;
    last_error?: string;
    error_kind?: 'transient' | 'permanent';
  },
): Promise<unknown> {
  return sql
    .updateTable('pbx_subscription')
    .set({ last_error: null, error_kind: null, ...told })
    .where('account', '=', account)
    .execute();
}

function later(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}
