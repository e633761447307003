import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { timeOf } from '../../kit/time-of.ts';
import { namesOfWord } from '../../kit/words-of.ts';
import { factsOfCall, type Callback, type Status } from './facts-of-call.ts';
import { partyOf } from './party.ts';
import type { CallResource, RecordingResource } from './resources.ts';
import type { TwilioSettings } from './settings.ts';

interface Told {
  account: string;
  settings: TwilioSettings;
}

/** What the callbacks of these calls would have told: what was dialled is a part of the call that dialled it. */
export function eventsOfCalls(
  calls: readonly CallResource[],
  recordings: readonly RecordingResource[],
  { account, settings }: Told,
): CallEvent[] {
  const facts = calls.flatMap((call) =>
    momentsOf(call, settings).flatMap(({ status, at }) =>
      factsOfCall(callbackOf(call, status, settings)).map((fact) => ({ occurredAt: at, ...fact })),
    ),
  );
  const recorded = recordings.flatMap(({ sid, call_sid, status }) =>
    call_sid === null || (status !== null && status !== 'completed')
      ? []
      : [
          {
            kind: 'recorded' as const,
            providerCallId: call_sid,
            recording: { ref: addressOf(sid, settings), kind: 'talk' as const },
          },
        ],
  );
  const events = [...facts, ...recorded].map((fact) => keyedEvent(account, fact, {}));
  return [...new Map(events.map((event) => [event.eventKey, event])).values()];
}

/** As `RecordingUrl` of the callbacks writes it, wherever we ask, so that both name one recording. */
function addressOf(recordingSid: string, { api }: TwilioSettings): string {
  return `https://api.twilio.com/2010-04-01/Accounts/${api?.accountSid}/Recordings/${recordingSid}`;
}

/** The states that the call went through, as far as its resource still tells when. */
function momentsOf(call: CallResource, settings: TwilioSettings): { status: Status; at: string | null }[] {
  const [status] = namesOfWord(call.status, settings.statuses);
  const startedAt = timeOf(call.start_time, 'rfc2822', 'UTC');
  const endedAt = timeOf(call.end_time, 'rfc2822', 'UTC');
  const began = { status: 'dialling' as const, at: startedAt };
  const rang = { status: 'ringing' as const, at: startedAt };
  switch (status) {
    case 'ringing':
      return [began, rang];
    case 'talking':
      // When it was answered is not told while it goes on.
      return [began, rang, { status, at: null }];
    case 'failed':
      return [began, rang, { status, at: endedAt ?? startedAt }];
    case 'ended': {
      // `duration` counts from the answer.
      const answered =
        endedAt === null || call.duration === null ? null : new Date(Date.parse(endedAt) - call.duration * 1000);
      return [began, rang, { status: 'talking', at: answered?.toISOString() ?? null }, { status, at: endedAt }];
    }
    default:
      return [began];
  }
}

function callbackOf(call: CallResource, status: Status, settings: TwilioSettings): Callback {
  const isOver = status === 'ended' || status === 'failed';
  return {
    callSid: call.sid,
    parentCallSid: call.parent_call_sid,
    word: isOver ? call.status : null,
    status,
    isInbound: call.direction === 'inbound',
    from: partyOf(call.from, settings),
    to: partyOf(call.to, settings),
    seconds: isOver ? call.duration : null,
    occurredAt: null,
    line: null,
    recording: null,
  };
}
