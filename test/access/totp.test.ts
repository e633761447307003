import { describe, expect, it } from '@jest/globals';
import { acceptedStep, newTotpSecret, totpAddress } from '../../src/access/totp.ts';

/** The key of RFC 6238, appendix B: «12345678901234567890». */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number): Date => new Date(seconds * 1000);
/** The last six digits of the RFC's eight. */
const rfc = [
  { seconds: 59, code: '287082' },
  { seconds: 1111111109, code: '081804' },
  { seconds: 1234567890, code: '005924' },
  { seconds: 2000000000, code: '279037' },
];

describe('codes of an authenticator', () => {
  it.each(rfc)('follows RFC 6238 at $seconds', ({ seconds, code }) => {
    expect(acceptedStep(secret, { code, now: at(seconds), lastStep: null })).toBe(Math.floor(seconds / 30));
  });

  it('takes a code of the step before and after, and of no other', () => {
    const step = Math.floor(1234567890 / 30);
    const tried = [-2, -1, 0, 1, 2].map((away) =>
      acceptedStep(secret, { code: '005924', now: at(1234567890 + away * 30), lastStep: null }),
    );
    expect(tried).toEqual([null, step, step, step, null]);
  });

  it('opens with one code once, and not with an older one after a newer', () => {
    const step = Math.floor(1234567890 / 30);
    const tried = (lastStep: number) => acceptedStep(secret, { code: '005924', now: at(1234567890), lastStep });
    expect([tried(step - 1), tried(step), tried(step + 1)]).toEqual([step, null, null]);
  });

  it.each(['', '00592', '0059240', '00592a', ' 005924'])('refuses %j', (code) => {
    expect(acceptedStep(secret, { code, now: at(1234567890), lastStep: null })).toBeNull();
  });

  it('makes a new secret each time and an address that an authenticator reads', () => {
    const made = newTotpSecret();
    expect(made).not.toBe(newTotpSecret());
    expect(made).toMatch(/^[A-Z2-7]{32}$/);
    const address = new URL(totpAddress(secret, 'anna'));
    expect(address.protocol).toBe('otpauth:');
    expect(address.searchParams.get('secret')).toBe(secret);
    expect(decodeURIComponent(address.pathname)).toContain('anna');
  });
});
