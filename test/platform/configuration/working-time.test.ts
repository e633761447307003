import { DateTime } from 'luxon';
import fc from 'fast-check';
import { addWorkingMinutes, workingSeconds, type OpeningTimes } from '../../../src/platform/configuration/index.ts';

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 9 * 60, to: 21 * 60 }));
const zones = [
  'Europe/Kaliningrad',
  'Europe/Moscow',
  'Europe/Samara',
  'Asia/Yekaterinburg',
  'Asia/Novosibirsk',
  'Asia/Vladivostok',
  'Asia/Kamchatka',
];
const local = (zone: string, written: string): Date => DateTime.fromISO(written, { zone }).toJSDate();

describe.each(zones)('due times in %s', (zone) => {
  const specialDays = new Map([
    ['2026-12-31', [{ from: 10 * 60, to: 15 * 60 }]],
    ['2027-01-01', []],
  ]);
  const times: OpeningTimes = { zone, hours: weekdays, specialDays };
  const due = (written: string, minutes: number): string =>
    DateTime.fromJSDate(addWorkingMinutes(times, local(zone, written), minutes), { zone }).toFormat('yyyy-MM-dd HH:mm');

  it.each([
    ['in the day', '2026-03-10T10:00', 15, '2026-03-10 10:15'],
    ['at the very closing', '2026-03-10T20:45', 15, '2026-03-10 21:00'],
    ['over the closing', '2026-03-10T20:55', 15, '2026-03-11 09:10'],
    ['after midnight', '2026-03-11T00:10', 15, '2026-03-11 09:15'],
    ['over a weekend', '2026-03-13T20:50', 30, '2026-03-16 09:20'],
    ['scenario 55: on a short day', '2026-12-31T14:50', 30, '2027-01-04 09:20'],
    ['scenario 55: before a short day', '2026-12-30T20:50', 30, '2026-12-31 10:20'],
    ['scenario 55: on a holiday', '2027-01-01T12:00', 15, '2027-01-04 09:15'],
    ['over several days', '2026-03-10T09:00', 2 * 12 * 60 + 5, '2026-03-12 09:05'],
  ])('%s', (_, from, minutes, expected) => {
    expect(due(from, minutes)).toBe(expected);
  });
});

it('where the hours are not told every minute counts, except on a special day', () => {
  const times = { zone: 'Europe/Moscow', specialDays: new Map([['2026-03-11', []]]) };
  expect(addWorkingMinutes(times, new Date('2026-03-10T20:50:00Z'), 30)).toEqual(new Date('2026-03-11T21:20:00Z'));
  expect(addWorkingMinutes({ zone: 'Europe/Moscow' }, new Date('2026-03-10T20:50:00Z'), 30)).toEqual(
    new Date('2026-03-10T21:20:00Z'),
  );
});

it('where it never opens again the clock counts', () => {
  expect(addWorkingMinutes({ zone: 'Europe/Moscow', hours: [] }, new Date('2026-03-10T20:50:00Z'), 30)).toEqual(
    new Date('2026-03-10T21:20:00Z'),
  );
});

it('a night on which the clocks are changed loses no working time', () => {
  const times = { zone: 'Europe/Berlin', hours: [{ weekday: 7, from: 0, to: 6 * 60 }] };
  const begins = local('Europe/Berlin', '2026-03-29T00:00');
  expect(workingSeconds(times, begins, local('Europe/Berlin', '2026-03-29T12:00'))).toBe(5 * 3600);
});

it('so much working time lies between an instant and what is due after it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 5000 }),
      (zone, from, minutes) => {
        const times = { zone, hours: weekdays };
        const due = addWorkingMinutes(times, from, minutes);
        return workingSeconds(times, from, due) === minutes * 60;
      },
    ),
    { numRuns: 200 },
  );
});
