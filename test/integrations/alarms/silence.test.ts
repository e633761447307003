import { silenceSince, type UsualTraffic } from '../../../src/integrations/alarms/silence.ts';
import { readWorkingHours } from '../../../src/platform/configuration/index.ts';

const zone = 'Europe/Moscow';
const hours = readWorkingHours('mon-fri 09:00-21:00, sat 10:00-18:00')!;
/** Three calls an hour from nine to nine on every day. */
const busy: UsualTraffic = (_weekday, hour) => (hour >= 9 && hour < 21 ? 3 : 0);
/** Wednesday. */
const at = (time: string, day = '2026-11-18'): Date => new Date(`${day}T${time}:00+03:00`);

it('counts working time only', () => {
  const told = { places: [{ zone, hours }], usual: busy };
  expect(silenceSince({ ...told, last: at('12:00'), now: at('14:00') })).toEqual({ minutes: 120, expected: 6 });
  // From the evening before: an hour of it and half an hour of the morning.
  expect(silenceSince({ ...told, last: at('20:00', '2026-11-17'), now: at('09:30') }).minutes).toBe(90);
  // The Sunday between does not count.
  expect(silenceSince({ ...told, last: at('17:00', '2026-11-21'), now: at('09:00', '2026-11-23') }).minutes).toBe(60);
});

it('takes the hours in which calls are usual where none are configured', () => {
  const told = { places: [{ zone }], usual: busy };
  expect(silenceSince({ ...told, last: at('20:00', '2026-11-17'), now: at('10:00') })).toEqual({
    minutes: 120,
    expected: 6,
  });
  expect(silenceSince({ ...told, last: at('01:00'), now: at('08:00') })).toEqual({ minutes: 0, expected: 0 });
});

it('expects next to nothing of a line that is always quiet', () => {
  const { minutes, expected } = silenceSince({
    last: at('09:00'),
    now: at('19:00'),
    places: [{ zone, hours }],
    usual: () => 0.1,
  });
  expect(minutes).toBe(600);
  expect(expected).toBeCloseTo(1);
});

it('ends, however long ago the last call was', () => {
  const { minutes } = silenceSince({ last: new Date(0), now: at('12:00'), places: [{ zone, hours }], usual: busy });
  expect(minutes).toBeLessThan(14 * 24 * 60);
});

it('knows holidays and short days', () => {
  const specialDays = new Map([
    ['2026-11-18', []],
    ['2026-11-19', [{ from: 540, to: 600 }]],
  ]);
  const told = { places: [{ zone, hours, specialDays }], usual: busy };
  expect(silenceSince({ ...told, last: at('20:30', '2026-11-17'), now: at('20:00') }).minutes).toBe(30);
  expect(silenceSince({ ...told, last: at('20:30', '2026-11-17'), now: at('20:00', '2026-11-19') }).minutes).toBe(90);
});

it('counts the time in which any branch works', () => {
  const morning = { zone, hours: readWorkingHours('mon-fri 09:00-12:00')! };
  const evening = { zone, hours: readWorkingHours('mon-fri 18:00-20:00')! };
  const told = { places: [morning, evening], usual: busy };
  expect(silenceSince({ ...told, last: at('08:00'), now: at('22:00') }).minutes).toBe(300);
});
