import type { CallEvent, Direction } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { ToldEvent } from '../../kit/keyed-event.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { timeOf } from '../../kit/time-of.ts';
import type { Notification } from './notification.ts';
import type { BeelineSettings } from './settings.ts';

type Part = Pick<ToldEvent, 'providerCallId'> & Partial<CallEvent>;

/**
 * Every employee who is rung has a part of the call with its own `callId`; `extTrackingId` joins the parts. No event
 * says that the whole call is over: it is when all its parts are, which is how joined calls end.
 */
export function readEvent(told: Notification, extension: string | null, settings: BeelineSettings): ToldEvent[] {
  const read = Object.hasOwn(readers, told.type) ? readers[told.type] : undefined;
  if (read === undefined) return [];
  if (told.callId === null) throw new UnreadableNotification('callId is missing', 'callId');
  const direction = directionOf(told);
  const isOwnNumber = told.personality?.toLowerCase() === 'click-to-dial';
  const part: Part = {
    providerCallId: told.callId,
    linkedCallIds: told.extTrackingId === null ? [] : [told.extTrackingId],
    legId: told.callId,
    extension,
    employeeRef: told.targetId,
    direction,
    external: direction === 'internal' || isOwnNumber ? null : toE164(told.address, phoneContextOf(settings)),
    line: direction === 'internal' ? null : (settings.line ?? null),
  };
  return read(told, part, settings);
}

const readers: Readonly<Record<string, (told: Notification, part: Part, settings: BeelineSettings) => ToldEvent[]>> = {
  CallReceivedEvent: (told, part) => {
    const at = { occurredAt: instant(told.startTime) };
    return [
      { ...part, ...at, kind: 'started', legId: null, extension: null, employeeRef: null },
      { ...part, ...at, kind: 'ringing' },
    ];
  },
  CallOriginatedEvent: (told, part) => [{ ...part, kind: 'started', occurredAt: instant(told.startTime) }],
  CallAnsweredEvent: (told, part) => [answerOf(told, part)],
  CallReleasedEvent: (told, part, settings) => [
    // Said once more, so that a lost answer does not make a missed call.
    ...(told.answerTime === null ? [] : [answerOf(told, part)]),
    ...endOf(told, part, settings),
  ],
  CallRedirectedEvent: (told, part, settings) => [
    { ...part, kind: 'transferred', legId: null },
    ...endOf(told, part, settings),
  ],
};

function answerOf(told: Notification, part: Part): ToldEvent {
  return { ...part, kind: 'answered', occurredAt: instant(told.answerTime) };
}

/** Of this part, and of the attempt that it was. One that was not answered is missed unless a colleague's was. */
function endOf(told: Notification, part: Part, { recordings }: BeelineSettings): ToldEvent[] {
  const [start, answer, end] = [told.startTime, told.answerTime, told.releaseTime].map(instant);
  const talked = answer != null;
  const canBeRecorded = recordings && talked && told.extTrackingId !== null && told.targetId !== null;
  const seconds = talked
    ? { wait: between(start, answer), talk: between(answer, end), total: between(start, end) }
    : null;
  const attempt: ToldEvent = { ...part, kind: 'leg-ended', occurredAt: end ?? null, seconds };
  const whole: ToldEvent = {
    ...part,
    kind: !talked && part.direction === 'in' ? 'missed' : 'ended',
    occurredAt: end ?? null,
    reason: told.internalReleaseCause ?? told.releasingParty,
    seconds,
    recording: canBeRecorded ? { ref: `${told.extTrackingId}/${told.targetId}`, kind: 'talk' } : null,
  };
  return [attempt, whole];
}

function directionOf({ callType, personality }: Notification): Direction | null {
  if (callType?.toLowerCase() === 'group') return 'internal';
  const word = personality?.toLowerCase() ?? '';
  return word === 'terminator' ? 'in' : word === 'originator' || word === 'click-to-dial' ? 'out' : null;
}

/** Milliseconds since 1970; one reader saw ISO 8601. */
function instant(text: string | null): string | null {
  return timeOf(text, 'unix-ms', 'UTC') ?? timeOf(text, 'iso', 'UTC');
}

function between(from: string | null | undefined, to: string | null | undefined): number | null {
  if (from == null || to == null) return null;
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  return seconds < 0 ? null : seconds;
}
