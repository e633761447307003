import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldCall, ToldRecording, ToldTicket } from '../../../src/contracts/mis-api.ts';
import type { SqlValues } from '../../../src/contracts/sql-statement.ts';
import type { SqlDone } from '../../../src/contracts/sql-target.ts';
import { callerOf, unwanted } from '../../kit/caller-of.ts';
import { goSql } from '../../kit/sql-place.ts';
import { findPeople, type SqlContext } from './people.ts';
import { callValues, ticketValues } from './values.ts';

const KEY = 'key';

export async function writeCall(told: ToldCall, progress: MisProgress, context: SqlContext): Promise<MisWritten> {
  const { call } = context.settings;
  if (call === undefined) throw new PermanentFailure('SQL: the account says not how calls are written');
  const known = progress.ref;
  const change = call.upsert ?? call.update;
  if (known !== null && (change === undefined || Number(progress.steps['revision'] ?? 0) >= told.revision))
    return { ref: known };
  const caller = await knownCaller(told, context);
  const skipped = known === null ? unwanted(told, caller, call) : null;
  if (skipped !== null) return { skipped };
  const key = keyOf(told, progress);
  // A call that another one took over keeps its row, and the row its key.
  if (progress.steps[KEY] === undefined) await progress.finished(KEY, key);
  const values = callValues(told, caller.person, { key, ref: known });
  const text = known === null ? (call.upsert ?? call.insert ?? '') : change!;
  const done = await write(context, text, values);
  if (known !== null && call.upsert === undefined) foundIts(done, 'call.update');
  await progress.finished('revision', String(told.revision));
  return { ref: known ?? firstCell(done) ?? key };
}

/** A row that is there and can be changed is taken for ours, and put right instead of being believed. */
export async function lookUpCall(
  told: ToldCall,
  progress: MisProgress,
  context: SqlContext,
): Promise<{ ref: string } | null> {
  const { call } = context.settings;
  if (call?.lookUp === undefined || progress.ref !== null) return null;
  const values = callValues(told, told.person, { key: keyOf(told, progress), ref: null });
  const [found] = await goSql(context.settings, context, [{ text: call.lookUp, values, effect: 'read' }]);
  const ref = firstCell(found);
  if (ref === null || call.update === undefined) return ref === null ? null : { ref };
  await progress.claim(ref);
  return null;
}

export async function attachRecording(
  ref: string,
  told: ToldRecording,
  progress: MisProgress,
  context: SqlContext,
): Promise<void> {
  const { recording } = context.settings;
  if (recording === undefined) throw new PermanentFailure('SQL: the account says not how recordings are added');
  if (progress.steps['attached'] !== undefined) return;
  if (told.url === null) throw new PermanentFailure('SQL: no address of the recording; see recordings.publicAddress');
  const values = { ref, recording: told.url, seconds: told.seconds };
  foundIts(await write(context, recording, values), 'recording');
  await progress.finished('attached');
}

export async function createTicket(told: ToldTicket, progress: MisProgress, context: SqlContext): Promise<MisWritten> {
  const { ticket } = context.settings;
  if (ticket === undefined) throw new PermanentFailure('SQL: the account says not how requests are written');
  if (progress.ref !== null) return { ref: progress.ref };
  const { person } = await knownCaller(told, context);
  const done = await write(context, ticket.upsert ?? ticket.insert ?? '', ticketValues(told, person));
  return { ref: firstCell(done) ?? told.key };
}

function knownCaller(told: ToldCall, context: SqlContext): ReturnType<typeof callerOf> {
  return callerOf(told, context.settings.find === undefined ? null : (phone) => findPeople(phone, context));
}

function keyOf(told: ToldCall, progress: MisProgress): string {
  return progress.steps[KEY] ?? told.key;
}

async function write(context: SqlContext, text: string, values: SqlValues): Promise<SqlDone | undefined> {
  const [done] = await goSql(context.settings, context, [{ text, values, effect: 'write' }]);
  return done;
}

/** What the table calls the row, where the statement returns it. */
function firstCell(done: SqlDone | undefined): string | null {
  return Object.values(done?.rows[0] ?? {})[0] ?? null;
}

function foundIts(done: SqlDone | undefined, what: string): void {
  if (done?.changed === 0)
    throw new PermanentFailure(`SQL, ${what}: no row was changed; is the row there, and does the statement find it?`);
}
