import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { secondsOf } from '../../kit/seconds-of.ts';
import type { Notification } from './notification.ts';

/** `Duration` of a `hangup` is the talk, in microseconds; null where nobody talked. */
export function talkedSeconds(told: Notification): CallEvent['seconds'] {
  const talk = told.CallStatus?.toUpperCase() === 'ANSWER' ? secondsOf(told.Duration, 'us') : null;
  return talk === null ? null : { wait: null, talk, total: null };
}
