import { instantOf, isZone, localTimeOf } from '../../../adapters/kit/instant-of.ts';

describe('instantOf', () => {
  it.each([
    ['2026-03-02 10:15:00', 'Europe/Moscow', '2026-03-02T07:15:00.000Z'],
    ['2026-03-02T10:15:00.418', 'Europe/Moscow', '2026-03-02T07:15:00.418Z'],
    ['2026-03-02 10:15', 'Asia/Yekaterinburg', '2026-03-02T05:15:00.000Z'],
    ['2026-03-02 10:15:00Z', 'Europe/Moscow', '2026-03-02T10:15:00.000Z'],
    ['2026-03-02T10:15:00+0500', 'Europe/Moscow', '2026-03-02T05:15:00.000Z'],
    ['2026-07-01 23:30:00', 'Europe/Berlin', '2026-07-01T21:30:00.000Z'],
    ['2026-01-01 00:30:00', 'Asia/Kamchatka', '2025-12-31T12:30:00.000Z'],
    // Moscow was at +4 in these years.
    ['2012-01-01 12:00:00', 'Europe/Moscow', '2012-01-01T08:00:00.000Z'],
  ])('reads %s in %s', (text, zone, instant) => {
    expect(instantOf(text, zone)).toBe(instant);
  });

  it('takes the first of a repeated hour', () => {
    expect(instantOf('2026-10-25 02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(instantOf('2014-10-26 01:30:00', 'Europe/Moscow')).toBe('2014-10-25T21:30:00.000Z');
  });

  it('reads a skipped hour with the offset before the skip', () => {
    expect(instantOf('2026-03-29 02:30:00', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it.each([
    null,
    '',
    'yesterday',
    '2026-02-30 10:00:00',
    '2026-03-02',
    '10:15:00',
    '0000-00-00 00:00:00',
    '1772446500',
    '2026-03-02 25:00:00',
    '2026-03-02 24:00:00',
    '2026-03-02 10:60:00',
    '2026-13-02 10:00:00',
    '1969-12-31 23:59:59',
    '9999-12-31 23:59:59',
  ])('finds no time in %j', (text) => {
    expect(instantOf(text, 'Europe/Moscow')).toBeNull();
  });

  it('refuses an unknown zone', () => {
    expect(() => instantOf('2026-03-02 10:15:00', 'Europe/Ryazan')).toThrow(RangeError);
    expect(isZone('Europe/Ryazan')).toBe(false);
    expect(isZone('Europe/Samara')).toBe(true);
  });

  it('is undone by localTimeOf', () => {
    expect(localTimeOf('2026-03-02T07:15:00.900Z', 'Europe/Moscow')).toBe('2026-03-02 10:15:00');
    expect(localTimeOf('2026-07-01T21:30:00Z', 'Europe/Berlin')).toBe('2026-07-01 23:30:00');
  });
});
