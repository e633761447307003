import type { MisProgress, MisWritten, ToldOutcome } from '../../../src/contracts/mis-api.ts';
import { findOwnText, putOwnText } from '../../kit/own-text.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import { askOpenDental, type OpenDentalContext } from './ask-open-dental.ts';
import { commlogsOf } from './commlogs.ts';
import { commlogReply } from './replies.ts';

/** A commlog of its own beside that of the call, which people may write in. */
export async function writeOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: OpenDentalContext,
): Promise<MisWritten> {
  const { person, call, said } = told;
  if (person === null) return { skipped: 'no-person' };
  const { settings } = context;
  const place = progress.ref === null ? person.externalId : (progress.steps['card'] ?? person.externalId);
  return putOwnText(told, person.externalId, progress, {
    read: async (ref) => (await commlogsOf(place, context)).find((log) => log.ref === ref)?.text ?? null,
    async create(text) {
      const { CommlogNum } = await askOpenDental(context, {
        what: 'commlog of an outcome',
        method: 'POST',
        path: 'commlogs',
        body: {
          PatNum: Number(person.externalId),
          CommDateTime: localTimeOf(said.saidAt ?? call.startedAt, settings.zone ?? call.zone),
          ...(settings.commType !== undefined && { commType: settings.commType }),
          Mode_: 'None',
          SentOrReceived: 'Neither',
          Note: text,
        },
        schema: commlogReply,
      });
      return String(CommlogNum);
    },
    change: settings.corrections
      ? async (ref, text) => {
          await askOpenDental(context, {
            what: 'change of a commlog',
            method: 'PUT',
            path: `commlogs/${encodeURIComponent(ref)}`,
            body: { Note: text },
            schema: commlogReply,
          });
        }
      : null,
  });
}

export async function lookUpOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: OpenDentalContext,
): Promise<{ ref: string } | null> {
  const card = told.person?.externalId;
  return card === undefined ? null : findOwnText(told, card, progress, (place) => commlogsOf(place, context));
}
