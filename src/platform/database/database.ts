import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export type Sql = Kysely<Tables>;

/** One pool, seen through kysely for ordinary queries and as itself where the round trips are counted. */
export interface Database {
  sql: Sql;
  pool: pg.Pool;
  url: string;
  close(): Promise<void>;
}

/** Connections that idle are kept: the plans of their statements are made once. */
const KEPT_MS = 10 * 60_000;

/**
 * bigint is read as a number (ids stay far below 2^53), date as `YYYY-MM-DD`, timestamptz as Date.
 * `name` is seen in pg_stat_activity.
 */
export function openDatabase(url: string, options: { name?: string; connections?: number } = {}): Database {
  const types: pg.CustomTypesConfig = {
    getTypeParser: (type, format) => {
      if (type === pg.types.builtins.INT8) return Number;
      if (type === pg.types.builtins.DATE) return (text: string) => text;
      return pg.types.getTypeParser(type, format) as unknown;
    },
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    idleTimeoutMillis: KEPT_MS,
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
