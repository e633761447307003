import type { CallEvent } from '../../../src/contracts/call-event.ts';
import type { E164 } from '../../../src/contracts/phone-number.ts';
import type { Party } from './party.ts';
import type { TwilioSettings } from './settings.ts';

export type Status = keyof TwilioSettings['statuses'];

/** A callback with its values read. */
export interface Callback {
  callSid: string;
  parentCallSid: string | null;
  /** CallStatus as it came. */
  word: string | null;
  /** Null: it is about a recording. */
  status: Status | null;
  isInbound: boolean;
  from: Party;
  to: Party;
  seconds: number | null;
  /** RFC 3339 UTC. */
  occurredAt: string | null;
  /** Our number, where the address of the callback tells it. */
  line: E164 | null;
  recording: CallEvent['recording'];
}

type Fact = Pick<CallEvent, 'kind' | 'providerCallId'> & Partial<CallEvent>;

/** The call is the one that dialled; what it dialled are its legs. */
export function factsOfCall(callback: Callback): Fact[] {
  const providerCallId = callback.parentCallSid ?? callback.callSid;
  const facts: Told[] = callback.status === null ? [] : ofStatus(callback, callback.status);
  if (callback.recording !== null) facts.push({ kind: 'recorded', recording: callback.recording });
  return facts.map((fact) => ({ ...fact, providerCallId }));
}

type Told = Omit<Fact, 'providerCallId'>;

function ofStatus(callback: Callback, status: Status): Told[] {
  if (callback.parentCallSid !== null) return ofDialledPart(callback, status);
  return callback.isInbound ? ofIncoming(callback, status) : ofPlaced(callback, status);
}

/**
 * A call that reached Twilio: from outside to one of our numbers, or from a telephone of ours. That it was answered
 * says nothing about a person: the programme of the number answers. Whatever the status, it tells who calls.
 */
function ofIncoming(callback: Callback, status: Status): Told[] {
  const told = callback.from.extension === null ? fromOutside(callback) : fromOurs(callback);
  if (status !== 'ended' && status !== 'failed') return [{ kind: 'started', ...told }];
  return [{ kind: 'ended', ...told, ...endOf(callback) }];
}

function fromOutside({ from, to, line }: Callback): Partial<CallEvent> {
  return { direction: 'in', external: from.number, line: to.number ?? line };
}

/** A programme that dials for a telephone of ours may tell no number yet; then the dialled part tells the direction. */
function fromOurs({ callSid, from, to }: Callback): Partial<CallEvent> {
  const own = { extension: from.extension, legId: callSid };
  if (to.extension !== null) return { ...own, direction: 'internal' };
  return { ...own, direction: to.number === null ? null : 'out', external: to.number };
}

/** A call that an API user placed, to somebody outside or to one of us first. */
function ofPlaced(callback: Callback, status: Status): Told[] {
  const { from, to } = callback;
  const told = { direction: 'out' as const, line: from.number, external: to.number, initiator: 'outbound-api' };
  const leg = { extension: to.extension, legId: to.extension === null ? null : callback.callSid };
  switch (status) {
    case 'dialling':
      return [{ kind: 'started', ...told, ...leg }];
    case 'ringing':
      return [{ kind: 'ringing', ...told, ...leg }];
    case 'talking':
      // One of us who took the telephone has not reached anybody yet; the dialled part will tell.
      return to.extension === null ? [{ kind: 'answered', ...told, ...leg }] : [];
    case 'ended':
    case 'failed':
      return [{ kind: 'ended', ...told, ...endOf(callback) }];
  }
}

/** A leg: one of us is rung, or somebody outside is dialled from the call of one of us. */
function ofDialledPart(callback: Callback, status: Status): Told[] {
  const { from, to } = callback;
  const leg = { extension: to.extension, legId: callback.callSid };
  const told: Partial<CallEvent> =
    to.extension === null
      ? { direction: 'out', external: to.number, line: from.number }
      : from.extension === null
        ? { ...leg, direction: 'in', external: from.number, line: callback.line }
        : { ...leg, direction: 'internal' };
  switch (status) {
    case 'dialling':
      return [];
    case 'ringing':
      return [{ kind: 'ringing', ...told }];
    case 'talking':
      return [{ kind: 'answered', ...told }];
    case 'ended':
    case 'failed': {
      const talk = status === 'ended' ? callback.seconds : null;
      const seconds = talk === null ? null : { wait: null, talk, total: null };
      return [{ kind: 'leg-ended', ...told, reason: callback.word, seconds }];
    }
  }
}

/** CallDuration of the whole call counts the programme and the queue too: no talk time. */
function endOf(callback: Callback): Pick<CallEvent, 'reason' | 'seconds'> {
  const seconds = callback.seconds === null ? null : { wait: null, talk: null, total: callback.seconds };
  return { reason: callback.word, seconds };
}
