import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { ToldCall } from '../../../src/contracts/mis-api.ts';
import type { E164 } from '../../../src/contracts/phone-number.ts';
import { callNote } from '../../kit/call-note.ts';
import { talked } from '../../kit/call-words.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import type { Values } from './templates.ts';

/** A number in the ways in which systems write it. */
export function phoneValues(phone: E164 | null): Values {
  if (phone === null) return { phone: null, digits: null, national: null };
  const national = parsePhoneNumberFromString(phone)?.nationalNumber ?? phone.slice(1);
  return { phone, digits: phone.slice(1), national };
}

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
