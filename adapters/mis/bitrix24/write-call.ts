import { TransientFailure } from '../../../src/contracts/failures.ts';
import type { FoundPerson, MisProgress, MisWritten, ToldCall } from '../../../src/contracts/mis-api.ts';
import { callWords, talked } from '../../kit/call-words.ts';
import { certainPerson } from '../../kit/certain-person.ts';
import { askBitrix, Bitrix24Refusal, type Bitrix24Context } from './ask-bitrix.ts';
import { findPeople } from './people.ts';
import { finishReply, registerReply, statisticReply } from './replies.ts';

/** Calls of these are no leads. */
const noLeads: readonly string[] = ['staff', 'contractor', 'spam'];

/** Registers the call and finishes it; each step is remembered, so that a repeat goes on after it. */
export async function writeCall(told: ToldCall, progress: MisProgress, context: Bitrix24Context): Promise<MisWritten> {
  const { external } = told.call;
  if (external === null) return { skipped: 'no-number' };
  if (progress.ref !== null && progress.steps['finished'] !== undefined) return { ref: progress.ref };
  const callId = progress.steps['registered'] ?? (await register(told, external, progress, context));
  if (callId === null) return { skipped: 'no-person' };
  await finish(told, callId, progress, context);
  await progress.finished('finished');
  return { ref: callId };
}

async function register(
  told: ToldCall,
  external: string,
  progress: MisProgress,
  context: Bitrix24Context,
): Promise<string | null> {
  const { settings } = context;
  const { call, startedAs } = told;
  // Begun by a click in the portal, which has registered it and made its card.
  if (startedAs !== undefined && progress.steps['forgotten'] === undefined && (await progress.claim(startedAs))) {
    await progress.finished('registered', startedAs);
    return startedAs;
  }
  const cards = await findPeople(external, context);
  const person = certainPerson(
    told,
    cards.filter(({ type }) => type === 'CONTACT'),
  );
  const several = cards.filter(({ type }) => type === 'CONTACT').length > 1;
  if (person === null && (several || told.unresolved) && settings.households === 'skip') return null;
  const incoming = call.direction === 'in';
  const mayBeLead = settings.unknownCallers === 'lead' && incoming && !noLeads.includes(call.class ?? '');
  const line = call.line === null ? undefined : settings.lines[call.line];
  const { CALL_ID: callId } = await asOperator(told, progress, context, (user) =>
    askBitrix(context, {
      method: 'telephony.externalCall.register',
      parameters: {
        ...user,
        PHONE_NUMBER: external.slice(1),
        TYPE: incoming ? 2 : 1,
        CALL_START_DATE: call.startedAt.replace(/\.\d+Z$/, '+00:00'),
        CRM_CREATE: mayBeLead ? 1 : 0,
        SHOW: 0,
        ADD_TO_CHAT: 0,
        // The same request without a finish gives the same call for 30 minutes; ours tells two calls apart.
        EXTERNAL_CALL_ID: told.key,
        ...(line !== undefined && { LINE_NUMBER: line }),
        ...entityOf(person),
      },
      effect: 'write',
      schema: registerReply,
    }),
  );
  if (!(await progress.claim(callId)))
    throw new TransientFailure('Bitrix24: the portal took it for another call of this number that goes on', {
      onlyThis: true,
    });
  await progress.finished('registered', callId);
  return callId;
}

function entityOf(person: FoundPerson | null): Record<string, string> {
  const [type, id] = person?.externalId.split(':') ?? [];
  return type === undefined || id === undefined ? {} : { CRM_ENTITY_TYPE: type, CRM_ENTITY_ID: id };
}

async function finish(told: ToldCall, callId: string, progress: MisProgress, context: Bitrix24Context): Promise<void> {
  const { call } = told;
  const seconds = talked(call);
  try {
    await asOperator(told, progress, context, (user) =>
      askBitrix(context, {
        method: 'telephony.externalCall.finish',
        parameters: {
          ...user,
          CALL_ID: callId,
          DURATION: seconds,
          STATUS_CODE: statusOf(told),
          FAILED_REASON: call.result === 'answered' ? '' : callWords(call),
          ADD_TO_CHAT: 0,
        },
        effect: 'write',
        schema: finishReply,
      }),
    );
  } catch (error) {
    if (!(error instanceof Bitrix24Refusal) || error.reason !== 'no-call') throw error;
    if (await isFinished(callId, context)) return;
    // The portal forgets a call that was never finished.
    await progress.finished('forgotten');
    await progress.undone('registered');
    throw new TransientFailure('Bitrix24: the portal forgot the call before it was finished', { onlyThis: true });
  }
}

/** https://apidocs.bitrix24.ru: 304 is a missed call; one of ours that nobody took was busy or away, which we are not told. */
function statusOf({ call }: ToldCall): string {
  if (call.result === 'answered') return '200';
  return call.direction === 'in' ? '304' : '480';
}

/** A repeated finish is refused as unknown. Who may not see the statistics is believed to have finished it. */
async function isFinished(callId: string, context: Bitrix24Context): Promise<boolean> {
  try {
    const rows = await askBitrix(context, {
      method: 'voximplant.statistic.get',
      parameters: { FILTER: { CALL_ID: callId } },
      effect: 'read',
      schema: statisticReply,
    });
    return rows.some(({ CALL_ID }) => CALL_ID === callId);
  } catch (error) {
    if (error instanceof Bitrix24Refusal) return true;
    throw error;
  }
}

/** As the employee who took the call; as the account's own one where the portal does not know that extension. */
async function asOperator<Read>(
  { call }: ToldCall,
  progress: MisProgress,
  { settings }: Bitrix24Context,
  ask: (user: Record<string, unknown>) => Promise<Read>,
): Promise<Read> {
  const own = { USER_ID: settings.user };
  const { extension } = call;
  if (extension === null || progress.steps['stranger'] !== undefined) return ask(own);
  const known = settings.users[extension];
  if (known !== undefined) return ask({ USER_ID: known });
  try {
    return await ask({ USER_PHONE_INNER: extension });
  } catch (error) {
    if (!(error instanceof Bitrix24Refusal) || error.reason !== 'no-user') throw error;
    await progress.finished('stranger');
    return ask(own);
  }
}
