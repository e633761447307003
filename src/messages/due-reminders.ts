import { DateTime } from 'luxon';
import type { ReminderPolicy } from '../platform/configuration/index.ts';
import { lastSending, nextSending, type SendingHours } from './sending-hours.ts';

/** A visit that somebody may be reminded of. */
export interface RemindedVisit {
  id: number;
  /** Null: not known; then no reminder. */
  branch: string | null;
  zone: string;
  startsAt: Date;
  /** Whom it goes to, E.164; null: nobody who can get an SMS. */
  phone: string | null;
}

/** One message to one number about its visits of one day. */
export interface PlannedReminder {
  key: string;
  policy: string;
  template: string;
  branch: string;
  zone: string;
  phone: string;
  /** Local, `yyyy-MM-dd`. */
  day: string;
  dueAt: Date;
  expiresAt: Date;
  visits: number[];
}

/**
 * What is to be sent about these visits, all of them expected and not confirmed yet. One message for a policy, number and
 * day, timed by the earliest visit. What falls into quiet hours is told before them; what can no more be told in time is
 * told as soon as it may be, while the visit is far enough ahead.
 */
export function dueReminders(
  visits: readonly RemindedVisit[],
  policies: readonly ReminderPolicy[],
  options: { now: Date; hours(branch: string): SendingHours | null },
): PlannedReminder[] {
  const planned = new Map<string, PlannedReminder & { first: Date }>();
  // Many visits begin at the same time, and calendars are slow.
  const days = remembered((startsAt: Date, zone: string) => localDay(startsAt, zone));
  const timed = remembered(timesOf);
  const inOrder = visits.toSorted(
    (one, other) => one.startsAt.getTime() - other.startsAt.getTime() || one.id - other.id,
  );
  for (const visit of inOrder) {
    const { branch, phone } = visit;
    const hours = branch === null ? null : options.hours(branch);
    if (branch === null || phone === null || hours === null) continue;
    const day = days(`${visit.startsAt.getTime()} ${hours.zone}`, visit.startsAt, hours.zone);
    for (const policy of policies) {
      if (policy.branches !== undefined && !policy.branches.includes(branch)) continue;
      const key = reminderKey(policy.id, phone, day);
      const known = planned.get(key);
      if (known !== undefined) {
        known.visits.push(visit.id);
        continue;
      }
      const times = timed(
        `${visit.startsAt.getTime()} ${branch} ${policy.id}`,
        visit.startsAt,
        policy,
        hours,
        options.now,
      );
      if (times === null) continue;
      planned.set(key, {
        ...{ key, policy: policy.id, template: policy.template, branch, zone: hours.zone, phone, day },
        ...{ ...times, visits: [visit.id], first: visit.startsAt },
      });
    }
  }
  return [...planned.values()].map(({ first: _first, ...reminder }) => reminder);
}

export function reminderKey(policy: string, phone: string, day: string): string {
  return `reminder ${policy} ${phone} ${day}`;
}

export function localDay(at: Date, zone: string): string {
  return DateTime.fromMillis(at.getTime(), { zone }).toFormat('yyyy-MM-dd');
}

function timesOf(
  startsAt: Date,
  policy: ReminderPolicy,
  all: SendingHours,
  now: Date,
): { dueAt: Date; expiresAt: Date } | null {
  const hours = { ...all, whileOpen: policy.whileOpen };
  const expiresAt = new Date(startsAt.getTime() - policy.leastMinutesAhead * 60_000);
  if (expiresAt <= now) return null;
  const wished = wishedTime(startsAt, policy, hours.zone);
  const dueAt = lastSending(hours, wished);
  const at = dueAt !== null && dueAt >= now ? dueAt : nextSending(hours, now);
  return at === null || at >= expiresAt ? null : { dueAt: at, expiresAt };
}

function wishedTime(startsAt: Date, { dayBefore, hoursBefore = 0 }: ReminderPolicy, zone: string): Date {
  if (dayBefore === undefined) return new Date(startsAt.getTime() - hoursBefore * 3600_000);
  return DateTime.fromMillis(startsAt.getTime(), { zone })
    .startOf('day')
    .minus({ days: 1 })
    .set({ hour: Math.floor(dayBefore / 60), minute: dayBefore % 60 })
    .toJSDate();
}

function remembered<Given extends unknown[], Answer>(
  work: (...given: Given) => Answer,
): (key: string, ...given: Given) => Answer {
  const known = new Map<string, Answer>();
  return (key, ...given) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const answer = work(...given);
    known.set(key, answer);
    return answer;
  };
}
