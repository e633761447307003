import { describe, expect, it } from '@jest/globals';
import { periodInstants, presetPeriod } from '../../src/web/page/period.ts';
import { maskPhone } from '../../src/web/words/mask-phone.ts';

/** 00:30 on the first of October in Vladivostok, still September in Moscow. */
const now = Date.parse('2026-09-30T14:30:00Z');
const far = 'Asia/Vladivostok';

describe('a period of days', () => {
  it('is of the branch: its today is not everybody’s', () => {
    expect(presetPeriod('today', far, now)).toEqual({ from: '2026-10-01', to: '2026-10-01' });
    expect(presetPeriod('today', 'Europe/Moscow', now)).toEqual({ from: '2026-09-30', to: '2026-09-30' });
    expect(presetPeriod('yesterday', far, now)).toEqual({ from: '2026-09-30', to: '2026-09-30' });
    expect(presetPeriod('week', far, now)).toEqual({ from: '2026-09-25', to: '2026-10-01' });
    expect(presetPeriod('thisMonth', far, now)).toEqual({ from: '2026-10-01', to: '2026-10-01' });
    expect(presetPeriod('lastMonth', far, now)).toEqual({ from: '2026-09-01', to: '2026-09-30' });
  });

  it('goes from the first instant of its first day to that of the day after its last', () => {
    expect(periodInstants({ from: '2026-09-01', to: '2026-09-30' }, far)).toEqual({
      from: '2026-08-31T14:00:00.000Z',
      to: '2026-09-30T14:00:00.000Z',
    });
  });

  it('is an hour shorter where the clock goes forward', () => {
    const { from, to } = periodInstants({ from: '2026-03-29', to: '2026-03-29' }, 'Europe/Berlin');
    expect((Date.parse(to) - Date.parse(from)) / 3600_000).toBe(23);
  });
});

describe('a masked number', () => {
  it.each([
    ['+79001234503', '+7 900 •••-••-03'],
    ['+74951234567', '+7 495 •••-••-67'],
    ['+4930123456', '+4930••••56'],
    ['101', '•01'],
    // The server masked it already.
    ['+7900•••••03', '+7 900 •••-••-03'],
  ])('%s is %s', (number, masked) => {
    expect(maskPhone(number)).toBe(masked);
  });
});
