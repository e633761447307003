import type { MisProgress, MisWritten, ToldOutcome } from '../../../src/contracts/mis-api.ts';
import { certainPerson } from '../../kit/certain-person.ts';
import { findOwnText, putOwnText, type KeptText } from '../../kit/own-text.ts';
import { askBitrix, Bitrix24Refusal, type Bitrix24Context } from './ask-bitrix.ts';
import { findPeople } from './people.ts';
import { commentId, commentReply, commentsReply } from './replies.ts';

/** Ours is among the last ones; a page has 50. */
const NEWEST_FIRST = { order: { ID: 'DESC' }, start: 0 };

/** A comment in the timeline of the contact who called, else of the only lead or company with the number. */
export async function writeOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: Bitrix24Context,
): Promise<MisWritten> {
  const card = await cardOf(told, context);
  if (card === null) return { skipped: 'no-person' };
  return putOwnText(told, card, progress, {
    async read(ref) {
      const asked = { method: 'crm.timeline.comment.get', parameters: { id: Number(ref) }, effect: 'read' as const };
      try {
        return (await askBitrix(context, { ...asked, schema: commentReply })).COMMENT;
      } catch (error) {
        if (error instanceof Bitrix24Refusal && error.reason === 'not-found') return null;
        throw error;
      }
    },
    create: (text) =>
      askBitrix(context, {
        method: 'crm.timeline.comment.add',
        parameters: { fields: { ...entityOf(card), COMMENT: text } },
        effect: 'write',
        schema: commentId,
      }),
    async change(ref, text) {
      await askBitrix(context, {
        method: 'crm.timeline.comment.update',
        parameters: { id: Number(ref), fields: { COMMENT: text } },
        effect: 'write',
        schema: commentId,
      });
    },
  });
}

export async function lookUpOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: Bitrix24Context,
): Promise<{ ref: string } | null> {
  const card = await cardOf(told, context);
  return card === null ? null : findOwnText(told, card, progress, (place) => commentsOf(place, context));
}

async function cardOf(told: ToldOutcome, context: Bitrix24Context): Promise<string | null> {
  if (told.person !== null) return told.person.externalId;
  if (told.call.external === null) return null;
  const cards = await findPeople(told.call.external, context);
  const contacts = cards.filter(({ type }) => type === 'CONTACT');
  return certainPerson(told, contacts.length === 0 ? cards : contacts)?.externalId ?? null;
}

async function commentsOf(card: string, context: Bitrix24Context): Promise<KeptText[]> {
  const comments = await askBitrix(context, {
    method: 'crm.timeline.comment.list',
    parameters: { filter: entityOf(card), select: ['ID', 'COMMENT'], ...NEWEST_FIRST },
    effect: 'read',
    schema: commentsReply,
  });
  return comments.map(({ ID, COMMENT }) => ({ ref: ID, text: COMMENT })).toReversed();
}

function entityOf(card: string): Record<string, string | number> {
  const [type = '', id = ''] = card.split(':');
  return { ENTITY_TYPE: type.toLowerCase(), ENTITY_ID: Number(id) };
}
