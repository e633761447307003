import type { Pool } from '../../src/platform/database/index.ts';

/** Where one of the words stands, as `table.column`: every column of every table, packed texts opened. */
export async function findEverywhere(pool: Pool, words: readonly RegExp[]): Promise<string[]> {
  const { rows: tables } = await pool.query<{ table: string; columns: string[] }>(
    `select format('%I.%I', c.table_schema, c.table_name) as table, array_agg(format('%I', c.column_name)::text) as columns
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
       and c.data_type in ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'USER-DEFINED')
     group by 1 order by 1`,
  );
  const found = new Set<string>();
  for (const { table, columns } of tables) {
    const { rows } = await pool.query<Record<string, unknown>>(`select ${columns.join(', ')} from ${table}`);
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        if (value !== null && readings(value).some((text) => words.some((word) => word.test(text))))
          found.add(`${table.replace(/^public\./, '')}.${column}`);
  }
  return [...found];
}

/** A value as whoever looks for a person would read it. */
function readings(value: unknown): string[] {
  if (Buffer.isBuffer(value)) return [value.toString('utf8'), decoded(value.toString('utf8'))];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const packed = [...text.matchAll(/"([A-Za-z0-9+/]{24,}={0,2})"/g)].map(([, base64]) =>
    Buffer.from(base64!, 'base64').toString('utf8'),
  );
  return [text, ...packed, ...packed.map(decoded), decoded(text)];
}

/** What stands in an address or as an escape of JSON. */
function decoded(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/(%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** A number in any writing. */
export function numberAnyhow(e164: string): RegExp {
  return new RegExp([...e164.slice(2)].join('[^0-9]{0,3}'));
}
