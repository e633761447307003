import { describe, expect, it } from '@jest/globals';
import { clockTime, dayAndMonth, daysUntil, startOfToday } from '../../src/web/words/calendar.ts';
import { formatDuration } from '../../src/web/words/format-duration.ts';
import { formatPhone } from '../../src/web/words/format-phone.ts';
import { personInitials } from '../../src/web/words/person-initials.ts';
import { minutesLate } from '../../src/web/words/visit-moment.ts';

describe('phone numbers', () => {
  it.each([
    ['+79000000101', '+7 900 000-01-01'],
    ['+74950000101', '+7 495 000-01-01'],
    ['+4930123456', '+4930123456'],
    ['101', '101'],
  ])('%s → %s', (number, shown) => expect(formatPhone(number)).toBe(shown));
});

describe('durations', () => {
  it.each([
    [-3, '0:00'],
    [7.9, '0:07'],
    [750, '12:30'],
    [3723, '1:02:03'],
  ])('%s s → %s', (seconds, shown) => expect(formatDuration(seconds)).toBe(shown));
});

describe('initials', () => {
  it.each([
    ['Мария Петровна', 'МП'],
    ['Анна-Мария', 'АМ'],
    ['ООО «Лаборатория»', 'ОЛ'],
    ['', '?'],
  ])('%s → %s', (address, initials) => expect(personInitials(address)).toBe(initials));
});

describe('the calendar of a branch', () => {
  const now = Date.parse('2026-10-12T19:30:00Z');

  it('counts days in the zone of the branch', () => {
    // 22:30 in Moscow, already the 13th in Vladivostok.
    expect(daysUntil('2026-10-12T22:00:00Z', 'Europe/Moscow', now)).toBe(1);
    expect(daysUntil('2026-10-12T22:00:00Z', 'Asia/Vladivostok', now)).toBe(0);
  });

  it('shows wall-clock time of the branch', () => {
    expect(clockTime('2026-10-12T12:30:00Z', 'Europe/Moscow', 'ru')).toBe('15:30');
    expect(clockTime('2026-10-12T21:05:00Z', 'Europe/Moscow', 'en')).toBe('00:05');
  });

  it('names the year only when it is another one', () => {
    expect(dayAndMonth('2026-03-01T09:00:00Z', 'Europe/Moscow', 'ru', now)).toBe('1 марта');
    expect(dayAndMonth('2025-03-01T09:00:00Z', 'Europe/Moscow', 'ru', now)).toMatch(/^1 марта 2025/);
  });

  it.each([
    ['Europe/Moscow', '2026-10-12T19:30:00Z', '2026-10-11T21:00:00.000Z'],
    ['Asia/Vladivostok', '2026-10-12T19:30:00Z', '2026-10-12T14:00:00.000Z'],
    // The clocks go back at 3:00 on this day, so midnight has another offset than the evening.
    ['Europe/Berlin', '2026-10-25T20:00:00Z', '2026-10-24T22:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T20:00:00Z', '2026-03-28T23:00:00.000Z'],
  ])('knows when the day began in %s at %s', (zone, at, start) =>
    expect(startOfToday(zone, Date.parse(at))).toBe(start),
  );

  it('counts who is late, until nobody is expected any more', () => {
    expect(minutesLate('2026-10-12T19:25:30Z', now)).toBe(4);
    expect(minutesLate('2026-10-12T19:29:30Z', now)).toBeNull();
    expect(minutesLate('2026-10-12T20:00:00Z', now)).toBeNull();
    expect(minutesLate('2026-10-12T16:00:00Z', now)).toBeNull();
  });
});
