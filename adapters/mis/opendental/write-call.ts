import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldCall } from '../../../src/contracts/mis-api.ts';
import { callNote, noteMark } from '../../kit/call-note.ts';
import { followedText, remember as rememberText } from '../../kit/own-text.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import { askOpenDental, pagesOf, type OpenDentalContext } from './ask-open-dental.ts';
import { commlogsOf } from './commlogs.ts';
import { commlogReply, commlogsReply } from './replies.ts';

/** A commlog of the patient; what is said again is rewritten where the clinic’s version can. */
export async function writeCall(
  told: ToldCall,
  progress: MisProgress,
  context: OpenDentalContext,
): Promise<MisWritten> {
  if (progress.ref !== null) return rewrite(progress.ref, told, progress, context);
  const { call, person } = told;
  if (person === null) return { skipped: 'no-person' };
  const { settings } = context;
  const note = callNote(told);
  await rememberText(note, progress);
  const { CommlogNum } = await askOpenDental(context, {
    what: 'commlog',
    method: 'POST',
    path: 'commlogs',
    body: {
      PatNum: Number(person.externalId),
      CommDateTime: localTimeOf(call.startedAt, settings.zone ?? call.zone),
      ...(settings.commType !== undefined && { commType: settings.commType }),
      Mode_: 'Phone',
      SentOrReceived: call.direction === 'in' ? 'Received' : 'Sent',
      Note: note,
    },
    schema: commlogReply,
  });
  await remember(told, progress);
  return { ref: String(CommlogNum) };
}

async function rewrite(
  ref: string,
  told: ToldCall,
  progress: MisProgress,
  context: OpenDentalContext,
): Promise<MisWritten> {
  const known = Number(progress.steps['revision'] ?? 0);
  if (!context.settings.corrections || known >= told.revision) return { ref };
  const owner = progress.steps['person'];
  if (owner !== undefined && owner !== (told.person?.externalId ?? ''))
    throw new PermanentFailure(
      'Open Dental: the record hangs on another card, and a commlog cannot be moved; correct it there',
    );
  const card = owner ?? told.person?.externalId ?? '';
  const now = (await commlogsOf(card, context)).find((log) => log.ref === ref)?.text;
  if (now === undefined)
    throw new PermanentFailure('Open Dental: the record is gone there, and is not written a second time');
  await askOpenDental(context, {
    what: 'change of a commlog',
    method: 'PUT',
    path: `commlogs/${encodeURIComponent(ref)}`,
    body: { Note: await followedText(now, callNote(told), progress) },
    schema: commlogReply,
  });
  await remember(told, progress);
  return { ref };
}

async function remember({ revision, person }: ToldCall, progress: MisProgress): Promise<void> {
  await progress.finished('revision', String(revision));
  if (person !== null) await progress.finished('person', person.externalId);
}

/**
 * By our key, among all records of the patient: older versions of the API filter by nothing else. One that says
 * something else is taken for ours and is not what this revision says, so that it is rewritten.
 */
export async function lookUpCall(
  told: ToldCall,
  progress: MisProgress,
  context: OpenDentalContext,
): Promise<{ ref: string } | null> {
  if (told.person === null) return null;
  const query = { PatNum: told.person.externalId };
  for await (const rows of pagesOf(context, { what: 'commlogs', path: 'commlogs', query, schema: commlogsReply })) {
    const found = rows.find(({ Note }) => Note?.includes(noteMark(told)) === true);
    if (found === undefined) continue;
    const ref = String(found.CommlogNum);
    if (!context.settings.corrections || sameText(found.Note ?? '', callNote(told))) return { ref };
    await progress.claim(ref);
    return null;
  }
  return null;
}

function sameText(one: string, other: string): boolean {
  const bare = (text: string): string => text.replace(/\s+/g, ' ').trim();
  return bare(one) === bare(other);
}
