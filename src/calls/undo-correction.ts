import type { CallClass } from '../contracts/caller.ts';
import { restoreDirectory } from '../callers/index.ts';
import { inTransaction, type PoolClient } from '../platform/database/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { audit, correctionView, type CorrectionRow, type CorrectionView } from './correction-store.ts';
import { identifyAgain } from './identify-again.ts';
import { lockCall } from './lock-call.ts';
import { lookAgain } from './look-again.ts';
import { rewriteCall, type SaidOfCall } from './rewrite-call.ts';

export type Undone =
  | { kind: 'undone'; callId: number | null; correction: CorrectionView }
  | { kind: 'no-such-correction' }
  /** A later correction of the same stands on it: that one goes first. */
  | { kind: 'later-correction'; id: number };

/** Puts back what a correction replaced. Undoing twice is undoing once. */
export async function undoCorrection(
  wanted: { id: number; who: string; branches: readonly string[] | null },
  options: CorrectingOptions,
): Promise<Undone> {
  const configuration = options.configuration();
  const now = options.clock.now();
  const { answer, shown: pops } = await inTransaction(
    options.pool,
    async (client): Promise<{ answer: Undone; shown: LoadedPop[] }> => {
      const seen = await readCorrection(client, wanted.id);
      // Calls are locked before corrections by everybody.
      const row = seen?.call_id == null ? null : await lockCall(client, seen.call_id, wanted.branches);
      const hidden = seen === null || (seen.call_id === null ? wanted.branches !== null : row === null);
      const correction = hidden ? null : await readCorrection(client, wanted.id, 'for update');
      if (correction === null) return { answer: { kind: 'no-such-correction' }, shown: [] };
      const undone = (): Undone => ({
        kind: 'undone',
        callId: row?.id ?? null,
        correction: correctionView(correction),
      });
      if (correction.undone_at !== null) return { answer: undone(), shown: [] };
      const later = await laterCorrection(client, correction);
      if (later !== null) return { answer: { kind: 'later-correction', id: later }, shown: [] };

      const { before } = correction;
      const phones = before.directory === undefined ? [] : await restoreDirectory(client, before.directory, now);
      const shown: LoadedPop[] = [];
      if (row !== null && before.call !== undefined) {
        const { chosenPerson, correctedClass, outcome, outcomeReason } = before.call;
        const told = await identifyAgain(client, row, configuration, {
          ...(chosenPerson !== undefined && { chosenPerson }),
          ...(correctedClass !== undefined && { correctedClass: correctedClass as CallClass | null }),
        });
        const said: SaidOfCall = {
          ...(chosenPerson !== undefined && { chosen_person: chosenPerson, chosen_by: wanted.who, chosen_at: now }),
          ...(correctedClass !== undefined && {
            corrected_class: correctedClass,
            corrected_by: wanted.who,
            corrected_at: now,
          }),
          ...(outcome !== undefined && {
            outcome,
            outcome_reason: outcomeReason ?? null,
            outcome_by: wanted.who,
            outcome_at: now,
          }),
        };
        shown.push(...(await rewriteCall(client, row, { ...told, said }, { configuration, now })));
      }
      if (phones.length > 0)
        shown.push(...(await lookAgain(client, { phones, callId: row?.id ?? null }, { configuration, now })));
      await client.query('update correction set undone_at = $2, undone_by = $3 where id = $1', [
        correction.id,
        now,
        wanted.who,
      ]);
      correction.undone_at = now;
      await audit(client, {
        at: now,
        who: wanted.who,
        what: 'correction.undone',
        subject: row === null ? `person ${correction.person_id}` : `call ${row.id}`,
        detail: { correction: correction.id, what: correction.what },
      });
      return { answer: undone(), shown };
    },
  );
  options.onCommitted(pops);
  return answer;
}

async function readCorrection(
  client: PoolClient,
  id: number,
  lock: '' | 'for update' = '',
): Promise<CorrectionRow | null> {
  const { rows } = await client.query<CorrectionRow>(`select * from correction where id = $1 ${lock}`, [id]);
  return rows[0] ?? null;
}

async function laterCorrection(
  client: PoolClient,
  { id, what, before, call_id, phone, person_id }: CorrectionRow,
): Promise<number | null> {
  const { rows } = await client.query<{ id: number }>(
    `select l.id from correction l
     where l.id > $1 and l.undone_at is null
       and case when $2 then l.call_id = $3 and l.what = $4
           else (l.phone = $5 or l.person_id = $6) and l.before ? 'directory' end
     order by l.id desc limit 1`,
    [id, before.directory === undefined, call_id, what, phone, person_id],
  );
  return rows[0]?.id ?? null;
}
