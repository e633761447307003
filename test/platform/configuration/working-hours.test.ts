import { isOpen, readWorkingHours } from '../../../src/platform/configuration/working-hours.ts';

it('reads days and ranges of days', () => {
  const hours = readWorkingHours('Mon-Fri 9:00–13:00, mon-fri 14:00-21:00, sat 10:00-18:00')!;
  expect(hours).toHaveLength(11);
  const open = (weekday: number, hour: number, minute = 0): boolean => isOpen(hours, weekday, hour * 60 + minute);
  expect(open(1, 9)).toBe(true);
  expect(open(1, 13)).toBe(false);
  expect(open(1, 14)).toBe(true);
  expect(open(5, 20, 59)).toBe(true);
  expect(open(5, 21)).toBe(false);
  expect(open(6, 9, 59)).toBe(false);
  expect(open(7, 12)).toBe(false);
});

it('takes midnight for the end of a day', () => {
  expect(isOpen(readWorkingHours('mon-sun 00:00-24:00')!, 7, 23 * 60 + 59)).toBe(true);
});

it('reads Russian days and whole hours', () => {
  expect(readWorkingHours('Пн–пт 9-21, сб 10:00-18')).toEqual(readWorkingHours('mon-fri 09:00-21:00, sat 10:00-18:00'));
});

it.each([
  '',
  'always',
  'mon',
  'mon 9',
  'пт-пн 9-18',
  'пон 9-18',
  'fri-mon 09:00-18:00',
  'mon 18:00-09:00',
  'mon 09:60-10:00',
  'mon 09:00-25:00',
  'mon 09:00-18:00,',
])('refuses %p', (text) => {
  expect(readWorkingHours(text)).toBeNull();
});
