import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type {
  MisProgress,
  MisWritten,
  ToldCall,
  ToldOutcome,
  ToldRecording,
  ToldTicket,
} from '../../../src/contracts/mis-api.ts';
import { unusable } from '../../kit/ask.ts';
import { unwanted } from '../../kit/caller-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { askHttp, type HttpContext } from './ask-http.ts';
import { callerOf } from './people.ts';
import { callValues } from './values.ts';

export async function writeCall(told: ToldCall, progress: MisProgress, context: HttpContext): Promise<MisWritten> {
  const { call } = context.settings;
  if (call === undefined) throw new PermanentFailure('HTTP: the account says not how calls are written');
  const known = progress.ref;
  if (known !== null && (call.update === undefined || Number(progress.steps['revision'] ?? 0) >= told.revision))
    return { ref: known };
  const { person, several } = await callerOf(told, context);
  const skipped = known === null ? unwanted(told, { person, several }, call) : null;
  if (skipped !== null) return { skipped };
  const values = { ...callValues(told, person), ref: known };
  const request = known === null ? call : call.update!;
  const answer = await askHttp(context, { what: known === null ? 'call' : 'update', request, values, effect: 'write' });
  const ref = known ?? refIn(answer, call.ref, told.key);
  if (ref === null) throw unusable('HTTP, call', { method: 'POST' }, 'nothing where call.ref says');
  await progress.finished('revision', String(told.revision));
  return { ref };
}

/** One that is there and can be changed is taken for ours, and put right instead of being believed. */
export async function lookUpCall(
  told: ToldCall,
  progress: MisProgress,
  context: HttpContext,
): Promise<{ ref: string } | null> {
  const { call } = context.settings;
  if (call?.lookUp === undefined || progress.ref !== null) return null;
  const values = callValues(told, told.person);
  const answer = await askHttp(context, { what: 'look-up', request: call.lookUp, values, effect: 'read' });
  const ref = textOf(valueAt(answer, call.lookUp.ref));
  if (ref === null || call.update === undefined) return ref === null ? null : { ref };
  await progress.claim(ref);
  return null;
}

export async function attachRecording(
  ref: string,
  told: ToldRecording,
  progress: MisProgress,
  context: HttpContext,
): Promise<void> {
  const { recording } = context.settings;
  if (recording === undefined) throw new PermanentFailure('HTTP: the account says not how recordings are added');
  if (progress.steps['attached'] !== undefined) return;
  if (told.url === null) throw new PermanentFailure('HTTP: no address of the recording; see recordings.publicAddress');
  const values = { ref, key: told.key, recording: told.url, seconds: told.seconds };
  await askHttp(context, { what: 'recording', request: recording, values, effect: 'write' });
  await progress.finished('attached');
}

export async function createTicket(told: ToldTicket, progress: MisProgress, context: HttpContext): Promise<MisWritten> {
  const { ticket } = context.settings;
  if (ticket === undefined) throw new PermanentFailure('HTTP: the account says not how requests are written');
  if (progress.ref !== null) return { ref: progress.ref };
  const { person } = await callerOf(told, context);
  const values = {
    ...callValues(told, person),
    ...{ text: told.text, due: told.dueAt.toISOString(), request: told.request ?? null },
  };
  const answer = await askHttp(context, { what: 'ticket', request: ticket, values, effect: 'write' });
  const ref = refIn(answer, ticket.ref, told.key);
  if (ref === null) throw unusable('HTTP, ticket', { method: 'POST' }, 'nothing where ticket.ref says');
  return { ref };
}

/** In a field of its own, as the configuration says: without `update` nothing that is there is changed. */
export async function writeOutcome(
  told: ToldOutcome,
  progress: MisProgress,
  context: HttpContext,
): Promise<MisWritten> {
  const { outcome } = context.settings;
  if (outcome === undefined) throw new PermanentFailure('HTTP: the account says not how outcomes are written');
  const known = progress.ref;
  if (known !== null && Number(progress.steps['revision'] ?? 0) >= told.revision) return { ref: known };
  const { person } = await callerOf(told, context);
  if (person === null) return { skipped: 'no-person' };
  const request = known === null ? outcome : (outcome.update ?? outcome);
  const { said, text } = told;
  const values = { ...callValues(told, person), said, text, ref: known };
  const answer = await askHttp(context, { what: 'outcome', request, values, effect: 'write' });
  const changed = known !== null && outcome.update !== undefined;
  const ref = changed ? known : refIn(answer, outcome.ref, `${told.key}-${told.revision}`);
  if (ref === null) throw unusable('HTTP, outcome', { method: 'POST' }, 'nothing where outcome.ref says');
  await progress.finished('revision', String(told.revision));
  return { ref };
}

function refIn(answer: unknown, path: string | undefined, key: string): string | null {
  return path === undefined ? key : textOf(valueAt(answer, path));
}
