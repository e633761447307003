import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { callFrame, decidePops, type LoadedPop } from '../pops/index.ts';
import type { CallRecordRow } from './apply-facts.ts';
import type { CallState } from './fold-call.ts';
import { identifyAgain } from './identify-again.ts';
import { loadSeats } from './ringing-seats.ts';
import { inTransaction, type Pool, type PoolClient } from '../platform/database/index.ts';

export type Choice = { kind: 'chosen'; callId: number } | { kind: 'no-such-call' } | { kind: 'no-such-candidate' };

/**
 * A person says who of the household is calling (null takes it back). The choice sticks to the call, is offered first
 * next time, is kept in the audit, and what was already told to a MIS gets its next revision.
 */
export async function chooseCaller(
  wanted: { callId: number; personId: number | null; who: string; branches: readonly string[] | null },
  options: { pool: Pool; clock: Clock; configuration(): Configuration; onCommitted(pops: LoadedPop[]): void },
): Promise<Choice> {
  const configuration = options.configuration();
  const now = options.clock.now();
  const { choice, shown } = await inTransaction(
    options.pool,
    async (client): Promise<{ choice: Choice; shown: LoadedPop[] }> => {
      const none = (kind: 'no-such-call' | 'no-such-candidate') => ({ choice: { kind }, shown: [] });
      const row = await lockCall(client, wanted.callId);
      if (row === null) return none('no-such-call');
      if (wanted.branches !== null && (row.branch === null || !wanted.branches.includes(row.branch)))
        return none('no-such-call');
      const { caller, evidence } = await identifyAgain(client, row, configuration, wanted.personId);
      if (
        wanted.personId !== null &&
        !caller.candidates.some((candidate) => candidate.id === String(wanted.personId) && candidate.chosen)
      )
        return none('no-such-candidate');

      const version = row.version + 1;
      const seats = await loadSeats(client, row.id);
      const decision = decidePops({
        shown: row.pops,
        state: row.state as CallState,
        branch: row.branch,
        seats: seats(configuration),
        answeredBySomebody: row.answered_at !== null,
        expired: row.expired,
        merged: false,
        quiet: row.late,
        changed: true,
      });
      const written = await client.query<{ cursors: number[] }>('select intake_write($1::jsonb) as cursors', [
        JSON.stringify({
          calls: [],
          merged: [{ id: row.id, pops: decision.shown, version }],
          pops: decision.pops.map((pop) => ({ ...pop, callId: row.id, version, at: now })),
        }),
      ]);
      await client.query(
        `update call set chosen_person = $2, chosen_by = $3, chosen_at = $4, caller = $5, evidence = $6, kind = $7, class = $8,
         settle_due_at = case when ended_at is null then settle_due_at else $4 end,
         settled_at = case when ended_at is null then settled_at end
       where id = $1`,
        [
          row.id,
          wanted.personId,
          wanted.who,
          now,
          JSON.stringify(caller),
          JSON.stringify(evidence),
          caller.kind,
          caller.class,
        ],
      );
      await client.query('insert into audit (at, who, what, subject, detail) values ($1, $2, $3, $4, $5)', [
        now,
        wanted.who,
        wanted.personId === null ? 'caller.cleared' : 'caller.chosen',
        `call ${row.id}`,
        JSON.stringify({ person: wanted.personId, before: row.chosen_person }),
      ]);
      const frame = callFrame({ ...row, class: caller.class, caller });
      return {
        choice: { kind: 'chosen', callId: row.id },
        shown: decision.pops.map((pop, index) => ({
          ...pop,
          cursor: written.rows[0]?.cursors[index] ?? 0,
          callId: row.id,
          version,
          at: now,
          call: frame,
          caller,
        })),
      };
    },
  );
  options.onCommitted(shown);
  return choice;
}

async function lockCall(client: PoolClient, id: number): Promise<CallRecordRow | null> {
  const found = await client.query<{ id: number }>('select coalesce(merged_into, id) as id from call where id = $1', [
    id,
  ]);
  const survivor = found.rows[0]?.id;
  if (survivor === undefined) return null;
  const { rows } = await client.query<CallRecordRow & { merged_into: number | null }>(
    'select * from call where id = $1 for update',
    [survivor],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return row.merged_into === null ? row : await lockCall(client, row.merged_into);
}
