import { randomUUID } from 'node:crypto';
import { addNumber, listSpam, localDay, rememberPerson, removeNumber, type DirectoryBefore } from '../callers/index.ts';
import type { Evidence } from '../callers/index.ts';
import { inTransaction, type PoolClient } from '../platform/database/index.ts';
import type { LoadedPop } from '../pops/index.ts';
import type { CorrectingOptions } from './choose-caller.ts';
import { correctionView, recordCorrection, type CorrectionKind, type CorrectionView } from './correction-store.ts';
import { identifyAgain } from './identify-again.ts';
import { lockCall, type SaidRow } from './lock-call.ts';
import { lookAgain } from './look-again.ts';
import { rewriteCall } from './rewrite-call.ts';

/** What reception says at the card of a call. */
export type Said =
  | { what: 'add-number'; personId: number }
  | { what: 'not-this-person'; personId: number }
  | { what: 'contractor' | 'staff'; name: string | null }
  | { what: 'spam' };

export type DirectoryCorrected =
  | { kind: 'done'; callId: number; correction: CorrectionView }
  | { kind: 'no-such-call' }
  /** The number is withheld, the clinic's own, or stands for many people. */
  | { kind: 'no-number' }
  | { kind: 'no-such-person' }
  /** People of the directory have the number: they are no spam. */
  | { kind: 'known-people' };

/** Reception corrects the directory at a call: one click, remembered for the number, audited, to be undone. */
export async function correctDirectory(
  wanted: { callId: number; said: Said; who: string; branches: readonly string[] | null },
  options: CorrectingOptions,
): Promise<DirectoryCorrected> {
  const { said, who } = wanted;
  const configuration = options.configuration();
  const now = options.clock.now();
  const { answer, shown: pops } = await inTransaction(
    options.pool,
    async (client): Promise<{ answer: DirectoryCorrected; shown: LoadedPop[] }> => {
      const none = (kind: Exclude<DirectoryCorrected['kind'], 'done'>) => ({ answer: { kind }, shown: [] });
      const row = await lockCall(client, wanted.callId, wanted.branches);
      if (row === null) return none('no-such-call');
      const phone = row.external;
      const { sharedNumber, ownNumber } = (row.evidence ?? {}) as Partial<Evidence>;
      if (phone === null || row.direction === 'internal' || sharedNumber === true || ownNumber === true)
        return none('no-number');
      const day = localDay(now, row.zone ?? [...configuration.branches.values()][0]?.zone ?? 'UTC').date;
      const change = await applySaid(client, { said, row, phone, day, who, now });
      if (typeof change === 'string') return none(change);

      const chosenBefore = row.chosen_person;
      const shown: LoadedPop[] = [];
      if (change.choose !== undefined && change.choose !== chosenBefore) {
        const told = await identifyAgain(client, row, configuration, { chosenPerson: change.choose });
        const person = change.choose;
        shown.push(
          ...(await rewriteCall(
            client,
            row,
            { ...told, said: { chosen_person: person, chosen_by: who, chosen_at: now } },
            { configuration, now },
          )),
        );
      }
      shown.push(...(await lookAgain(client, { phones: [phone], callId: row.id }, { configuration, now })));
      const correction = await recordCorrection(client, {
        at: now,
        who,
        what: change.kind,
        audited: `directory.${change.kind}`,
        callId: row.id,
        phone,
        personId: change.person,
        before: {
          directory: change.before,
          ...(change.choose !== undefined && { call: { chosenPerson: chosenBefore } }),
        },
      });
      return { answer: { kind: 'done', callId: row.id, correction: correctionView(correction) }, shown };
    },
  );
  options.onCommitted(pops);
  return answer;
}

interface Change {
  kind: CorrectionKind;
  person: number | null;
  before: DirectoryBefore;
  /** Who is calling by this; null: nobody any more; undefined: as it was. */
  choose?: number | null;
}

async function applySaid(
  client: PoolClient,
  told: { said: Said; row: SaidRow; phone: string; day: string; who: string; now: Date },
): Promise<Change | 'no-such-person' | 'known-people'> {
  const { said, row, phone, day, who, now: at } = told;
  switch (said.what) {
    case 'add-number': {
      const person = await livingCard(client, said.personId);
      if (person === null) return 'no-such-person';
      const before = await addNumber(client, { person, phone, note: null, who });
      return { kind: 'number-added', person, before, choose: person };
    }
    case 'not-this-person': {
      const person = await livingCard(client, said.personId);
      if (person === null) return 'no-such-person';
      const known = ((row.evidence as Evidence | null)?.people ?? []).find(
        ({ id, cards }) => id === person || cards?.includes(person) === true,
      );
      const cards = [...new Set([person, ...(known?.cards ?? [])])];
      const before = await removeNumber(client, { cards, phone, day, who });
      if (before.phones?.every(({ rows }) => rows.length === 0) !== false) return 'no-such-person';
      const wasChosen = row.chosen_person !== null && cards.includes(row.chosen_person);
      return { kind: 'not-this-person', person, before, ...(wasChosen && { choose: null }) };
    }
    case 'contractor':
    case 'staff': {
      const name = said.name ?? phone;
      const remembered = await rememberPerson(client, {
        kind: said.what,
        name,
        phone,
        who,
        at,
        externalId: randomUUID(),
      });
      return { kind: said.what, ...remembered };
    }
    case 'spam': {
      if ((row.caller?.candidates.length ?? 0) > 0) return 'known-people';
      return { kind: 'spam', ...(await listSpam(client, { phone, who, at })) };
    }
  }
}

/** The card that a card lives on in; null when there is none, or it was deleted. */
async function livingCard(client: PoolClient, id: number): Promise<number | null> {
  const { rows } = await client.query<{ id: number }>(
    `select p.id from person p where p.id = person_survivor($1) and p.deleted_at is null and p.kind <> 'spam'`,
    [id],
  );
  return rows[0]?.id ?? null;
}
