import type { SmsReport } from '../contracts/sms.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';
import { afterReport, type MessageState } from './message-state.ts';

interface WaitingReport {
  report_id: number;
  message_id: number;
  state: MessageState;
  told: SmsReport['state'];
  provider_id: string | null;
  at: Date | null;
  code: string | null;
  refusal: string | null;
  cost: string | null;
  received_at: Date;
}

/** Keeps what a provider told, each once. What came before its message was known is applied when it is. */
export async function keepReports(
  tx: PoolClient,
  account: string,
  reports: readonly SmsReport[],
  now: Date,
): Promise<void> {
  if (reports.length === 0) return;
  await tx.query(
    `insert into message_report (account, provider_id, client_id, state, at, code, refusal, cost, received_at)
     select $1, provider_id, client_id, state, at, code, refusal, cost, $3
     from jsonb_to_recordset($2::jsonb) r(provider_id text, client_id text, state text, at timestamptz, code text,
       refusal text, cost numeric)
     on conflict do nothing`,
    [
      account,
      JSON.stringify(
        reports.map(({ providerId, clientId, ...rest }) => ({ ...rest, provider_id: providerId, client_id: clientId })),
      ),
      now,
    ],
  );
}

/** Applies the reports whose messages are known now, in the order in which they came. Answers how many. */
export async function applyReports(pool: Pool): Promise<number> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<WaitingReport>(
      `select r.id as report_id, m.id as message_id, m.state, r.state as told, r.provider_id, r.at, r.code, r.refusal,
         r.cost, r.received_at
       from message_report r
       join lateral (
         select id, state from message where account = r.account and provider_id = r.provider_id
         union
         select id, state from message where account = r.account
           and id = case when r.client_id ~ '^[0-9]{1,15}$' then r.client_id::bigint end
         limit 1) m on true
       where r.message_id is null and m.state not in ('planned', 'due', 'sending')
       order by r.id limit 500`,
    );
    if (rows.length === 0) return 0;
    // Locked in one order and read again: another process may apply at the same time.
    const { rows: locked } = await tx.query<{ id: number; state: MessageState }>(
      'select id, state from message where id = any($1::bigint[]) order by id for update',
      [[...new Set(rows.map(({ message_id }) => message_id))]],
    );
    const states = new Map(locked.map(({ id, state }) => [id, state]));
    for (const report of rows) {
      const state = states.get(report.message_id);
      if (state === undefined) continue;
      const next = afterReport(state, { state: report.told });
      await tx.query('update message_report set message_id = $2 where id = $1', [report.report_id, report.message_id]);
      if (next === null) continue;
      states.set(report.message_id, next);
      await tx.query(
        `update message set state = $2, provider_id = coalesce(provider_id, $3), code = coalesce($4, code),
           cost = coalesce($5::numeric, cost), sent_at = coalesce(sent_at, tried_at),
           delivered_at = case when $2 = 'delivered' then coalesce($6, $7::timestamptz) end,
           final_at = case when $2 in ('delivered', 'failed') then $7::timestamptz end,
           next_status_at = case when $2 in ('delivered', 'failed') then null else next_status_at end,
           reason = case when $2 = 'failed' then coalesce($8, 'not-delivered') end, taken_by = null
         where id = $1`,
        [
          ...[report.message_id, next, report.provider_id, report.code, report.cost, report.at, report.received_at],
          report.refusal,
        ],
      );
    }
    return rows.length;
  });
}
