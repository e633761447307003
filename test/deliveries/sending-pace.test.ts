import {
  admit,
  afterFailure,
  afterSuccess,
  allowance,
  freshPace,
  type Pace,
} from '../../src/deliveries/sending-pace.ts';

const now = new Date('2025-11-21T10:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
const asked = (at: Date, rate: { perSecond: number; burst: number } | null = null) => ({
  rate,
  now: at,
  probeMs: 20_000,
});
const admitted = (answer: ReturnType<typeof admit>): Pace => {
  if (!answer.admitted) throw new Error('not admitted');
  return answer.pace;
};
const failedTimes = (count: number, at = now): Pace =>
  Array.from({ length: count }).reduce<Pace>((pace) => afterFailure(pace, at, null), freshPace);

describe('the breaker of an account', () => {
  it('opens after five failures in a row, for 30 s', () => {
    expect(failedTimes(4).openUntil).toBeNull();
    expect(afterSuccess(failedTimes(4)).failures).toBe(0);
    const open = failedTimes(5);
    expect(admit(open, asked(now))).toEqual({ admitted: false, until: after(30) });
    expect(allowance(open, { rate: null, now, none: 200 })).toBe(0);
  });

  it('lets one probe through, which closes it or renews the pause', () => {
    const open = failedTimes(5);
    expect(allowance(open, { rate: null, now: after(30), none: 200 })).toBe(1);
    const probing = admitted(admit(open, asked(after(30))));
    expect(admit(probing, asked(after(31)))).toEqual({ admitted: false, until: after(50) });
    expect(allowance(probing, { rate: null, now: after(31), none: 200 })).toBe(0);
    const closed = afterSuccess(probing);
    expect(admit(closed, asked(after(32)))).toMatchObject({ admitted: true });
    expect(allowance(closed, { rate: null, now: after(32), none: 200 })).toBe(200);
    const renewed = afterFailure(probing, after(32), null);
    expect(admit(renewed, asked(after(33)))).toEqual({ admitted: false, until: after(62) });
  });

  it('lets another probe through when the process of the first died', () => {
    const probing = admitted(admit(failedTimes(5), asked(after(30))));
    expect(admit(probing, asked(after(51)))).toMatchObject({ admitted: true });
  });

  it('waits as long as the other side asks, up to a quarter of an hour', () => {
    expect(admit(afterFailure(freshPace, now, 7), asked(now))).toEqual({ admitted: false, until: after(7) });
    expect(admit(afterFailure(freshPace, now, 86_400), asked(now))).toEqual({ admitted: false, until: after(900) });
  });
});

describe('the pace of an account', () => {
  const rate = { perSecond: 2, burst: 3 };

  it('allows a burst, then so many a second', () => {
    let pace = freshPace;
    for (let n = 0; n < 3; n += 1) pace = admitted(admit(pace, asked(now, rate)));
    expect(admit(pace, asked(now, rate))).toEqual({ admitted: false, until: after(0.5) });
    expect(allowance(pace, { rate, now, none: 200 })).toBe(0);
    pace = admitted(admit(pace, asked(after(0.5), rate)));
    expect(admit(pace, asked(after(0.6), rate))).toMatchObject({ admitted: false });
    expect(allowance(pace, { rate, now: after(100), none: 200 })).toBe(3);
  });

  it('does not go backwards with a clock that does', () => {
    const pace = admitted(admit(freshPace, asked(now, rate)));
    expect(allowance(pace, { rate, now: after(-60), none: 200 })).toBe(2);
  });
});
