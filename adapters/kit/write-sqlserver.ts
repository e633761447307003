import type { Request } from 'mssql';
import { runSqlSteps } from '../../src/contracts/run-sql-steps.ts';
import { sqlWriteFailure } from '../../src/contracts/sql-source.ts';
import { boundStatement, valueName } from '../../src/contracts/sql-statement.ts';
import type { BoundStep, SqlDone, SqlRow, SqlWriter } from '../../src/contracts/sql-target.ts';

import { sqlServerProblem } from './sqlserver-problem.ts';
import { sqlServerSettings } from './sqlserver-settings.ts';
import { sqlServerText } from './sqlserver-text.ts';

/** Writes to a Microsoft SQL Server of somebody else. */
export const writeSqlServer: SqlWriter = async (go) => {
  const settings = sqlServerSettings(go, 'write');
  if (settings === null) throw sqlWriteFailure('address', 'not mssql://user@host:1433/database');
  // Takes a third of a second to load, which only those pay who have such a target.
  const { default: mssql } = await import('mssql');
  const pool = new mssql.ConnectionPool(settings);
  pool.on('error', () => undefined);
  let running: Request | null = null;
  const batch = async (text: string): Promise<void> => void (await new mssql.Request(pool).batch(text));
  return runSqlSteps(go, {
    async begin() {
      await pool.connect();
      await batch(`set xact_abort on; set lock_timeout ${go.timeoutSeconds * 1000}; begin transaction;`);
    },
    async run({ text, values }: BoundStep): Promise<SqlDone> {
      const bound = boundStatement(text, 'sqlserver', values);
      running = new mssql.Request(pool);
      for (const [name, value] of new Map(bound.values.map((each) => [each.name, each.value])))
        running.input(valueName(name), value);
      const { recordset, rowsAffected } = await running.query<Record<string, unknown>>(bound.text);
      const rows = (recordset ?? []).map((row) => textsOf(row));
      return { rows, changed: rowsAffected.length === 0 ? null : rowsAffected.reduce((sum, count) => sum + count, 0) };
    },
    end: (how) => batch(`${how} transaction;`),
    cut: () => running?.cancel(),
    close: () => pool.close(),
    problem: sqlServerProblem,
  });
};

function textsOf(row: Record<string, unknown>): SqlRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value === null ? null : typeof value === 'boolean' ? String(value) : sqlServerText(value),
    ]),
  );
}
