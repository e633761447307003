import fc from 'fast-check';
import { DateTime } from 'luxon';
import { dueReminders, type RemindedVisit } from '../../src/messages/due-reminders.ts';
import { maySendAt, type SendingHours } from '../../src/messages/sending-hours.ts';
import { messagesSchema, type ReminderPolicy } from '../../src/platform/configuration/index.ts';

const zones = [
  'Europe/Kaliningrad',
  'Europe/Moscow',
  'Europe/Samara',
  'Asia/Yekaterinburg',
  'Asia/Novosibirsk',
  'Asia/Yakutsk',
  'Asia/Vladivostok',
  'Asia/Kamchatka',
];
const hoursOf = (zone: string, change: Partial<SendingHours> = {}): SendingHours => ({
  zone,
  from: 9 * 60,
  to: 21 * 60,
  ...change,
});
const policy = (told: object): ReminderPolicy =>
  messagesSchema.parse({
    templates: [{ id: 't', text: { ru: 'т' } }],
    reminders: [{ id: 'r', template: 't', ...told }],
  }).reminders[0]!;
const evening = policy({ dayBefore: '18:00' });
const threeHours = policy({ hoursBefore: 3 });
const local = (written: string, zone: string): Date => DateTime.fromISO(written, { zone }).toJSDate();
const shown = (at: Date, zone: string): string => DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm');

const planned = (
  startsAt: string,
  told: { zone?: string; policy?: ReminderPolicy; now?: string; hours?: Partial<SendingHours> },
) => {
  const { zone = 'Europe/Moscow' } = told;
  const visit: RemindedVisit = { id: 1, branch: 'b', zone, startsAt: local(startsAt, zone), phone: '+79001000001' };
  const reminders = dueReminders([visit], [told.policy ?? evening], {
    now: local(told.now ?? '2026-01-01T12:00', zone),
    hours: () => hoursOf(zone, told.hours),
  });
  return reminders.map(({ dueAt }) => shown(dueAt, zone));
};

describe.each(zones)('in %s', (zone) => {
  it('the evening before is that of the branch, over months and years', () => {
    expect(planned('2026-03-01T09:00', { zone })).toEqual(['2026-02-28 18:00']);
    expect(planned('2028-03-01T00:30', { zone })).toEqual(['2028-02-29 18:00']);
    expect(planned('2027-01-01T23:45', { zone })).toEqual(['2026-12-31 18:00']);
  });
  it('hours before, and before the quiet hours where those would be too late', () => {
    expect(planned('2026-03-10T15:00', { zone, policy: threeHours })).toEqual(['2026-03-10 12:00']);
    expect(planned('2026-03-10T12:00', { zone, policy: threeHours })).toEqual(['2026-03-10 09:00']);
    expect(planned('2026-03-10T11:30', { zone, policy: threeHours })).toEqual(['2026-03-09 20:00']);
    expect(planned('2026-03-10T00:15', { zone, policy: threeHours })).toEqual(['2026-03-09 20:00']);
  });
});

it('a visit that is booked late is told as soon as it may be, or not at all', () => {
  expect(planned('2026-03-10T15:00', { now: '2026-03-10T08:00' })).toEqual(['2026-03-10 09:00']);
  expect(planned('2026-03-10T15:00', { now: '2026-03-10T11:07' })).toEqual(['2026-03-10 11:07']);
  expect(planned('2026-03-10T15:00', { now: '2026-03-10T14:30' })).toEqual([]);
  expect(planned('2026-03-10T09:30', { now: '2026-03-09T22:00' })).toEqual([]);
  expect(planned('2026-03-10T15:00', { now: '2026-03-10T16:00' })).toEqual([]);
});

it('only while it is open: before a holiday and a weekend rather than in it', () => {
  const hours = {
    hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 10 * 60, to: 19 * 60 })),
    specialDays: new Map([
      ['2026-03-09', []],
      ['2026-03-06', [{ from: 10 * 60, to: 15 * 60 }]],
    ]),
  };
  const open = policy({ dayBefore: '18:00', whileOpen: true });
  // Monday the 9th is a holiday, Friday the 6th a short day.
  expect(planned('2026-03-10T12:00', { policy: open, hours })).toEqual(['2026-03-06 14:00']);
  expect(planned('2026-03-12T12:00', { policy: open, hours })).toEqual(['2026-03-11 18:00']);
  expect(planned('2026-03-10T12:00', { policy: evening, hours })).toEqual(['2026-03-09 18:00']);
});

it('one message for a number and a day, timed by the earliest visit', () => {
  const visits = ['16:00', '11:00', '13:00'].map((time, id) => ({
    ...{ id, branch: id === 2 ? 'other' : 'b', zone: 'Europe/Moscow', phone: '+79001000001' },
    startsAt: local(`2026-03-10T${time}`, 'Europe/Moscow'),
  }));
  const found = dueReminders(visits, [evening, { ...threeHours, id: 'h' }], {
    now: local('2026-03-01T12:00', 'Europe/Moscow'),
    hours: () => hoursOf('Europe/Moscow'),
  });
  expect(found.map(({ policy: id, dueAt, visits: ids }) => [id, shown(dueAt, 'Europe/Moscow'), ids])).toEqual([
    ['r', '2026-03-09 18:00', [1, 2, 0]],
    ['h', '2026-03-09 20:00', [1, 2, 0]],
  ]);
});

it('never in quiet hours, never after its use, once for a number, policy and day', () => {
  const minutes = fc.integer({ min: 0, max: 400 * 24 * 60 });
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      minutes,
      fc.array(fc.record({ ahead: fc.integer({ min: -600, max: 20_000 }), phone: fc.integer({ min: 1, max: 3 }) }), {
        maxLength: 8,
      }),
      fc.constantFrom(
        evening,
        threeHours,
        policy({ hoursBefore: 30.5, leastMinutesAhead: 0 }),
        policy({ dayBefore: '9:00', whileOpen: true }),
      ),
      (zone, start, told, each) => {
        const now = new Date(Date.UTC(2026, 0, 1) + start * 60_000);
        const hours = hoursOf(zone, { hours: [1, 3, 5].map((weekday) => ({ weekday, from: 480, to: 1200 })) });
        const visits = told.map(({ ahead, phone }, id) => ({
          ...{ id, branch: 'b', zone, phone: `+7900100000${phone}` },
          startsAt: new Date(now.getTime() + ahead * 60_000),
        }));
        const found = dueReminders(visits, [each], { now, hours: () => hours });
        for (const { dueAt, expiresAt } of found) {
          expect(maySendAt({ ...hours, whileOpen: each.whileOpen }, dueAt)).toBe(true);
          expect(dueAt.getTime()).toBeGreaterThanOrEqual(now.getTime());
          expect(dueAt.getTime()).toBeLessThan(expiresAt.getTime());
        }
        expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
        const told2 = found.flatMap(({ visits: ids }) => ids);
        expect(new Set(told2).size).toBe(told2.length);
      },
    ),
    { numRuns: 60 },
  );
});
