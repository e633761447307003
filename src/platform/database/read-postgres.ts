import pg from 'pg';
import { sqlFailure, type SqlReader } from '../../contracts/sql-source.ts';
import { postgresAddress, postgresProblem } from './postgres-problem.ts';

const FETCHED = 1000;
const CONNECT_MS = 10_000;
const BOOLEAN = 16;

/** Asks a PostgreSQL of somebody else in a read-only transaction, through a cursor. */
export const readPostgres: SqlReader = async ({ address, password, query, timeoutSeconds, signal }) => {
  const milliseconds = timeoutSeconds * 1000;
  const connectionString = postgresAddress({ address, password });
  if (connectionString === null) throw sqlFailure('address', 'not postgres://user@host:5432/database');
  const client = new pg.Client({
    connectionString,
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

const yesNo = (text: string): string => (text === 't' ? 'да' : 'нет');
const asText = (text: string): string => text;

function judge(error: unknown): Error {
  const { problem, detail } = postgresProblem(error);
  return sqlFailure(problem, detail, error);
}
