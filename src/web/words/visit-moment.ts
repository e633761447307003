import type { TFunction } from 'i18next';
import { clockTime, dayAndMonth, daysUntil } from './calendar.ts';

/** Later than this the patient is not on the way any more: a new call is about something else. */
const lateAtMostMinutes = 120;

/** «сегодня в 15:30», «завтра в 10:00», «12 октября в 9:00» in the zone of the branch. */
export function momentWords(t: TFunction, instant: string, zone: string, language: string, now: number): string {
  const time = clockTime(instant, zone, language);
  const days = daysUntil(instant, zone, now);
  if (days === 0) return t('moment.today', { time });
  if (days === 1) return t('moment.tomorrow', { time });
  if (days === -1) return t('moment.yesterday', { time });
  return t('moment.on', { day: dayAndMonth(instant, zone, language, now), time });
}

/** Like `momentWords`, without the time for anything but yesterday, today and tomorrow: for visits that are over. */
export function dayWords(t: TFunction, instant: string, zone: string, language: string, now: number): string {
  const near = Math.abs(daysUntil(instant, zone, now)) <= 1;
  return near ? momentWords(t, instant, zone, language, now) : dayAndMonth(instant, zone, language, now);
}

/** Whole minutes by which a visit's start has passed, null when it is ahead or long over. */
export function minutesLate(startsAt: string, now: number): number | null {
  const minutes = Math.floor((now - Date.parse(startsAt)) / 60_000);
  return minutes >= 1 && minutes <= lateAtMostMinutes ? minutes : null;
}
