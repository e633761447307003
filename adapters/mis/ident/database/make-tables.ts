import { PermanentFailure } from '../../../../src/contracts/failures.ts';
import type { MisApiContext } from '../../../../src/contracts/mis-api.ts';
import type { SqlDone, SqlStep } from '../../../../src/contracts/sql-target.ts';
import { goSql } from '../../../kit/sql-place.ts';
import type { IdentDatabase, IdentSettings } from '../settings.ts';
import { createStatement, tablesOf, type Table } from './tables.ts';

export type IdentContext = MisApiContext<IdentSettings>;

/** Databases whose tables this process has seen, by the settings that name them. */
const seen = new WeakSet<IdentDatabase>();

export function databaseOf({ settings }: Pick<IdentContext, 'settings'>): IdentDatabase {
  if (settings.database === undefined) throw new PermanentFailure('IDENT: the account has no database');
  return settings.database;
}

/** Steps in one transaction, once the tables are there. */
export async function inTables(context: IdentContext, steps: readonly SqlStep[]): Promise<SqlDone[]> {
  const database = databaseOf(context);
  if (!seen.has(database)) await makeTables(context);
  return goSql(database, context, steps);
}

/** Makes what is not there. Tables that somebody else made are left as they are. */
export async function makeTables(context: IdentContext): Promise<void> {
  const database = databaseOf(context);
  for (const table of await missingTables(context)) {
    const create = { text: createStatement(table, database.engine), values: {}, effect: 'write' as const };
    try {
      await goSql(database, context, [create]);
    } catch (error) {
      // Another writer of ours may have been quicker with this one.
      if ((await missingTables(context)).some(({ name }) => name === table.name)) throw error;
    }
  }
  seen.add(database);
}

async function missingTables(context: IdentContext): Promise<Table[]> {
  const database = databaseOf(context);
  const schema = database.engine === 'postgresql' ? 'current_schema()' : 'database()';
  const text = `select table_name as name from information_schema.tables where table_schema = ${schema}`;
  const [there] = await goSql(database, context, [{ text, values: {}, effect: 'read' }]);
  // A MySQL of Windows keeps names in lower case.
  const fold = (name: string): string => (database.engine === 'postgresql' ? name : name.toLowerCase());
  const names = new Set(there?.rows.map(({ name }) => fold(name ?? '')));
  return tablesOf(database).filter(({ name }) => !names.has(fold(name)));
}
