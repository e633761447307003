import pg from 'pg';
import { runSqlSteps } from '../../contracts/run-sql-steps.ts';
import { sqlWriteFailure } from '../../contracts/sql-source.ts';
import { boundStatement } from '../../contracts/sql-statement.ts';
import type { SqlRow, SqlWriter } from '../../contracts/sql-target.ts';
import { postgresAddress, postgresProblem } from './postgres-problem.ts';

const CONNECT_MS = 10_000;
const BOOLEAN = 16;

/** Writes to a PostgreSQL of somebody else. */
export const writePostgres: SqlWriter = async (go) => {
  const milliseconds = go.timeoutSeconds * 1000;
  const connectionString = postgresAddress(go);
  if (connectionString === null) throw sqlWriteFailure('address', 'not postgres://user@host:5432/database');
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'trubka',
    statement_timeout: milliseconds,
    lock_timeout: milliseconds,
    types: { getTypeParser: (type: number) => (type === BOOLEAN ? trueFalse : asText) },
  });
  let broken: Error | null = null;
  client.on('error', (error) => (broken = error));
  const close = (): Promise<void> => client.end().catch(() => undefined);
  return runSqlSteps(go, {
    async begin() {
      await client.connect();
      await client.query('begin');
    },
    async run({ text, values }) {
      const bound = boundStatement(text, 'postgresql', values);
      const answer = await client.query<SqlRow>(
        bound.text,
        bound.values.map(({ value }) => value),
      );
      return { rows: answer.rows, changed: answer.rowCount };
    },
    end: (how) => client.query(how),
    cut: () => void close(),
    close,
    problem: (error) => postgresProblem(broken ?? error),
  });
};

const trueFalse = (text: string): string => (text === 't' ? 'true' : 'false');
const asText = (text: string): string => text;
