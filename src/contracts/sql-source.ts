import { PermanentFailure, TransientFailure } from './failures.ts';

export const sqlEngines = ['postgresql', 'mariadb', 'mysql', 'sqlserver'] as const;
export type SqlEngine = (typeof sqlEngines)[number];

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
  timeout: ['The query took too long', 'Ask less, add an index, or raise timeoutSeconds.'],
  interrupted: ['The connection broke', 'It is tried again; if it goes on, look at the log of that server.'],
  other: ['The server refuses the query', 'Try the query in a tool of that database.'],
};

const passing: readonly SqlProblem[] = ['host', 'timeout', 'interrupted'];

/** `detail` is the server's code, and its own words only where they name tables and columns, never data or secrets. */
export function sqlFailure(problem: SqlProblem, detail: string, cause?: unknown): PermanentFailure | TransientFailure {
  const [what, remedy] = words[problem];
  const message = `${what} (${detail.replace(/\s+/g, ' ').slice(0, 200)}). ${remedy}`;
  return passing.includes(problem)
    ? new TransientFailure(message, { cause })
    : new PermanentFailure(message, { cause });
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
