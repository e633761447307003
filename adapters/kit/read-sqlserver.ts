import { setTimeout as wait } from 'node:timers/promises';
import type { config as SqlServerSettings, IColumnMetadata, Request } from 'mssql';
import { sqlFailure, type SqlProblem, type SqlQuery, type SqlReader } from '../../src/contracts/sql-source.ts';

const CONNECT_MS = 15_000;
const HELD_ROWS = 1000;
const CLOSE_MS = 5_000;

/**
 * Asks a Microsoft SQL Server of somebody else. It knows no read-only transaction: ours is begun and never committed,
 * so that the server rolls it back when the connection ends. It gives way to others in a deadlock and waits for no lock
 * longer than five seconds.
 */
export const readSqlServer: SqlReader = async (asked) => {
  const settings = sqlServerSettings(asked);
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

/** `?encrypt=`, `?trustServerCertificate=` and `?instance=` stand behind the address. */
export function sqlServerSettings({ address, password, timeoutSeconds }: SqlQuery): SqlServerSettings {
  if (!URL.canParse(address) || !/^(?:mssql|sqlserver):/.test(address))
    throw sqlFailure('address', 'not mssql://user@host:1433/database');
  // Only addresses of the web have their parts decoded the usual way.
  const url = new URL(address.replace(/^\w+:/, 'http:'));
  const flag = (name: string): boolean | undefined => {
    const value = url.searchParams.get(name);
    return value === null ? undefined : value === 'true' || value === 'yes' || value === '1';
  };
  const instance = url.searchParams.get('instance');
  return {
    server: url.hostname,
    // `http:` hides its own port.
    ...(instance === null && { port: Number(/:(\d+)(?=[/?]|$)/.exec(address.replace(/^[^@]*@/, ''))?.[1] ?? 1433) }),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    password: password ?? decodeURIComponent(url.password),
    connectionTimeout: CONNECT_MS,
    requestTimeout: timeoutSeconds * 1000,
    pool: { min: 0, max: 1 },
    validateConnection: false,
    options: {
      ...(instance !== null && { instanceName: instance }),
      encrypt: flag('encrypt') ?? true,
      trustServerCertificate: flag('trustServerCertificate') ?? false,
      readOnlyIntent: true,
      appName: 'trubka directory',
      useUTC: true,
      abortTransactionOnError: true,
    },
  };
}

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

/** Days and times as they are stored; the driver reads them as UTC. */
export function sqlServerText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    const text = value.toISOString();
    return text.slice(11, 23) === '00:00:00.000' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  }
  if (typeof value === 'boolean') return value ? 'да' : 'нет';
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

const problems: Readonly<Record<number, SqlProblem>> = {
  18456: 'login',
  18452: 'login',
  4060: 'database',
  916: 'database',
  208: 'table',
  207: 'column',
  229: 'permission',
  230: 'permission',
  102: 'syntax',
  105: 'syntax',
  156: 'syntax',
  3906: 'writes',
  1222: 'timeout',
  1205: 'interrupted',
};

export function judgeSqlServer(error: unknown): Error {
  const {
    code = 'unknown',
    number,
    message = '',
    name,
  } = error as {
    code?: string;
    number?: number;
    message?: string;
    name?: string;
  };
  if (name === 'PermanentFailure' || name === 'TransientFailure') return error as Error;
  const problem = problems[number ?? 0];
  // These name tables and columns only.
  if (problem !== undefined)
    return sqlFailure(problem, /table|column|permission/.test(problem) ? `${number}: ${message}` : `${number}`, error);
  if (code === 'ELOGIN') return sqlFailure('login', code, error);
  if (code === 'ETIMEOUT') return sqlFailure(/connect/i.test(message) ? 'host' : 'timeout', code, error);
  if (/certificate|self.signed|SSL|TLS/i.test(message)) return sqlFailure('encryption', code, error);
  if (/^(?:ESOCKET|EINSTLOOKUP|ENOTFOUND|ECONNREFUSED)$/.test(code)) return sqlFailure('host', code, error);
  if (/^(?:ECONNCLOSED|ENOTOPEN|EABORT|ECANCEL|ENOCONN)$/.test(code)) return sqlFailure('interrupted', code, error);
  return sqlFailure('other', number === undefined ? code : `${number}`, error);
}
