import type { PoolClient } from '../platform/database/index.ts';

/**
 * Whoever writes tasks holds this to the commit: what was settled beside is seen, no need has two tasks, and changes
 * are numbered in the order of their commits. Taken before any row of a task is locked.
 */
export async function lockTasks(tx: PoolClient): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('tasks', 0))`);
}
