import pg from 'pg';
import { sqlFailure, type SqlProblem, type SqlReader } from '../../contracts/sql-source.ts';

const FETCHED = 1000;
const CONNECT_MS = 10_000;
const BOOLEAN = 16;

/** Asks a PostgreSQL of somebody else in a read-only transaction, through a cursor. */
export const readPostgres: SqlReader = async ({ address, password, query, timeoutSeconds, signal }) => {
  const milliseconds = timeoutSeconds * 1000;
  const client = new pg.Client({
    connectionString: connection(address, password),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'trubka directory',
    statement_timeout: milliseconds,
    // The server may be gone without a word.
    query_timeout: milliseconds + 5000,
    types: { getTypeParser: (type: number) => (type === BOOLEAN ? yesNo : asText) },
  });
  let broken: Error | null = null;
  client.on('error', (error) => (broken = error));
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    await client.end().catch(() => undefined);
  };
  const onAbort = (): void => void close();
  const ask = async (text: string): Promise<pg.QueryArrayResult<string[]>> => {
    if (signal.aborted) throw sqlFailure('interrupted', 'stopped');
    try {
      // The extended protocol takes one statement only.
      return await client.query<string[]>({ text, values: [], rowMode: 'array', queryMode: 'extended' } as never);
    } catch (error) {
      throw judge(broken ?? error);
    }
  };
  try {
    signal.addEventListener('abort', onAbort, { once: true });
    await client.connect().catch((error: unknown) => {
      throw judge(error);
    });
    await ask('begin transaction read only');
    await ask(`declare trubka_people no scroll cursor for ${query.trim().replace(/;$/, '')}`);
    const first = await ask(`fetch ${FETCHED} from trubka_people`);
    const rows = async function* (): AsyncGenerator<readonly string[]> {
      for (let page = first; page.rows.length > 0; page = await ask(`fetch ${FETCHED} from trubka_people`))
        for (const row of page.rows) yield row.map((value: string | null) => value ?? '');
    };
    return { columns: first.fields.map((field) => field.name), rows: rows(), close };
  } catch (error) {
    await close();
    throw error;
  }
};

function connection(address: string, password: string | undefined): string {
  if (!URL.canParse(address) || !/^postgres(?:ql)?:/.test(address))
    throw sqlFailure('address', 'not postgres://user@host:5432/database');
  const url = new URL(address);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}

const yesNo = (text: string): string => (text === 't' ? 'да' : 'нет');
const asText = (text: string): string => text;

const problems: Readonly<Record<string, SqlProblem>> = {
  '28P01': 'login',
  '28000': 'login',
  '3D000': 'database',
  '42P01': 'table',
  '3F000': 'table',
  '42703': 'column',
  '42501': 'permission',
  '42601': 'syntax',
  '25006': 'writes',
  '57014': 'timeout',
  '57P01': 'interrupted',
  '53300': 'host',
};

function judge(error: unknown): Error {
  const { code, message } = error as { code?: string; message?: string };
  const problem = problems[code ?? ''];
  if (problem !== undefined) {
    const named = ['table', 'column', 'permission', 'syntax', 'database'].includes(problem);
    return sqlFailure(problem, named ? `${code} ${message}` : (code ?? ''), error);
  }
  if (code !== undefined && /^(?:E[A-Z]+|08\w{3})$/.test(code)) return sqlFailure('host', code, error);
  if (/SASL|password/i.test(message ?? '')) return sqlFailure('login', 'password', error);
  if (/timeout/i.test(message ?? '')) return sqlFailure('host', 'no answer in time', error);
  if (/SSL|certificate/i.test(message ?? '')) return sqlFailure('encryption', code ?? 'TLS', error);
  if (/terminated|closed/i.test(message ?? '')) return sqlFailure('interrupted', 'closed', error);
  return sqlFailure('other', code ?? 'unknown', error);
}
