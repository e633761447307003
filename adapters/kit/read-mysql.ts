import type { Connection } from 'mysql2';
import { createConnection } from 'mysql2';
import { sqlFailure, type SqlProblem, type SqlReader } from '../../src/contracts/sql-source.ts';

const CONNECT_MS = 10_000;

/** Asks a MariaDB or MySQL of somebody else in a read-only transaction; rows are taken as they are read. */
export const readMysql: SqlReader = async ({ address, password, query, timeoutSeconds, signal }) => {
  if (!URL.canParse(address) || !/^(?:mysql|mariadb):/.test(address))
    throw sqlFailure('address', 'not mysql://user@host:3306/database');
  const connection = createConnection({
    uri: address.replace(/^mariadb:/, 'mysql:'),
    ...(password !== undefined && { password }),
    connectTimeout: CONNECT_MS,
    charset: 'utf8mb4',
    multipleStatements: false,
    flags: ['-LOCAL_FILES'],
    rowsAsArray: true,
    // Texts as they are stored: no time is moved, no number is rounded.
    typeCast: (field) => {
      if (field.type === 'BIT') return String(field.buffer()?.reduce((sum, byte) => sum * 256 + byte, 0) ?? '');
      return field.string() ?? '';
    },
  });
  connection.on('error', () => undefined);
  // A connection that is cut says nothing to whoever reads its rows.
  let cut: Error | null = null;
  let rejectCut: (why: Error) => void = () => undefined;
  const cutting = new Promise<never>((_resolve, reject) => (rejectCut = reject));
  cutting.catch(() => undefined);
  const cutFor = (why: Error) => (): void => {
    cut ??= why;
    connection.destroy();
    rejectCut(why);
  };
  const onAbort = cutFor(sqlFailure('interrupted', 'stopped'));
  signal.addEventListener('abort', onAbort, { once: true });
  const guard = setTimeout(cutFor(sqlFailure('timeout', 'no end')), timeoutSeconds * 1000 + CONNECT_MS);
  const failure = (error: unknown): Error => cut ?? judge(error);
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(guard);
    connection.destroy();
    await Promise.resolve();
  };
  try {
    const beginning = (async () => {
      await run(connection, 'set session transaction read only');
      await limitTime(connection, timeoutSeconds);
      await run(connection, 'start transaction read only');
      return begin(connection, query.trim().replace(/;$/, ''));
    })();
    beginning.catch(() => undefined);
    const { columns, rows } = await Promise.race([beginning, cutting]);
    cutting.catch((why: Error) => rows.destroy(why));
    const read = async function* (): AsyncGenerator<readonly string[]> {
      try {
        for await (const row of rows) yield row.map((value) => value ?? '');
      } catch (error) {
        throw failure(error);
      }
      if (cut !== null) throw cut;
    };
    return { columns, rows: read(), close };
  } catch (error) {
    const why = failure(error);
    await close();
    throw why;
  }
};

/** MariaDB counts in seconds, MySQL in milliseconds and under another name. */
async function limitTime(connection: Connection, seconds: number): Promise<void> {
  await run(connection, `set session max_statement_time = ${seconds}`).catch(async (error: { code?: string }) => {
    if (error.code !== 'ER_UNKNOWN_SYSTEM_VARIABLE') throw error;
    await run(connection, `set session max_execution_time = ${seconds * 1000}`);
  });
}

function run(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}

type AnswerRows = AsyncIterable<readonly string[]> & { destroy(why: Error): unknown };

function begin(connection: Connection, sql: string): Promise<{ columns: string[]; rows: AnswerRows }> {
  return new Promise((resolve, reject) => {
    const command = connection.query(sql);
    const rows = command.stream({ highWaterMark: 500 });
    rows.once('error', reject);
    command.once('fields', (fields: { name: string }[] | undefined) => {
      rows.off('error', reject);
      // What fails before the first row is asked for is thrown there.
      rows.on('error', () => undefined);
      resolve({ columns: (fields ?? []).map((field) => field.name), rows: rows as AnswerRows });
    });
  });
}

const problems: readonly [SqlProblem, RegExp][] = [
  ['login', /^ER_(?:ACCESS_DENIED|HOST_NOT_PRIVILEGED|HOST_IS_BLOCKED|NOT_SUPPORTED_AUTH_MODE)/],
  ['database', /^ER_(?:BAD_DB|DBACCESS_DENIED|NO_DB)/],
  ['table', /^ER_(?:NO_SUCH_TABLE|UNKNOWN_TABLE)/],
  ['column', /^ER_BAD_FIELD/],
  ['permission', /^ER_(?:TABLEACCESS|COLUMNACCESS|SPECIFIC_ACCESS|PROCACCESS)_DENIED/],
  ['syntax', /^ER_(?:PARSE|SYNTAX|EMPTY_QUERY)/],
  ['writes', /^ER_(?:CANT_EXECUTE_IN_READ_ONLY|OPTION_PREVENTS|READ_ONLY)/],
  ['timeout', /^ER_(?:STATEMENT_TIMEOUT|QUERY_TIMEOUT|QUERY_INTERRUPTED)/],
  ['encryption', /^HANDSHAKE_(?:SSL|NO_SSL)/],
  ['interrupted', /^(?:PROTOCOL_CONNECTION_LOST|ECONNRESET|EPIPE|ER_SERVER_SHUTDOWN)/],
  ['host', /^E[A-Z_]+$/],
];

function judge(error: unknown): Error {
  const { code = 'closed', sqlMessage, errno } = error as { code?: string; sqlMessage?: string; errno?: number };
  // Of MariaDB's own, the driver knows no names.
  const word = errno === 1969 ? 'ER_STATEMENT_TIMEOUT' : code;
  const isServer = word.startsWith('ER_');
  const problem = problems.find(([name, pattern]) => (name !== 'host' || !isServer) && pattern.test(word))?.[0];
  const named = problem !== undefined && ['table', 'column', 'permission'].includes(problem);
  if (problem === undefined && !isServer) return sqlFailure('interrupted', word, error);
  return sqlFailure(problem ?? 'other', named ? `${word}: ${sqlMessage ?? ''}` : word, error);
}
