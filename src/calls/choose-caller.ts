import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import { recordCorrection } from './correction-store.ts';
import { identifyAgain } from './identify-again.ts';
import { lockCall } from './lock-call.ts';
import { rewriteCall } from './rewrite-call.ts';
import { inTransaction, type Pool } from '../platform/database/index.ts';

export type Choice = { kind: 'chosen'; callId: number } | { kind: 'no-such-call' } | { kind: 'no-such-candidate' };

export interface CorrectingOptions {
  pool: Pool;
  clock: Clock;
  configuration(): Configuration;
  onCommitted(pops: LoadedPop[]): void;
}

/**
 * A person says who of the household is calling (null takes it back). The choice sticks to the call, is offered first
 * next time, is kept in the audit, and what was already told to a MIS gets its next revision.
 */
export async function chooseCaller(
  wanted: { callId: number; personId: number | null; who: string; branches: readonly string[] | null },
  options: CorrectingOptions,
): Promise<Choice> {
  const configuration = options.configuration();
  const now = options.clock.now();
  const { choice, shown: seen } = await inTransaction(
    options.pool,
    async (client): Promise<{ choice: Choice; shown: LoadedPop[] }> => {
      const row = await lockCall(client, wanted.callId, wanted.branches);
      if (row === null) return { choice: { kind: 'no-such-call' }, shown: [] };
      const told = await identifyAgain(client, row, configuration, { chosenPerson: wanted.personId });
      // Who was chosen may have become part of another card since the screen was shown the candidates.
      const chosen = told.caller.candidates.find((candidate) => candidate.chosen);
      if (wanted.personId !== null && chosen === undefined) return { choice: { kind: 'no-such-candidate' }, shown: [] };
      const person = chosen === undefined ? null : Number(chosen.id);
      const pops = await rewriteCall(
        client,
        row,
        { ...told, said: { chosen_person: person, chosen_by: wanted.who, chosen_at: now } },
        { configuration, now },
      );
      await recordCorrection(client, {
        at: now,
        who: wanted.who,
        what: 'caller',
        audited: person === null ? 'caller.cleared' : 'caller.chosen',
        callId: row.id,
        phone: row.external,
        personId: person,
        before: { call: { chosenPerson: row.chosen_person } },
      });
      return { choice: { kind: 'chosen', callId: row.id }, shown: pops };
    },
  );
  options.onCommitted(seen);
  return choice;
}
