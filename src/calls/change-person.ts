import { addNumber, localDay, putPerson, removeNumber, type PersonBody } from '../callers/index.ts';
import type { E164, PhoneContext } from '../contracts/phone-number.ts';
import { inTransaction, type PoolClient } from '../platform/database/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { correctionView, recordCorrection, type CorrectionView } from './correction-store.ts';
import { lookAgain } from './look-again.ts';

export type PersonChange =
  | { what: 'put'; body: PersonBody; numbers: PhoneContext }
  | { what: 'add-number'; phone: E164; note: string | null }
  | { what: 'remove-number'; phone: E164 };

export type PersonChanged =
  | { kind: 'changed'; person: number; added: boolean; correction: CorrectionView }
  | { kind: 'no-such-person' }
  | { kind: 'no-name' }
  | { kind: 'no-such-card' }
  | { kind: 'erased' }
  | { kind: 'unread'; text: string };

/** Somebody writes a person of the directory; the calls of today of all numbers concerned are identified anew. */
export async function changePerson(
  wanted: { source: string; externalId: string; change: PersonChange; who: string },
  options: CorrectingOptions,
): Promise<PersonChanged> {
  const { source, externalId, change, who } = wanted;
  const configuration = options.configuration();
  const now = options.clock.now();
  const { answer, shown: pops } = await inTransaction(
    options.pool,
    async (client): Promise<{ answer: PersonChanged; shown: LoadedPop[] }> => {
      const done = await apply(client);
      if (done.kind !== 'done') return { answer: done, shown: [] };
      const shown = await lookAgain(client, { phones: done.phones, callId: null }, { configuration, now });
      const correction = await recordCorrection(client, {
        at: now,
        who,
        what: done.what,
        audited: `directory.${done.what}`,
        callId: null,
        phone: done.phones[0] ?? null,
        personId: done.person,
        before: { directory: done.before },
      });
      return {
        answer: { kind: 'changed', person: done.person, added: done.added, correction: correctionView(correction) },
        shown,
      };
    },
  );
  options.onCommitted(pops);
  return answer;

  async function apply(client: PoolClient) {
    if (change.what === 'put') {
      const put = await putPerson(client, { source, externalId, body: change.body, numbers: change.numbers, at: now });
      return put.kind === 'put' ? { ...put, kind: 'done' as const, what: 'person' as const } : put;
    }
    const { rows } = await client.query<{ id: number }>(
      'select id from person where source = $1 and external_id = $2 and deleted_at is null for update',
      [source, externalId],
    );
    const person = rows[0]?.id;
    if (person === undefined) return { kind: 'no-such-person' as const };
    const { phone } = change;
    const zone = [...configuration.branches.values()][0]?.zone ?? 'UTC';
    const before =
      change.what === 'add-number'
        ? await addNumber(client, { person, phone, note: change.note, who })
        : await removeNumber(client, { cards: [person], phone, day: localDay(now, zone).date, who });
    const what = change.what === 'add-number' ? ('number-added' as const) : ('number-removed' as const);
    return { kind: 'done' as const, what, person, added: false, phones: [phone], before };
  }
}
