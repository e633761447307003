import type { Caller } from '../contracts/caller.ts';
import type { Evidence } from '../callers/index.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { callFrame, decidePops, type LoadedPop } from '../pops/index.ts';
import { cardOf, urgent } from '../rules/index.ts';
import type { CallRecordRow } from './apply-facts.ts';
import type { CallState } from './fold-call.ts';
import { isUnclaimed, loadLegs, ringingSeats } from './ringing-seats.ts';

/** Columns that a person's word, not a fact of the PBX, changes. */
export interface SaidOfCall {
  chosen_person?: number | null;
  chosen_by?: string | null;
  chosen_at?: Date | null;
  corrected_class?: string | null;
  corrected_by?: string | null;
  corrected_at?: Date | null;
  subject_person?: number | null;
  outcome?: string | null;
  outcome_reason?: string | null;
  outcome_by?: string | null;
  outcome_at?: Date | null;
  taken_seat?: string | null;
  taken_by?: string | null;
  taken_at?: Date | null;
  taken_legs?: readonly string[] | null;
  answered_seat?: string | null;
}

/**
 * Writes what a call that the transaction has locked is now taken for: the next version for screens, and, once the call
 * is over, the next revision of all that was told of it outside. Answers the pops to show after the commit.
 */
export async function rewriteCall(
  client: PoolClient,
  row: CallRecordRow,
  told: { caller: Caller; evidence: Evidence; said?: SaidOfCall },
  { configuration, now }: { configuration: Configuration; now: Date },
): Promise<LoadedPop[]> {
  const { evidence, said = {} } = told;
  const version = row.version + 1;
  const taken = { taken_seat: row.taken_seat, taken_legs: row.taken_legs, ...said };
  const { pop: audience, priority } = cardOf(configuration, {
    ...row,
    ...said,
    caller: told.caller,
    kind: told.caller.kind,
    class: told.caller.class,
  });
  const caller = urgent(told.caller, priority);
  const after = { ...row, ...said, caller, kind: caller.kind, class: caller.class };
  const legs = await loadLegs(client, row.id);
  const decision = decidePops({
    shown: row.pops,
    state: row.state as CallState,
    branch: row.branch,
    seats: ringingSeats(legs, configuration, taken),
    answeredBySomebody: row.answered_at !== null || taken.taken_seat !== null,
    unclaimed: isUnclaimed({ state: row.state as CallState, legs, ...taken }, configuration),
    taken: taken.taken_seat !== null,
    expired: row.expired,
    merged: false,
    quiet: row.late,
    changed: true,
    audience,
  });
  const { rows } = await client.query<{ cursors: number[] }>('select intake_write($1::jsonb) as cursors', [
    JSON.stringify({
      calls: [],
      merged: [{ id: row.id, pops: decision.shown, version }],
      pops: decision.pops.map((pop) => ({ ...pop, callId: row.id, version, at: now })),
    }),
  ]);
  const columns = Object.entries(said);
  await client.query(
    `update call set caller = $2, evidence = $3, kind = $4, class = $5,
       settle_due_at = case when ended_at is null then settle_due_at else $6 end,
       settled_at = case when ended_at is null then settled_at end
       ${columns.map(([name], index) => `, ${name} = $${index + 7}`).join('')}
     where id = $1`,
    [
      row.id,
      JSON.stringify(caller),
      JSON.stringify(evidence),
      caller.kind,
      caller.class,
      now,
      ...columns.map(([, value]) => value),
    ],
  );
  const call = callFrame(after);
  return decision.pops.map((pop, index) => ({
    ...pop,
    cursor: rows[0]?.cursors[index] ?? 0,
    callId: row.id,
    version,
    at: now,
    call,
    caller,
  }));
}
