import { createConnection, type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { runSqlSteps } from '../../src/contracts/run-sql-steps.ts';
import { sqlWriteFailure } from '../../src/contracts/sql-source.ts';
import { boundStatement, type SqlValue } from '../../src/contracts/sql-statement.ts';
import type { SqlDone, SqlWriter } from '../../src/contracts/sql-target.ts';

import { limitTime, mysqlProblem, mysqlSettings } from './mysql-problem.ts';

/** Writes to a MariaDB or MySQL of somebody else. */
export const writeMysql: SqlWriter = (go) => {
  const settings = mysqlSettings(go);
  if (settings === null) return Promise.reject(sqlWriteFailure('address', 'not mysql://user@host:3306/database'));
  let connection: Connection | null = null;
  const cut = (): void => connection?.destroy();
  const open = (): Connection => {
    if (connection === null) throw new Error('not connected');
    return connection;
  };
  return runSqlSteps(go, {
    async begin() {
      connection = await createConnection({
        ...settings,
        dateStrings: true,
        supportBigNumbers: true,
        bigNumberStrings: true,
      });
      connection.on('error', () => undefined);
      await limitTime((sql) => open().query(sql), go.timeoutSeconds);
      await open().query(`set session innodb_lock_wait_timeout = ${go.timeoutSeconds}`);
      await open().query('start transaction');
    },
    async run({ text, values }): Promise<SqlDone> {
      const bound = boundStatement(text, 'mysql', values);
      const given = bound.values.map(({ value }) => value);
      const [answer] = await open().execute<RowDataPacket[] | ResultSetHeader>(bound.text, given);
      return Array.isArray(answer)
        ? { rows: answer.map((row) => textsOf(row as Record<string, SqlValue>)), changed: null }
        : { rows: [], changed: answer.affectedRows };
    },
    end: async (how) => void (await open().query(how)),
    cut,
    close: async () => cut(),
    problem: mysqlProblem,
  });
};

function textsOf(row: Record<string, SqlValue>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]));
}
