import { AmbiguousFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldOutcome } from '../../../src/contracts/mis-api.ts';
import { cardOf } from '../../kit/card-of.ts';
import { findOwnText, putOwnText, type KeptText } from '../../kit/own-text.ts';
import { askAmocrm, type AmocrmContext } from './ask-amocrm.ts';
import { findPeople } from './people.ts';
import { noteReply, textNotesReply } from './replies.ts';

/** https://www.amocrm.ru/developers/content/crm_platform/events-and-notes: what people write themselves. */
const TYPE = 'common';
/** Ours is among the last ones. */
const NOTES = 250;

/** An ordinary note on the contact who called. */
export async function writeOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: AmocrmContext,
): Promise<MisWritten> {
  const card = await cardOf(told, (phone) => findPeople(phone, context));
  if (card === null) return { skipped: 'no-person' };
  const path = (contact: string): string => `contacts/${encodeURIComponent(contact)}/notes`;
  // A note is read and changed on the card that it was written to.
  const place = progress.ref === null ? card : (progress.steps['card'] ?? card);
  return putOwnText(told, card, progress, {
    read: async (ref) => (await notesOf(place, context)).find((note) => note.ref === ref)?.text ?? null,
    async create(text) {
      const body = [{ note_type: TYPE, params: { text } }];
      const asked = { what: 'note', method: 'POST' as const, path: path(card), body, schema: noteReply };
      const id = (await askAmocrm(context, asked))?.[0]?.id;
      if (id === undefined) throw new AmbiguousFailure('amoCRM, note: the answer names none');
      return String(id);
    },
    async change(ref, text) {
      const body = [{ id: Number(ref), note_type: TYPE, params: { text } }];
      await askAmocrm(context, {
        what: 'change of a note',
        method: 'PATCH',
        path: path(place),
        body,
        schema: noteReply,
      });
    },
  });
}

export async function lookUpOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: AmocrmContext,
): Promise<{ ref: string } | null> {
  const card = await cardOf(told, (phone) => findPeople(phone, context));
  return card === null ? null : findOwnText(told, card, progress, (place) => notesOf(place, context));
}

async function notesOf(contact: string, context: AmocrmContext): Promise<KeptText[]> {
  const notes = await askAmocrm(context, {
    what: 'notes of a contact',
    method: 'GET',
    path: `contacts/${encodeURIComponent(contact)}/notes`,
    query: { 'filter[note_type][]': TYPE, 'order[updated_at]': 'desc', limit: String(NOTES) },
    schema: textNotesReply,
  });
  // In the order in which they were written.
  return (notes ?? []).map(({ id, params }) => ({ ref: String(id), text: params?.text ?? '' })).toReversed();
}
