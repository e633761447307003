import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, MisWritten, ToldCall } from '../../../src/contracts/mis-api.ts';
import { talked } from '../../kit/call-words.ts';
import { askYclients, type YclientsContext } from './ask-yclients.ts';
import { acceptedReply } from './replies.ts';

/** A line of the call history. It is answered 202 always, and nothing can be read back: our key is all that is known. */
export async function writeCall(told: ToldCall, progress: MisProgress, context: YclientsContext): Promise<MisWritten> {
  if (progress.ref !== null) return { ref: progress.ref };
  const { call, key } = told;
  const { settings } = context;
  if (settings.crmToken === undefined) throw new PermanentFailure('YCLIENTS: the account has no crmToken');
  if (call.external === null) return { skipped: 'no-number' };
  const user = call.extension === null ? undefined : settings.users[call.extension];
  await askYclients(context, {
    what: 'call history',
    path: 'voip/integration',
    body: {
      command: 'history',
      type: call.direction === 'in' ? 'incoming' : 'outgoing',
      crm_token: settings.crmToken,
      phone: written(call.external, settings.numbers),
      diversion: call.line === null ? '' : written(call.line, settings.numbers),
      ...(user !== undefined && { user }),
      duration: talked(call),
      ...(call.recordingUrl !== null && { link: call.recordingUrl }),
      call_id: key,
      status: call.result === 'answered' ? 'success' : 'missed',
      date: call.startedAt,
    },
    effect: 'write',
    asUser: false,
    schema: acceptedReply,
  });
  return { ref: key };
}

/** A number as the account writes numbers. */
export function written(number: string, numbers: 'digits' | 'plus'): string {
  return numbers === 'plus' ? number : number.slice(1);
}
