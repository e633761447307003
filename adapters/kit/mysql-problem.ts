import type { SqlProblem } from '../../src/contracts/sql-source.ts';

const CONNECT_MS = 10_000;

/** For a connection to a MariaDB or MySQL of somebody else; null for an address that is of neither. */
export function mysqlSettings({ address, password }: { address: string; password: string | undefined }) {
  if (!URL.canParse(address) || !/^(?:mysql|mariadb):/.test(address)) return null;
  return {
    uri: address.replace(/^mariadb:/, 'mysql:'),
    ...(password !== undefined && { password }),
    connectTimeout: CONNECT_MS,
    charset: 'utf8mb4',
    multipleStatements: false,
    flags: ['-LOCAL_FILES'],
  };
}

/** MariaDB counts in seconds, MySQL in milliseconds and under another name. */
export async function limitTime(run: (sql: string) => Promise<unknown>, seconds: number): Promise<void> {
  await run(`set session max_statement_time = ${seconds}`).catch(async (error: { code?: string }) => {
    if (error.code !== 'ER_UNKNOWN_SYSTEM_VARIABLE') throw error;
    await run(`set session max_execution_time = ${seconds * 1000}`);
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
  ['timeout', /^ER_(?:STATEMENT_TIMEOUT|QUERY_TIMEOUT|QUERY_INTERRUPTED|LOCK_WAIT_TIMEOUT)/],
  [
    'value',
    /^ER_(?:DATA_TOO_LONG|BAD_NULL|DUP_ENTRY|NO_REFERENCED_ROW|ROW_IS_REFERENCED|TRUNCATED_WRONG|WARN_DATA|NO_DEFAULT_FOR|CONSTRAINT_FAILED|CHECK_CONSTRAINT|WRONG_VALUE)/,
  ],
  ['encryption', /^HANDSHAKE_(?:SSL|NO_SSL)/],
  ['interrupted', /^(?:PROTOCOL_CONNECTION_LOST|ECONNRESET|EPIPE|ER_SERVER_SHUTDOWN|ER_LOCK_DEADLOCK)/],
  ['host', /^ER_(?:CON_COUNT|TOO_MANY_USER_CONNECTIONS|USER_LIMIT_REACHED|DISK_FULL)/],
  ['host', /^E(?!R_)[A-Z_]+$/],
];

/** What went wrong. `detail` names tables and columns where they help, never values. `answered`: the server said it. */
export function mysqlProblem(error: unknown): { problem: SqlProblem; detail: string; answered: boolean } {
  const { code = 'closed', sqlMessage, errno } = error as { code?: string; sqlMessage?: string; errno?: number };
  // Of MariaDB's own, the driver knows no names.
  const word = errno === 1969 ? 'ER_STATEMENT_TIMEOUT' : errno === 4025 ? 'ER_CONSTRAINT_FAILED' : code;
  const answered = word.startsWith('ER_');
  const problem = problems.find(([, pattern]) => pattern.test(word))?.[0];
  if (problem === undefined && !answered) return { problem: 'interrupted', detail: word, answered };
  const named = problem !== undefined && ['table', 'column', 'permission'].includes(problem);
  const column = problem === 'value' ? /column '([^']+)'/i.exec(sqlMessage ?? '')?.[1] : undefined;
  const detail = named ? `${word}: ${sqlMessage ?? ''}` : [word, column].filter(Boolean).join(' ');
  return { problem: problem ?? 'other', detail, answered };
}
