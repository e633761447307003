import type { Sql } from '../platform/database/index.ts';
import type { HealedCall } from './heal-page.ts';

export type RunKind = 'regular' | 'nightly' | 'initial' | 'command' | 'poll';

export interface AccountState {
  since: Date;
  coveredTo: Date | null;
  nightlyOn: string | null;
  askedAt: Date | null;
  nextAt: Date;
  failures: number;
}

export interface Run {
  id: number;
  account: string;
  kind: RunKind;
  from: Date;
  to: Date;
  doneTo: Date;
  calls: number;
  missing: number;
  incomplete: number;
}

export type FailureKind = 'transient' | 'permanent';

export type ReconciliationStore = ReturnType<typeof reconciliationStore>;

/** Where each account stands, its runs and what they healed. */
export function reconciliationStore(sql: Sql) {
  return {
    /** Begins the account's story when it has none; an account that is known stays as it is. */
    async begin(account: string, since: Date, now: Date): Promise<void> {
      await sql
        .insertInto('pbx_account_state')
        .values({ account, since, next_at: now })
        .onConflict((conflict) => conflict.column('account').doNothing())
        .execute();
    },

    async state(account: string): Promise<AccountState | null> {
      const row = await sql
        .selectFrom('pbx_account_state')
        .selectAll()
        .where('account', '=', account)
        .executeTakeFirst();
      return row === undefined
        ? null
        : {
            since: row.since,
            coveredTo: row.covered_to,
            nightlyOn: row.nightly_on,
            askedAt: row.asked_at,
            nextAt: row.next_at,
            failures: row.failures,
          };
    },

    async due(accounts: readonly string[], now: Date): Promise<string[]> {
      if (accounts.length === 0) return [];
      const rows = await sql
        .selectFrom('pbx_account_state')
        .select('account')
        .where('account', 'in', accounts)
        .where('next_at', '<=', now)
        .orderBy('next_at')
        .execute();
      return rows.map(({ account }) => account);
    },

    /** What was refused is not asked again before its time, unless `evenFailing`. */
    async runSoon(account: string, at: Date, options: { evenFailing: boolean }): Promise<void> {
      await sql
        .updateTable('pbx_account_state')
        .set({ next_at: at })
        .where('account', '=', account)
        .where('next_at', '>', at)
        .$if(!options.evenFailing, (query) => query.where('failures', '=', 0))
        .execute();
    },

    async asked(account: string, at: Date): Promise<void> {
      await sql.updateTable('pbx_account_state').set({ asked_at: at }).where('account', '=', account).execute();
    },

    /** True for the one process that may ask for the calls that go on, at most once in so many seconds. */
    async claimOngoing(account: string, now: Date, everySeconds: number): Promise<boolean> {
      const before = new Date(now.getTime() - everySeconds * 1000);
      const { numUpdatedRows } = await sql
        .updateTable('pbx_account_state')
        .set({ ongoing_at: now })
        .where('account', '=', account)
        .where((eb) => eb.or([eb('ongoing_at', 'is', null), eb('ongoing_at', '<=', before)]))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    /** The run that was interrupted, to be carried on. */
    async unfinishedRun(account: string): Promise<Run | null> {
      const row = await sql
        .selectFrom('reconciliation_run')
        .selectAll()
        .where('account', '=', account)
        .where('finished_at', 'is', null)
        .where('kind', '<>', 'command')
        .orderBy('id')
        .executeTakeFirst();
      return row === undefined ? null : toRun(row);
    },

    async openRun(account: string, kind: RunKind, window: { from: Date; to: Date }, now: Date): Promise<Run> {
      const row = await sql
        .insertInto('reconciliation_run')
        .values({
          account,
          kind,
          window_from: window.from,
          window_to: window.to,
          done_to: window.from,
          started_at: now,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toRun(row);
    },

    async healed(
      run: Run,
      calls: readonly HealedCall[],
      options: { counts(call: HealedCall): boolean; now: Date },
    ): Promise<void> {
      if (calls.length === 0) return;
      const count = (found: HealedCall['found']): number => calls.filter((call) => call.found === found).length;
      const [missing, incomplete] = [count('missing'), count('incomplete')];
      await sql.transaction().execute(async (tx) => {
        await tx
          .insertInto('healed_call')
          .values(
            calls.map((call) => ({
              account: run.account,
              provider_call_id: call.providerCallId,
              run_id: run.id,
              found: call.found,
              started_at: call.startedAt,
              healed_at: options.now,
              counts: options.counts(call),
            })),
          )
          .onConflict((conflict) => conflict.columns(['account', 'provider_call_id']).doNothing())
          .execute();
        await tx
          .updateTable('reconciliation_run')
          .set((eb) => ({ missing: eb('missing', '+', missing), incomplete: eb('incomplete', '+', incomplete) }))
          .where('id', '=', run.id)
          .execute();
      });
    },

    /** A call whose end was asked for outside any run. */
    async healedAlone(account: string, call: HealedCall, options: { counts: boolean; now: Date }): Promise<void> {
      await sql
        .insertInto('healed_call')
        .values({
          account,
          provider_call_id: call.providerCallId,
          run_id: null,
          found: call.found,
          started_at: call.startedAt,
          healed_at: options.now,
          counts: options.counts,
        })
        .onConflict((conflict) => conflict.columns(['account', 'provider_call_id']).doNothing())
        .execute();
    },

    async pieceDone(run: Run, doneTo: Date, calls: number): Promise<void> {
      await sql
        .updateTable('reconciliation_run')
        .set((eb) => ({ done_to: doneTo, calls: eb('calls', '+', calls), error: null }))
        .where('id', '=', run.id)
        .execute();
    },

    async finishRun(run: Run, now: Date, error: string | null): Promise<void> {
      await sql.updateTable('reconciliation_run').set({ finished_at: now, error }).where('id', '=', run.id).execute();
    },

    /** A poll that found nothing is not worth a row. */
    async dropRun(run: Run): Promise<void> {
      await sql.deleteFrom('reconciliation_run').where('id', '=', run.id).execute();
    },

    async covered(account: string, covered: { to: Date; nightlyOn: string | null; nextAt: Date }): Promise<void> {
      await sql
        .updateTable('pbx_account_state')
        .set({
          covered_to: covered.to,
          ...(covered.nightlyOn !== null && { nightly_on: covered.nightlyOn }),
          next_at: covered.nextAt,
          failures: 0,
          failing_since: null,
          last_error: null,
          error_kind: null,
        })
        .where('account', '=', account)
        .execute();
    },

    async failed(
      account: string,
      failure: { kind: FailureKind; message: string; nextAt: Date; now: Date; run: Run | null },
    ): Promise<void> {
      await sql
        .updateTable('pbx_account_state')
        .set((eb) => ({
          failures: eb('failures', '+', 1),
          failing_since: eb.fn.coalesce('failing_since', eb.val(failure.now)),
          last_error: failure.message.slice(0, 1000),
          error_kind: failure.kind,
          next_at: failure.nextAt,
        }))
        .where('account', '=', account)
        .execute();
      if (failure.run !== null)
        await sql
          .updateTable('reconciliation_run')
          .set({ error: failure.message.slice(0, 1000) })
          .where('id', '=', failure.run.id)
          .execute();
    },

    async readRun(id: number): Promise<Run> {
      return toRun(
        await sql.selectFrom('reconciliation_run').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
      );
    },

    /** Runs are kept for so long; what was healed for as long as its calls are looked at in reports. */
    async prune(before: { runs: Date; healed: Date }): Promise<void> {
      await sql.deleteFrom('reconciliation_run').where('finished_at', '<', before.runs).execute();
      await sql.deleteFrom('healed_call').where('healed_at', '<', before.healed).execute();
    },
  };
}

function toRun(row: {
  id: number;
  account: string;
  kind: RunKind;
  window_from: Date;
  window_to: Date;
  done_to: Date;
  calls: number;
  missing: number;
  incomplete: number;
}): Run {
  const { id, account, kind, calls, missing, incomplete } = row;
  return {
    id,
    account,
    kind,
    from: row.window_from,
    to: row.window_to,
    doneTo: row.done_to,
    calls,
    missing,
    incomplete,
  };
}
