import { createHash } from 'node:crypto';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { extensionOf } from '../../kit/extension-of.ts';
import type { ToldEvent } from '../../kit/keyed-event.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { secondsOf } from '../../kit/seconds-of.ts';
import { timeOf } from '../../kit/time-of.ts';
import type { Notification } from './notification.ts';
import type { ThreecxSettings } from './settings.ts';

/** `[CallType]` in small letters. A missed call is one that came in and nobody answered. */
const types: Readonly<Record<string, { direction: 'in' | 'out'; answered: boolean }>> = {
  inbound: { direction: 'in', answered: true },
  missed: { direction: 'in', answered: false },
  outbound: { direction: 'out', answered: true },
  notanswered: { direction: 'out', answered: false },
};

/** The whole call at once: its beginning, who talked or rang, and its end. */
export function readCall(told: Notification, settings: ThreecxSettings): ToldEvent[] {
  const word = told.call_type?.toLowerCase().replace(/\s+/g, '') ?? '';
  const type = Object.hasOwn(types, word) ? types[word] : undefined;
  if (type === undefined)
    throw new UnreadableNotification('call_type is not Inbound, Missed, Outbound or NotAnswered', 'call_type');
  const times = timesOf(told);
  const external = toE164(told.number, phoneContextOf(settings));
  const extension = extensionOf(told.agent);
  const call = {
    providerCallId: callIdOf(times.started, external, type.direction),
    direction: type.direction,
    external,
    line: settings.line ?? null,
  };
  const recording = told.recording_url?.startsWith('http')
    ? ({ ref: told.recording_url, kind: 'talk' } as const)
    : null;
  const began: ToldEvent = {
    ...call,
    kind: 'started',
    occurredAt: times.started,
    extension: type.direction === 'out' ? extension : null,
  };
  const over = { ...call, occurredAt: times.ended, extension: null, recording };
  if (type.answered)
    return [
      began,
      { ...call, kind: 'answered', occurredAt: times.answered, extension },
      { ...over, kind: 'ended', seconds: times.seconds },
    ];
  if (type.direction === 'out') return [began, { ...over, kind: 'ended' }];
  const rang: ToldEvent[] =
    extension === null ? [] : [{ ...call, kind: 'ringing', occurredAt: times.started, extension }];
  return [began, ...rang, { ...over, kind: 'missed' }];
}

interface Times {
  started: string;
  answered: string | null;
  ended: string | null;
  seconds: CallEvent['seconds'];
}

/** `[Duration]` is `hh:mm:ss`; it stands in for the time of the answer where 3CX sends none. */
function timesOf(told: Notification): Times {
  const started = instant(told.started_at);
  if (started === null) throw new UnreadableNotification('started_at is missing or no time', 'started_at');
  const ended = instant(told.ended_at);
  const duration = secondsOf(told.duration);
  const answered =
    instant(told.answered_at) ??
    (ended === null || duration === null ? null : new Date(Date.parse(ended) - duration * 1000).toISOString());
  const talk = between(answered, ended) ?? duration;
  return {
    started,
    answered,
    ended,
    seconds: { wait: between(started, answered), talk, total: between(started, ended) },
  };
}

/** A time that was never set comes as the year 1. */
function instant(text: string | null): string | null {
  const time = timeOf(text, 'iso', 'UTC');
  return time === null || time < '2000' ? null : time;
}

function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  return seconds < 0 ? null : seconds;
}

/**
 * 3CX gives the template no id of the call, so the moment of its beginning, the number and the direction stand in: what
 * several agents report of one call is one call by it.
 */
function callIdOf(started: string, external: string | null, direction: 'in' | 'out'): string {
  const canonical = JSON.stringify([started, external, direction]);
  return `3cx-${createHash('sha256').update(canonical).digest('hex').slice(0, 32)}`;
}
