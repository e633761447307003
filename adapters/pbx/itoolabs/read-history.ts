import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { instantOf } from '../../kit/instant-of.ts';
import type { ToldEvent } from '../../kit/keyed-event.ts';
import { directionOf, isDepartment, isPerson, partiesOf, type Notification } from './notification.ts';
import type { ItoolabsSettings } from './settings.ts';

/**
 * `cmd=history`: what became of the call, said after it, and the only thing with times. It tells the start, with
 * `status=Success` who talked and how long, and the end. Only the status decides: a login alone is no answer.
 */
export function readHistory(told: Notification, providerCallId: string, settings: ItoolabsSettings): ToldEvent[] {
  const direction = directionOf(told.type) ?? directionOf(told.direction);
  if (direction === null) throw new UnreadableNotification('type of history is neither in nor out', 'type');
  if (told.status === null) throw new UnreadableNotification('status is missing in history', 'status');

  const parties = partiesOf(told, direction, settings);
  const call = { providerCallId, ...parties };
  const talked = told.status.toLowerCase() === 'success' && isPerson(told.user);
  const seconds = secondsOf(told, settings, talked);
  const start = startOf(told.start);
  const end = after(start, seconds?.total ?? null);

  const opening: ToldEvent[] = start === null ? [] : [{ kind: 'started', occurredAt: start, ...call }];
  if (!talked && direction === 'in' && wentToDepartment(told))
    opening.push({ kind: 'queued', occurredAt: start, ...call, extension: null, employeeRef: null });
  const talk: ToldEvent[] = talked
    ? [
        { kind: 'answered', occurredAt: after(start, seconds?.wait ?? null), ...call },
        {
          kind: 'leg-ended',
          occurredAt: end,
          seconds: seconds && { wait: null, talk: seconds.talk, total: null },
          ...call,
        },
      ]
    : [];
  const closing: ToldEvent = {
    kind: parties.direction === 'in' && !talked ? 'missed' : 'ended',
    occurredAt: end,
    reason: told.status,
    seconds,
    recording: told.link === null ? null : { ref: told.link, kind: 'talk' },
    ...call,
  };
  return [...opening, ...talk, closing];
}

/** A missed call that a department had was not given up in the menu. */
function wentToDepartment({ user, groupRealName }: Notification): boolean {
  return groupRealName !== null || (user !== null && isDepartment(user));
}

/** Without `wait` the waiting cannot be told from the talk and counts as talk. */
function secondsOf(
  { wait, duration }: Notification,
  settings: ItoolabsSettings,
  talked: boolean,
): CallEvent['seconds'] {
  if (wait === null && duration === null) return talked ? null : { wait: null, talk: 0, total: null };
  const whole = settings.duration === 'talk' ? (wait ?? 0) + (duration ?? 0) : Math.max(duration ?? 0, wait ?? 0);
  if (!talked) return { wait: wait ?? whole, talk: 0, total: whole };
  return { wait, talk: duration === null ? null : whole - (wait ?? 0), total: whole };
}

/** `20170703T121110Z`, which is UTC. */
function startOf(text: string | null): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  return instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`, 'UTC');
}

function after(start: string | null, seconds: number | null): string | null {
  return start === null || seconds === null ? null : new Date(Date.parse(start) + seconds * 1000).toISOString();
}
