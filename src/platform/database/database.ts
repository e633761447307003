import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

const INT8 = 20;
const DATE = 1082;

export type Sql = Kysely<Tables>;

/** One pool, seen through kysely for ordinary queries and as itself where the round trips are counted. */
export interface Database {
  sql: Sql;
  pool: pg.Pool;
  url: string;
  close(): Promise<void>;
}

/**
 * bigint is read as a number (ids stay far below 2^53), date as `YYYY-MM-DD`, timestamptz as Date.
 * `name` is seen in pg_stat_activity.
 */
export function openDatabase(url: string, options: { name?: string; connections?: number } = {}): Database {
  const types: pg.CustomTypesConfig = {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
      if (oid === INT8) return Number;
      if (oid === DATE) return (text: string) => text;
      return pg.types.getTypeParser(oid, format as 'text');
    }) as pg.CustomTypesConfig['getTypeParser'],
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    application_name: options.name ?? `trubka pid=${process.pid}`,
    types,
  });
  // An idle connection that breaks is replaced by the pool; the query that needs it reports the failure.
  pool.on('error', () => undefined);
  const sql = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    sql,
    pool,
    url,
    close: async () => {
      await sql.destroy();
      // kysely ends the pool only when it has run a query itself.
      if (!pool.ending) await pool.end();
    },
  };
}
