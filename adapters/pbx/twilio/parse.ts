import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord, type NotificationRecord } from '../../kit/body.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { numberOf } from '../../kit/number-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { timeOf } from '../../kit/time-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { namesOfWord } from '../../kit/words-of.ts';
import { factsOfCall, type Callback, type Status } from './facts-of-call.ts';
import { partyOf } from './party.ts';
import type { TwilioSettings } from './settings.ts';

/** A status callback of a call, of one dialled part of it, or of a recording. Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<TwilioSettings>): CallEvent[] {
  const record = readRecord(request);
  if (record === null) throw new UnreadableNotification('The request has no parameters of a Twilio callback');
  const callback = readCallback({ ...request.query, ...record }, settings);
  const { fields } = settings;
  const names = {
    providerCallId: fields.callSid,
    legId: fields.callSid,
    extension: fields.to,
    recording: fields.recording,
  };
  return factsOfCall(callback).map((fact) => keyedEvent(account, { occurredAt: callback.occurredAt, ...fact }, names));
}

function readCallback(record: NotificationRecord, settings: TwilioSettings): Callback {
  const { fields } = settings;
  const told = (field: keyof typeof fields): string | null => textOf(valueAt(record, fields[field]));
  const callSid = told('callSid');
  if (callSid === null) throw new UnreadableNotification(`${fields.callSid} is missing`, fields.callSid);
  const direction = told('direction')?.toLowerCase() ?? null;
  return {
    callSid,
    parentCallSid: told('parentCallSid'),
    word: told('status'),
    status: statusOf(told('status'), told('recording'), settings),
    isInbound: direction === 'inbound',
    from: partyOf(told('from'), settings),
    to: partyOf(told('to'), settings),
    seconds: numberOf(told('duration')),
    occurredAt: timeOf(told('time'), 'rfc2822', 'UTC'),
    line: partyOf(told('line'), settings).number,
    recording: recordingOf(told('recording'), told('recordingStatus'), told('recordingKind')),
  };
}

function recordingOf(ref: string | null, status: string | null, kind: string | null): CallEvent['recording'] {
  if (ref === null || (status !== null && status !== 'completed')) return null;
  return { ref, kind: kind === 'voicemail' ? 'voicemail' : 'talk' };
}

/** Null for a callback about a recording, which tells nothing about the call. */
function statusOf(word: string | null, recording: string | null, settings: TwilioSettings): Status | null {
  const [status] = word === null ? [] : namesOfWord(word, settings.statuses);
  if (status !== undefined) return status;
  if (word === null && recording !== null) return null;
  const found = word === null ? 'is missing' : 'is in no list of statuses';
  throw new UnreadableNotification(`${settings.fields.status} ${found}`, settings.fields.status);
}
