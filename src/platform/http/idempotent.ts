import { createHash } from 'node:crypto';
import type { Clock } from '../../contracts/clock.ts';
import type { PoolClient, Sql } from '../database/index.ts';
import { Problem } from './problem.ts';

/** Work that takes longer has lost its process. */
const LONGEST_WORK_MS = 60_000;

export interface KeptAnswer {
  status: number;
  body: unknown;
}

/** Thrown by work that certainly did nothing, so that the same key may try again. */
export class NothingDone extends Error {
  override readonly name = 'NothingDone';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * Does the work once for each key of an owner and keeps its answer; the same key later gets the same answer. A key
 * whose process died in the middle is never worked on again: `unknown` says so to the person. Throws 409 while the
 * first request runs, 422 when the key came with another request.
 */
export async function idempotent(options: {
  sql: Sql;
  clock: Clock;
  owner: string;
  key: string;
  request: unknown;
  unknown: KeptAnswer;
  work(): Promise<KeptAnswer>;
}): Promise<KeptAnswer & { repeated: boolean }> {
  const { sql, clock, owner, key } = options;
  const hash = createHash('sha256').update(JSON.stringify(options.request)).digest();
  const startedAt = clock.now();
  const fresh = await sql
    .insertInto('idempotent_request')
    .values({ owner, key, request_hash: hash, started_at: startedAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  const mine = () => sql.updateTable('idempotent_request').where('owner', '=', owner).where('key', '=', key);
  if (fresh === undefined) return { ...(await earlier()), repeated: true };
  let answer: KeptAnswer;
  try {
    answer = await options.work();
  } catch (error) {
    if (!(error instanceof NothingDone)) throw error;
    await sql.deleteFrom('idempotent_request').where('owner', '=', owner).where('key', '=', key).execute();
    throw error.problem;
  }
  await mine()
    .set({ status: answer.status, answer: JSON.stringify(answer.body) })
    .execute();
  return { ...answer, repeated: false };

  async function earlier(): Promise<KeptAnswer> {
    const row = await sql
      .selectFrom('idempotent_request')
      .selectAll()
      .where('owner', '=', owner)
      .where('key', '=', key)
      .executeTakeFirst();
    if (row === undefined) throw stillRunning();
    if (!row.request_hash.equals(hash))
      throw new Problem(
        422,
        'idempotency-key-reused',
        'Idempotency-Key reused',
        'This Idempotency-Key came with another request before: make a new key for each thing that is to be done.',
      );
    if (row.status !== null) return { status: row.status, body: row.answer };
    if (startedAt.getTime() - row.started_at.getTime() < LONGEST_WORK_MS) throw stillRunning();
    return options.unknown;
  }
}

function stillRunning(): Problem {
  return new Problem(
    409,
    'still-running',
    'Still running',
    'The first request with this Idempotency-Key is not finished: ask again in a few seconds, with the same key.',
  );
}

/** The header, or a 400 that says how to make one. */
export function requiredKey(header: string | undefined): string {
  if (header !== undefined && /^[\x21-\x7e]{1,200}$/.test(header)) return header;
  throw new Problem(
    400,
    'idempotency-key-required',
    'Idempotency-Key required',
    'Send the header Idempotency-Key with a new UUID for each thing that is to be done, and the same one when you repeat a request: nothing is done twice then.',
  );
}

/** Forgets answers that nobody asks for any more. */
export async function pruneIdempotent(sql: Sql, before: Date): Promise<void> {
  await sql.deleteFrom('idempotent_request').where('started_at', '<', before).execute();
}

/**
 * Forgets answers that hold one of these names or, as a regular expression of PostgreSQL, a number: asked again, their
 * key is a new one.
 */
export async function forgetAnswers(
  tx: Pick<PoolClient, 'query'>,
  { written, names }: { written: string | null; names: readonly string[] },
): Promise<number> {
  const { rowCount } = await tx.query(
    'delete from idempotent_request where answer::text ~ $1 or answer::text ilike any($2)',
    [written, names.map((name) => `%${name.replace(/[\\%_]/g, '\\$&')}%`)],
  );
  return rowCount ?? 0;
}
