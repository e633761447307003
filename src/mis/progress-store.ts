import type { Clock } from '../contracts/clock.ts';
import type { MisProgress, MisWritten } from '../contracts/mis-api.ts';
import type { Pool } from '../platform/database/index.ts';

/** What the record is of. */
export type ProgressSubject = { callId: number } | { requestId: number };

export type ProgressOf = 'call' | 'recording' | 'ticket' | 'outcome' | 'visit';

/** What is remembered of a call in one system, and what became of it. */
export interface KeptProgress extends MisProgress {
  /** Why the system has no record of it; null: it has, or was never told. */
  readonly skipped: string | null;
  written(written: MisWritten, revision: number): Promise<void>;
}

interface Row {
  ref: string | null;
  steps: Record<string, string>;
  skipped: string | null;
}

/**
 * Reads what is remembered. A record of a call that turned out to be a part of this one becomes the record of this one,
 * so that the system is not left with two.
 */
export async function openProgress(
  pool: Pick<Pool, 'query'>,
  asked: { account: string; what: ProgressOf; of: ProgressSubject; clock: Clock },
): Promise<KeptProgress> {
  const { account, what, of, clock } = asked;
  const [column, id] = 'callId' in of ? ['call_id', of.callId] : ['request_id', of.requestId];
  const key = [account, what, id];
  const read = async (): Promise<Row | undefined> => {
    const { rows } = await pool.query<Row>(
      `select ref, steps, skipped from mis_call_ref where account = $1 and what = $2 and ${column} = $3`,
      key,
    );
    return rows[0];
  };
  let row: Row = (await read()) ?? (await begun());
  return progress();

  async function begun(): Promise<Row> {
    if ('callId' in of) await takeOver();
    const { rows } = await pool.query<Row>(
      `insert into mis_call_ref as r (account, what, ${column}, changed_at) values ($1, $2, $3, $4)
       on conflict (account, what, ${column}) do update set changed_at = r.changed_at returning ref, steps, skipped`,
      [...key, clock.now()],
    );
    return rows[0]!;
  }

  async function takeOver(): Promise<void> {
    await pool.query(
      `update mis_call_ref set call_id = $3
       where account = $1 and what = $2 and call_id = (
         select r.call_id from mis_call_ref r join call part on part.id = r.call_id
         where r.account = $1 and r.what = $2 and part.merged_into = $3 and r.ref is not null order by r.call_id limit 1)`,
      key,
    );
  }

  async function write(set: string, more: unknown[]): Promise<void> {
    const { rows } = await pool.query<Row>(
      `update mis_call_ref r set changed_at = $4, ${set} where account = $1 and what = $2 and ${column} = $3
       returning ref, steps, skipped`,
      [...key, clock.now(), ...more],
    );
    if (rows[0] === undefined) throw new Error('what is remembered of a call is gone: was it merged meanwhile?');
    row = rows[0];
  }

  function progress(): KeptProgress {
    return {
      get ref() {
        return row.ref;
      },
      get steps() {
        return row.steps;
      },
      get skipped() {
        return row.skipped;
      },
      finished: (step, answer = '') =>
        write('steps = r.steps || jsonb_build_object($5::text, $6::text)', [step, answer]),
      undone: (step) => write('steps = r.steps - $5::text', [step]),
      async claim(ref) {
        try {
          await write('ref = $5', [ref]);
          return true;
        } catch (error) {
          if ((error as { code?: unknown }).code === '23505') return false;
          throw error;
        }
      },
      written: (written, revision) =>
        'ref' in written
          ? write('ref = $5, revision = $6, skipped = null', [written.ref, revision])
          : write('revision = $5, skipped = $6', [revision, written.skipped]),
    };
  }
}
