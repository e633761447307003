import { sqlWriteFailure } from '../../../src/contracts/sql-source.ts';
import type { SqlWriter } from '../../../src/contracts/sql-target.ts';
import { writePostgres } from '../../../src/platform/database/index.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import type { MisApiBehaviour, MisApiStandIn } from '../mis-api-subject.ts';

export interface PostgresStand<Row> {
  /** A stand-in whose tables are emptied and, after everything that was written, read back. */
  open(
    behaviour: MisApiBehaviour,
    tables: {
      empty: readonly string[];
      read: string;
      tell(rows: readonly Row[]): Omit<MisApiStandIn, 'close' | 'sql'>;
    },
  ): Promise<MisApiStandIn>;
  drop(): Promise<void>;
}

/** A real PostgreSQL as the database of a clinic. The address of the settings is taken for its. */
export function postgresStand<Row>(): PostgresStand<Row> {
  let opening: Promise<TestDatabase> | null = null;
  return {
    async open(behaviour, tables) {
      const { database, url } = await (opening ??= testDatabase());
      for (const statement of tables.empty) await database.pool.query(statement);
      let rows: Row[] = [];
      const readBack = async (): Promise<void> => {
        rows = (await database.pool.query(tables.read)).rows as Row[];
      };
      await readBack();
      const sql: SqlWriter = async (go) => {
        if (behaviour === 'over-limit') throw sqlWriteFailure('host', '53300');
        if (behaviour === 'fails') throw sqlWriteFailure('value', '23514');
        const address = new URL(url);
        if (behaviour === 'refuses') address.username = 'nobody_of_the_clinic';
        try {
          return await writePostgres({ ...go, address: address.href, password: undefined });
        } finally {
          await readBack();
        }
      };
      const told = (): Omit<MisApiStandIn, 'close' | 'sql'> => tables.tell(rows);
      return {
        sql,
        calls: () => told().calls(),
        tickets: () => told().tickets?.() ?? [],
        close: () => undefined,
      };
    },
    async drop() {
      if (opening !== null) await (await opening).drop();
    },
  };
}
