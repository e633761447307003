import { PermanentFailure, TransientFailure } from './failures.ts';

export const sqlEngines = ['postgresql', 'mariadb', 'mysql', 'sqlserver'] as const;
export type SqlEngine = (typeof sqlEngines)[number];

const places: Record<SqlEngine, readonly [scheme: RegExp, example: string]> = {
  postgresql: [/^postgres(?:ql)?:\/\//, 'postgres://user@host:5432/database'],
  mariadb: [/^(?:mysql|mariadb):\/\//, 'mysql://user@host:3306/database'],
  mysql: [/^(?:mysql|mariadb):\/\//, 'mysql://user@host:3306/database'],
  sqlserver: [/^(?:mssql|sqlserver):\/\//, 'mssql://user@host:1433/database'],
};

/** Null for an address of the engine, else how it is written. */
export function sqlAddressProblem(address: string, engine: SqlEngine): string | null {
  const [scheme, example] = places[engine];
  return scheme.test(address) && URL.canParse(address) ? null : `Write it as ${example}.`;
}

/** One reading query to a database of somebody else. */
export interface SqlQuery {
  /** `postgres://`, `mysql://` or `mssql://user:password@host:port/database`. */
  address: string;
  /** Instead of the one in the address; needs no escaping. */
  password: string | undefined;
  query: string;
  timeoutSeconds: number;
  signal: AbortSignal;
}

/** The answer as it comes, read once; values as text, days and times as they are stored, null as an empty text. */
export interface SqlAnswer {
  columns: readonly string[];
  rows: AsyncIterable<readonly string[]>;
  /** Ends the connection, however far the reading came. */
  close(): Promise<void>;
}

/**
 * Asks one engine. Never changes anything there: a read-only transaction where the engine has it, else one that is
 * always rolled back. Throws what `sqlFailure` makes, both when it opens and while rows are read.
 */
export type SqlReader = (query: SqlQuery) => Promise<SqlAnswer>;

export type SqlReaders = Readonly<Record<SqlEngine, SqlReader>>;

export type SqlProblem =
  | 'address'
  | 'host'
  | 'encryption'
  | 'login'
  | 'database'
  | 'table'
  | 'column'
  | 'permission'
  | 'syntax'
  | 'writes'
  | 'value'
  | 'timeout'
  | 'interrupted'
  | 'other';

const words: Record<SqlProblem, [problem: string, remedy: string]> = {
  address: ['The address cannot be read', 'Write it as mssql://user@host:1433/database, with the password beside it.'],
  host: [
    'The server does not answer',
    'Check host and port of the address, that the server runs and that a firewall lets this machine in.',
  ],
  encryption: [
    'The encryption of the connection cannot be agreed on',
    'Add ?encrypt=false, or for a certificate of the server itself ?trustServerCertificate=true, to the address.',
  ],
  login: ['The server refuses the login', 'Check user and password, and that the user may come from this machine.'],
  database: ['The server has no such database, or not for this user', 'Check the end of the address.'],
  table: ['The query names a table that is not there', 'Correct the name, with its schema, for example dbo.Patients.'],
  column: ['The query names a column that is not there', 'Correct the name of the column in the query.'],
  permission: ['The user may not read what the query asks', 'Let it: GRANT SELECT on these tables to the user.'],
  syntax: ['The query has an error', 'Try it in a tool of that database, then copy it here.'],
  writes: ['The query tries to change something', 'A source only reads: write one SELECT.'],
  value: ['A value does not fit', 'Compare the values of the query with the columns.'],
  timeout: ['The query took too long', 'Ask less, add an index, or raise timeoutSeconds.'],
  interrupted: ['The connection broke', 'It is tried again; if it goes on, look at the log of that server.'],
  other: ['The server refuses the query', 'Try the query in a tool of that database.'],
};

const passing: readonly SqlProblem[] = ['host', 'timeout', 'interrupted'];

/** `detail` is the server's code, and its own words only where they name tables and columns, never data or secrets. */
export function sqlFailure(problem: SqlProblem, detail: string, cause?: unknown): PermanentFailure | TransientFailure {
  const message = sentence(words[problem], detail);
  return passing.includes(problem)
    ? new TransientFailure(message, { cause })
    : new PermanentFailure(message, { cause });
}

/** Where it differs for a statement that writes. */
const writingWords: Partial<typeof words> = {
  table: ['The statement names a table that is not there', 'Correct the name, with its schema, for example dbo.Calls.'],
  column: ['The statement names a column that is not there', 'Correct the name of the column in the statement.'],
  permission: [
    'The user may not do what the statement does',
    'Let it: GRANT SELECT, INSERT, UPDATE on these tables to the user.',
  ],
  syntax: ['The statement has an error', 'Show it with trubka mis try, correct it in the configuration.'],
  writes: [
    'The database takes no changes now',
    'It is a copy or under maintenance; if it goes on, put the server that takes changes into the address.',
  ],
  value: [
    'A value does not fit its column, or breaks a rule of the table',
    'Compare the values that trubka mis try shows with the columns.',
  ],
  timeout: ['The statement took too long', 'Look for locks and missing indexes there, or raise timeoutSeconds.'],
  other: ['The server refuses the statement', 'Try it with trubka mis try.'],
};
const wholeAccount: readonly SqlProblem[] = [
  ...(['address', 'encryption', 'login', 'database', 'table', 'column', 'permission', 'syntax'] as const),
];

/**
 * The same for a statement that writes. Nothing that the driver says goes along, which may hold values. What is wrong
 * with the address, the login or the statement itself is wrong for all that is owed, and stops the account.
 */
export function sqlWriteFailure(problem: SqlProblem, detail: string): PermanentFailure | TransientFailure {
  const message = sentence(writingWords[problem] ?? words[problem], detail);
  return [...passing, 'writes'].includes(problem)
    ? new TransientFailure(message)
    : new PermanentFailure(message, { stops: wholeAccount.includes(problem) });
}

function sentence([what, remedy]: readonly [string, string], detail: string): string {
  return `${what} (${detail.replace(/\s+/g, ' ').slice(0, 200)}). ${remedy}`;
}

/** Null for one reading statement, else what is wrong with it. No replacement for a login that may only read. */
export function readingQueryProblem(query: string): string | null {
  const bare = query
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/--[^\n]*/g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"[^"]*"|\[[^\]]*\]|`[^`]*`/g, 'x')
    .trim()
    .replace(/;\s*$/, '');
  if (!/^(?:select|with)\b/i.test(bare)) return 'The query must begin with SELECT or WITH.';
  if (bare.includes(';')) return 'The query must be one statement.';
  const writing = /\b(?:insert|update|delete|merge|truncate|drop|alter|create|grant|exec|execute|into)\b/i.exec(
    bare,
  )?.[0];
  return writing === undefined ? null : `The query must only read; it has the word ${writing.toUpperCase()}.`;
}
