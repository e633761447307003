import type { PoolClient } from '../pg-types.ts';

/** A table and the columns that hold data of their own, in their order. */
export interface PlannedTable {
  name: string;
  columns: string[];
}

/** The tables of the product, each after those that its rows point to. Work lists of the queue are rebuilt, not kept. */
export async function planTables(client: PoolClient): Promise<PlannedTable[]> {
  const { rows: columns } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migration'
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      group by c.relname order by c.relname`,
  );
  const { rows: pointers } = await client.query<{ name: string; target: string }>(
    `select f.conrelid::regclass::text as name, f.confrelid::regclass::text as target
       from pg_constraint f where f.contype = 'f' and f.connamespace = 'public'::regnamespace and f.conrelid <> f.confrelid`,
  );
  return inOrder(columns, pointers);
}

/** Throws where tables point at each other in a circle: such rows could not be read back one table after the other. */
export function inOrder(
  tables: readonly PlannedTable[],
  pointers: readonly { name: string; target: string }[],
): PlannedTable[] {
  const left = new Map(tables.map((table) => [table.name, table]));
  const ordered: PlannedTable[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter(
      ({ name }) => !pointers.some((pointer) => pointer.name === name && left.has(pointer.target)),
    );
    if (ready.length === 0)
      throw new Error(`The tables ${[...left.keys()].join(', ')} point at each other in a circle.`);
    for (const table of ready) {
      ordered.push(table);
      left.delete(table.name);
    }
  }
  return ordered;
}
