import type { Clock } from '../../contracts/clock.ts';
import { PermanentFailure } from '../../contracts/failures.ts';
import type { ListPeople } from '../../contracts/mis.ts';
import { peopleFields, type PeopleField } from '../../contracts/people-field.ts';
import type { SqlReaders } from '../../contracts/sql-source.ts';
import type { DirectorySource } from '../../platform/configuration/index.ts';
import { checkedHeader, type HeaderRules } from '../import/find-header.ts';
import { peopleRules } from '../import/import-people.ts';
import { openTable } from '../import/open-table.ts';
import type { Table, TableRow } from '../import/table.ts';
import { misRow } from './mis-row.ts';

export interface SourcePorts {
  sql: SqlReaders;
  /** How an account of a MIS lists its people; null where its adapter cannot. */
  listPeople(account: string): ListPeople | null;
  clock: Clock;
}

/**
 * Opens whatever the configuration calls a source of people. Throws ImportRefused, PermanentFailure or
 * TransientFailure; each message says what to change.
 */
export async function openSource(
  source: DirectorySource,
  ports: SourcePorts,
  signal: AbortSignal,
): Promise<Table<PeopleField>> {
  const rules = peopleRules(source.columns);
  if (source.kind === 'sql') return openSql(source, ports.sql, rules, signal);
  if (source.kind === 'mis') return openMis(source, ports, signal);
  return openTable(source.path ?? '', rules);
}

/** Asks a database; its rows are those of a table. */
export async function openSql<Field extends string>(
  source: Pick<DirectorySource, 'engine' | 'address' | 'query' | 'password' | 'timeoutSeconds'>,
  sql: SqlReaders,
  rules: HeaderRules<Field>,
  signal: AbortSignal,
): Promise<Table<Field>> {
  const { engine, address = '', query = '', password, timeoutSeconds } = source;
  if (engine === undefined) throw new PermanentFailure('The source has no engine. Add engine: to it.');
  const answer = await sql[engine]({ address, password, query, timeoutSeconds, signal });
  try {
    const columns = checkedHeader(answer.columns, rules);
    return { columns, rows: numbered(answer.rows), share: () => null, close: () => answer.close() };
  } catch (error) {
    await answer.close();
    throw error;
  }
}

async function* numbered(rows: AsyncIterable<readonly string[]>): AsyncGenerator<TableRow> {
  let line = 0;
  for await (const cells of rows) yield { line: ++line, cells };
}

function openMis(source: DirectorySource, { listPeople }: SourcePorts, signal: AbortSignal): Table<PeopleField> {
  const list = listPeople(source.account ?? '');
  if (list === null)
    throw new PermanentFailure(
      `The MIS of the account "${source.account ?? ''}" does not list people. Use a file or a query instead.`,
    );
  const of = peopleFields.map((field, index) => ({ index, field, header: field, phoneNote: null }));
  let read = 0;
  let total: number | null = null;
  async function* rows(pages: ReturnType<ListPeople>): AsyncGenerator<TableRow> {
    for await (const page of pages) {
      total = page.total;
      for (const person of page.people) {
        read += 1;
        for (const cells of misRow(person)) yield { line: read, cells };
      }
    }
  }
  return {
    columns: { of, ignored: [], headers: of.map(({ header }) => header), count: of.length },
    rows: rows(list(signal)),
    share: () => (total === null || total === 0 ? null : Math.min(1, read / total)),
    close: async () => Promise.resolve(),
  };
}
