import type { ToldCall } from '../../../src/contracts/mis-api.ts';
import { callNote } from '../../kit/call-note.ts';
import { talked } from '../../kit/call-words.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import { phoneValues } from '../../kit/phone-values.ts';
import type { Values } from './templates.ts';

/** `started` and `ended` are local to the branch, `yyyy-MM-dd HH:mm:ss`; `call` is what webhooks are told of a call. */
export function callValues(told: ToldCall, person: { externalId: string; name: string | null } | null): Values {
  const { key, revision, call } = told;
  return {
    ...{ key, revision, call, person, seconds: talked(call), note: callNote(told), recording: call.recordingUrl },
    ...phoneValues(call.external),
    started: localTimeOf(call.startedAt, call.zone),
    ended: call.endedAt === null ? null : localTimeOf(call.endedAt, call.zone),
  };
}
