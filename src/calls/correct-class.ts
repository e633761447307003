import type { CallClass } from '../contracts/caller.ts';
import type { LoadedPop } from '../pops/index.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { recordCorrection } from './correction-store.ts';
import { identifyAgain } from './identify-again.ts';
import { lockCall } from './lock-call.ts';
import { rewriteCall } from './rewrite-call.ts';
import { inTransaction } from '../platform/database/index.ts';

export type Corrected = { kind: 'corrected'; callId: number } | { kind: 'no-such-call' } | { kind: 'no-class' };

/** A person says what a call is to be counted as (null: as the rules say). It outlives every later look at the call. */
export async function correctClass(
  wanted: { callId: number; class: CallClass | null; who: string; branches: readonly string[] | null },
  options: CorrectingOptions,
): Promise<Corrected> {
  const configuration = options.configuration();
  const now = options.clock.now();
  const { answer, shown: pops } = await inTransaction(
    options.pool,
    async (client): Promise<{ answer: Corrected; shown: LoadedPop[] }> => {
      const row = await lockCall(client, wanted.callId, wanted.branches);
      if (row === null) return { answer: { kind: 'no-such-call' }, shown: [] };
      if (row.direction === 'internal') return { answer: { kind: 'no-class' }, shown: [] };
      const told = await identifyAgain(client, row, configuration, { correctedClass: wanted.class });
      const shown = await rewriteCall(
        client,
        row,
        { ...told, said: { corrected_class: wanted.class, corrected_by: wanted.who, corrected_at: now } },
        { configuration, now },
      );
      await recordCorrection(client, {
        at: now,
        who: wanted.who,
        what: 'class',
        audited: wanted.class === null ? 'class.cleared' : 'class.corrected',
        callId: row.id,
        phone: row.external,
        personId: null,
        before: { call: { correctedClass: row.corrected_class, class: row.class } },
      });
      return { answer: { kind: 'corrected', callId: row.id }, shown };
    },
  );
  options.onCommitted(pops);
  return answer;
}
