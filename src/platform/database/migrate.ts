import type pg from 'pg';
import { migrations } from './migrations/index.ts';

const LOCK = 7_482_001;

/**
 * Brings the database to this version, or as far as `only` names; several processes may start at once. Answers the names
 * it applied.
 */
export async function migrate(pool: pg.Pool, { only }: { only?: readonly string[] } = {}): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'create table if not exists migration (name text primary key, applied_at timestamptz not null default now())',
    );
    const applied = new Set(
      (await client.query<{ name: string }>('select name from migration')).rows.map((row) => row.name),
    );
    const unknown = [...applied].filter((name) => !migrations.some((migration) => migration.name === name));
    if (unknown.length > 0)
      throw new Error(
        `The database was written by a newer Trubka (it has ${unknown.join(', ')}). Start that version, or restore a backup made before it.`,
      );
    const fresh = migrations.filter(
      (migration) => !applied.has(migration.name) && (only?.includes(migration.name) ?? true),
    );
    for (const migration of fresh) {
      await client.query('begin');
      try {
        await client.query(migration.sql);
        await client.query('insert into migration (name) values ($1)', [migration.name]);
        await client.query('commit');
      } catch (cause) {
        await client.query('rollback');
        const why = cause instanceof Error ? cause.message : 'unknown error';
        throw new Error(`Migration ${migration.name} failed (${why}); nothing of it was kept.`, { cause });
      }
    }
    return fresh.map((migration) => migration.name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release();
  }
}
