import { nobody } from '../contracts/caller.ts';
import type { CallOutcome } from '../contracts/outcomes.ts';
import type { Evidence } from '../callers/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import { inTransaction } from '../platform/database/index.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { correctionView, recordCorrection, type CorrectionView } from './correction-store.ts';
import { lockCall } from './lock-call.ts';
import { rewriteCall } from './rewrite-call.ts';

export type OutcomePut =
  | { kind: 'put'; callId: number; correction: CorrectionView }
  | { kind: 'no-such-call' }
  /** A call between extensions brings nothing. */
  | { kind: 'internal' };

/** Reception says what came of a call (null takes it back). What was told of the call outside gets its next revision. */
export async function putOutcome(
  wanted: {
    callId: number;
    outcome: CallOutcome | null;
    reason: string | null;
    who: string;
    branches: readonly string[] | null;
  },
  options: CorrectingOptions,
): Promise<OutcomePut> {
  const now = options.clock.now();
  const { answer, shown } = await inTransaction(
    options.pool,
    async (client): Promise<{ answer: OutcomePut; shown: LoadedPop[] }> => {
      const row = await lockCall(client, wanted.callId, wanted.branches);
      if (row === null) return { answer: { kind: 'no-such-call' }, shown: [] };
      if (row.direction === 'internal') return { answer: { kind: 'internal' }, shown: [] };
      const said = {
        outcome: wanted.outcome,
        outcome_reason: wanted.outcome === null ? null : wanted.reason,
        outcome_by: wanted.who,
        outcome_at: now,
      };
      const pops = await rewriteCall(
        client,
        row,
        { caller: row.caller ?? nobody, evidence: row.evidence as Evidence, said },
        { configuration: options.configuration(), now },
      );
      const correction = await recordCorrection(client, {
        at: now,
        who: wanted.who,
        what: 'outcome',
        audited: wanted.outcome === null ? 'outcome.cleared' : 'outcome.put',
        callId: row.id,
        phone: row.external,
        personId: null,
        before: { call: { outcome: row.outcome, outcomeReason: row.outcome_reason } },
      });
      return { answer: { kind: 'put', callId: row.id, correction: correctionView(correction) }, shown: pops };
    },
  );
  options.onCommitted(shown);
  return answer;
}
