import { setTimeout as wait } from 'node:timers/promises';
import type { IColumnMetadata, Request } from 'mssql';
import { sqlFailure, type SqlReader } from '../../src/contracts/sql-source.ts';
import { sqlServerProblem } from './sqlserver-problem.ts';
import { sqlServerSettings } from './sqlserver-settings.ts';
import { sqlServerText } from './sqlserver-text.ts';

const HELD_ROWS = 1000;
const CLOSE_MS = 5_000;

/**
 * Asks a Microsoft SQL Server of somebody else. It knows no read-only transaction: ours is begun and never committed,
 * so that the server rolls it back when the connection ends. It gives way to others in a deadlock and waits for no lock
 * longer than five seconds.
 */
export const readSqlServer: SqlReader = async (asked) => {
  const settings = sqlServerSettings(asked, 'read');
  if (settings === null) throw sqlFailure('address', 'not mssql://user@host:1433/database');
  // Takes a third of a second to load, which only those pay who have such a source.
  const { default: mssql } = await import('mssql');
  const pool = new mssql.ConnectionPool(settings);
  pool.on('error', () => undefined);
  const request = new mssql.Request(pool);
  const close = async (): Promise<void> => {
    asked.signal.removeEventListener('abort', onAbort);
    request.cancel();
    // The pool waits for the server to confirm; one that is gone does not.
    await Promise.race([pool.close().catch(() => undefined), wait(CLOSE_MS, undefined, { ref: false })]);
  };
  const onAbort = (): void => request.cancel();
  asked.signal.addEventListener('abort', onAbort, { once: true });
  try {
    await pool.connect();
    await new mssql.Request(pool).batch('set deadlock_priority low; set lock_timeout 5000; begin transaction;');
    const { columns, rows } = await streamRequest(request, asked.query, asked.signal);
    return { columns, rows, close };
  } catch (error) {
    await close();
    throw judgeSqlServer(error);
  }
};

export type StreamedRequest = Pick<Request, 'stream' | 'arrayRowMode' | 'query' | 'on' | 'pause' | 'resume' | 'cancel'>;

/** The rows of a request as they come; the server is held back while nobody takes them. */
export async function streamRequest(
  request: StreamedRequest,
  query: string,
  signal: AbortSignal,
): Promise<{ columns: string[]; rows: AsyncGenerator<readonly string[]> }> {
  request.stream = true;
  request.arrayRowMode = true;
  const waiting: (readonly string[])[] = [];
  let failure: Error | undefined;
  let columns: string[] | null = null;
  let ended = false;
  let paused = false;
  let wake: () => void = () => undefined;
  const stop = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    ended = true;
    wake();
  };
  request.on('recordset', (described: readonly IColumnMetadata[string][] | IColumnMetadata) => {
    columns ??= Object.values(described).map((column: IColumnMetadata[string]) => column.name);
    wake();
  });
  request.on('row', (row: readonly unknown[]) => {
    waiting.push(row.map(sqlServerText));
    if (waiting.length >= HELD_ROWS && !paused) {
      paused = true;
      request.pause();
    }
    wake();
  });
  request.on('error', stop);
  request.on('done', () => {
    ended = true;
    wake();
  });
  signal.addEventListener('abort', () => stop(sqlFailure('interrupted', 'stopped')), { once: true });
  void request.query(query);
  const news = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  while (columns === null && !ended) await news();
  if (failure !== undefined) throw failure;
  if (columns === null) throw sqlFailure('syntax', 'the query answers no rows');
  const rows = async function* (): AsyncGenerator<readonly string[]> {
    for (;;) {
      const taken = waiting.splice(0);
      yield* taken;
      if (failure !== undefined) throw judgeSqlServer(failure);
      if (waiting.length > 0) continue;
      if (paused) {
        paused = false;
        request.resume();
      }
      if (ended) return;
      if (waiting.length === 0) await news();
    }
  };
  return { columns, rows: rows() };
}

export function judgeSqlServer(error: unknown): Error {
  const { name } = error as { name?: string };
  if (name === 'PermanentFailure' || name === 'TransientFailure') return error as Error;
  const { problem, detail } = sqlServerProblem(error);
  return sqlFailure(problem, detail, error);
}
