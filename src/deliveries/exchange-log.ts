import type { PullReply } from '../contracts/mis.ts';
import type { Pool, Sql } from '../platform/database/index.ts';

const LONGEST_SAID = 300;

/** One request of a MIS that asks us, with its answer. */
export interface Exchange {
  account: string;
  at: Date;
  reply: Pick<PullReply, 'status' | 'contentType' | 'body'> & Partial<Pick<PullReply, 'method' | 'rows' | 'asked'>>;
  milliseconds: number;
  address: string;
}

export interface ExchangeView {
  id: string;
  at: string;
  method: string | null;
  period: { from: string; to: string } | null;
  page: { limit: number; offset: number } | null;
  rows: number | null;
  status: number;
  milliseconds: number;
  address: string;
  said: string | null;
}

/** Keeps what was asked and answered. The rows themselves, which have numbers, are not kept. */
export async function recordExchange(sql: Sql, exchange: Exchange): Promise<void> {
  const { account, at, reply, milliseconds, address } = exchange;
  const { status, contentType, body, method = null, rows = null, asked } = reply;
  await sql
    .insertInto('mis_exchange')
    .values({
      ...{ account, at, method, rows, status, address, milliseconds: Math.round(milliseconds) },
      ...{ period_from: asked?.from ?? null, period_to: asked?.to ?? null },
      ...{ page_limit: asked?.limit ?? null, page_offset: asked?.offset ?? null },
      said: contentType.startsWith('text/plain') ? body.slice(0, LONGEST_SAID) : null,
    })
    .execute();
}

/** Newest first. */
export async function listExchanges(
  sql: Sql,
  asked: { account: string; errors: boolean; before?: number | undefined; limit: number },
): Promise<ExchangeView[]> {
  const rows = await sql
    .selectFrom('mis_exchange')
    .selectAll()
    .where('account', '=', asked.account)
    .$if(asked.errors, (query) => query.where('status', '>=', 400))
    .$if(asked.before !== undefined, (query) => query.where('id', '<', asked.before ?? 0))
    .orderBy('id', 'desc')
    .limit(asked.limit)
    .execute();
  return rows.map(({ id, at, method, rows: count, status, milliseconds, address, said, ...row }) => ({
    ...{ id: String(id), at: at.toISOString(), method, rows: count, status, milliseconds, address, said },
    period:
      row.period_from === null || row.period_to === null
        ? null
        : { from: row.period_from.toISOString(), to: row.period_to.toISOString() },
    page:
      row.page_limit === null || row.page_offset === null ? null : { limit: row.page_limit, offset: row.page_offset },
  }));
}

export async function pruneExchanges(pool: Pick<Pool, 'query'>, before: Date): Promise<number> {
  const { rowCount } = await pool.query('delete from mis_exchange where at < $1', [before]);
  return rowCount ?? 0;
}
