import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldOutcome } from '../../../src/contracts/mis-api.ts';
import { cardOf } from '../../kit/card-of.ts';
import { findOwnText, putOwnText, type KeptText } from '../../kit/own-text.ts';
import { askFhir, ofKind, searchFhir, type FhirContext } from './ask-fhir.ts';
import { createOnce } from './create-once.ts';
import { findPeople } from './people.ts';
import { communication, type FhirCommunication } from './replies.ts';

/** A Communication of its own beside that of the call. What else a person puts into it stays there. */
export async function writeOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: FhirContext,
): Promise<MisWritten> {
  const card = await cardOf(told, (phone) => findPeople(phone, context));
  if (card === null) return { skipped: 'no-person' };
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(card))
    throw new PermanentFailure('FHIR: the card of the caller is none of this server');
  return putOwnText(told, card, progress, {
    async read(ref) {
      const found = (await ours(told, context)).find(({ id }) => id === ref);
      return found === undefined ? null : textOf(found);
    },
    // Each is made once; the first identifier is common to all that is said of the call.
    create: async (text) =>
      (await createOnce(outcomeOf(told, card, text, context), `${told.key}-${told.revision}`, context)).id,
    async change(ref, text) {
      const found = (await ours(told, context)).find(({ id }) => id === ref);
      await askFhir(context, {
        what: 'change of a Communication',
        method: 'PUT',
        path: `Communication/${encodeURIComponent(ref)}`,
        resource: { ...(found ?? outcomeOf(told, card, text, context)), id: ref, payload: [{ contentString: text }] },
      });
    },
  });
}

export async function lookUpOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: FhirContext,
): Promise<{ ref: string } | null> {
  const card = await cardOf(told, (phone) => findPeople(phone, context));
  if (card === null) return null;
  const list = async (place: string): Promise<KeptText[]> =>
    (await ours(told, context))
      .filter(({ subject }) => subject?.reference === `Patient/${place}`)
      .map((found) => ({ ref: found.id, text: textOf(found) }));
  return findOwnText(told, card, progress, list);
}

async function ours({ key }: ToldOutcome, context: FhirContext): Promise<FhirCommunication[]> {
  const found: FhirCommunication[] = [];
  const query = { identifier: `${context.settings.identifierSystem}|${key}` };
  for await (const resources of searchFhir(context, { what: 'search of outcomes', path: 'Communication', query }))
    found.push(...ofKind(resources, communication));
  return found;
}

function textOf({ payload }: FhirCommunication): string {
  return (payload ?? []).map(({ contentString }) => contentString ?? '').join('\n');
}

function outcomeOf({ key, revision, said, call }: ToldOutcome, card: string, text: string, { settings }: FhirContext) {
  const system = settings.identifierSystem;
  return {
    resourceType: 'Communication' as const,
    identifier: [key, `${key}-${revision}`].map((value) => ({ system, value })),
    status: 'completed',
    subject: { reference: `Patient/${card}` },
    sent: said.saidAt ?? call.startedAt,
    payload: [{ contentString: text }],
  };
}
