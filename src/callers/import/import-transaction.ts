import type { Database, PoolClient } from '../../platform/database/index.ts';
import { ImportRefused } from './import-refused.ts';

export type Client = PoolClient;

/**
 * Everything of an import or nothing: calls are answered from the old directory until the last row is in, and a failed
 * import leaves it. One import of a source at a time. The temporary table `import_seen` holds the
 * ids of the source, `import_merge` what it says of merged cards.
 */
export function importTransaction<Result>(
  database: Pick<Database, 'pool'>,
  source: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  return inTransaction(database, { source, end: 'commit' }, work);
}

/** As `importTransaction`, but nothing of it is kept. Writers of the same rows wait meanwhile; readers do not. */
export function triedTransaction<Result>(
  database: Pick<Database, 'pool'>,
  source: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  return inTransaction(database, { source, end: 'rollback' }, work);
}

async function inTransaction<Result>(
  { pool }: Pick<Database, 'pool'>,
  { source, end }: { source: string; end: 'commit' | 'rollback' },
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const lock = await client.query<{ got: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('import ' || $1, 0)) as got`,
      [source],
    );
    if (lock.rows[0]?.got !== true)
      throw new ImportRefused('Another import of the same source is running.', 'Wait until it is done.');
    await client.query(`
      create temporary table import_seen (external_id text primary key) on commit drop;
      create temporary table import_merge (external_id text primary key, merged_into text not null, line int not null) on commit drop`);
    await lookUpByIndex(client, true);
    const result = await work(client);
    await client.query(end);
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * The tables grow within the transaction while their statistics stay those of yesterday, at worst of an empty table:
 * the planner is told that a batch looks its rows up by index. `false` before what reads everything.
 */
export async function lookUpByIndex(client: Client, wanted: boolean): Promise<void> {
  const value = wanted ? 'off' : 'on';
  await client.query(`set local enable_seqscan = ${value}`);
}

/** Answers those that were not in the file before. */
export async function firstSeen(client: Client, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ external_id: string }>(
    'insert into import_seen select distinct unnest($1::text[]) on conflict do nothing returning external_id',
    [ids],
  );
  return new Set(rows.map((row) => row.external_id));
}
