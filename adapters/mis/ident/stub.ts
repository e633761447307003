import { callsTable, createStatement, quoted, tablesOf, ticketsTable } from './database/tables.ts';
import { databaseOf } from './database/make-tables.ts';
import type { IdentSettings } from './settings.ts';

/** What IDENT would find in the tables of the DBMS variant. */
export interface IdentRow {
  table: 'call' | 'ticket';
  id: string;
  seconds: number | null;
  url: string | null;
}

/** Statements with which the tables of these settings are made and emptied, and one that reads what is in them. */
export function identTables(settings: IdentSettings): { empty: string[]; read: string } {
  const database = databaseOf({ settings });
  const q = (name: string): string => quoted(name, database.engine);
  const calls = callsTable(database.callsTable ?? '').name;
  return {
    empty: tablesOf(database).flatMap((table) => [
      createStatement(table, database.engine),
      `delete from ${q(table.name)}`,
    ]),
    read: `select 'call' as "table", ${q('Id')} as id, ${q('TalkInSeconds')} as seconds, ${q('RecordUrl')} as url from ${q(calls)}
           union all select 'ticket', ${q('Id')}, null, null from ${q(ticketsTable.name)}`,
  };
}
