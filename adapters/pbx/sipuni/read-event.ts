import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ToldEvent } from '../../kit/keyed-event.ts';
import { timeOf } from '../../kit/time-of.ts';
import { wasAnswered, type Notification } from './notification.ts';
import { extensionOf, partiesOf, type Parties } from './parties.ts';
import type { SipuniSettings } from './settings.ts';

/** By the number in `event`: 1 a call, 3 an answer, 2 the end of the call, 4 the end of one part of it in a transfer. */
export function readEvent(told: Notification, settings: SipuniSettings): ToldEvent[] {
  if (told.call_id === null) throw new UnreadableNotification('call_id is missing', 'call_id');
  const parties = partiesOf(told, settings);
  const call = {
    providerCallId: told.call_id,
    occurredAt: timeOf(told.timestamp, 'unix', 'UTC'),
    ...parties,
  };
  switch (told.event) {
    case '1':
      // One comes for the line that is called and one for each member of a group.
      return [{ ...call, kind: parties.direction !== 'out' && parties.extension !== null ? 'ringing' : 'started' }];
    case '3':
      return [{ ...call, kind: 'answered', extension: parties.extension ?? lastCalled(told) }];
    case '2':
      return [endOf(told, call, parties)];
    case '4':
      return transferOf(told, call);
    default:
      throw new UnreadableNotification('event is not one of 1, 2, 3, 4', 'event');
  }
}

type Common = Pick<ToldEvent, 'providerCallId'> & Partial<CallEvent>;

function endOf(told: Notification, call: Common, { direction, extension }: Parties): ToldEvent {
  const answered = wasAnswered(told);
  return {
    ...call,
    kind: direction === 'in' && !answered ? 'missed' : 'ended',
    extension: answered ? (extension ?? lastCalled(told)) : null,
    reason: told.status,
    seconds: secondsOf(told),
    recording: recordingOf(told),
  };
}

/** Who transferred is out of the call; whom it was transferred to rings and answers by events of his own. */
function transferOf(told: Notification, call: Common): ToldEvent[] {
  const extension = extensionOf(told.transfer_from, told.user_id);
  const transferred: ToldEvent = { ...call, kind: 'transferred', extension };
  if (extension === null) return [{ ...transferred, recording: recordingOf(told) }];
  return [transferred, { ...call, kind: 'leg-ended', extension, recording: recordingOf(told) }];
}

/** The link also comes with calls that nobody answered; there is nothing behind it then. */
function recordingOf(told: Notification): CallEvent['recording'] {
  const link = wasAnswered(told) ? told.call_record_link : null;
  return link === null ? null : { ref: link, kind: 'talk' };
}

/** One who was called. Several, `101&102`, do not tell who talked. */
function lastCalled({ last_called, user_id }: Notification): string | null {
  return extensionOf(last_called, user_id);
}

/** A time of the answer that is not after the start was seen on calls that nobody had answered yet: not believed. */
function secondsOf(told: Notification): CallEvent['seconds'] {
  const [start, answer, end] = [told.call_start_timestamp, told.call_answer_timestamp, told.timestamp].map((moment) =>
    timeOf(moment, 'unix', 'UTC'),
  );
  const total = secondsBetween(start, end);
  const believed = wasAnswered(told) && (secondsBetween(start, answer) ?? 0) > 0 ? answer : null;
  if (total === null && believed === null) return null;
  return { wait: secondsBetween(start, believed), talk: secondsBetween(believed, end), total };
}

function secondsBetween(from: string | null | undefined, to: string | null | undefined): number | null {
  if (from == null || to == null) return null;
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  return seconds < 0 ? null : seconds;
}
