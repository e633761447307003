import { describe, expect, it } from '@jest/globals';
import { hashPassword, isPassword, passwordFault, refuseSlowly } from '../../src/access/passwords.ts';
import { hashOfRecoveryCode, newOneTimePassword, newRecoveryCodes, randomWord } from '../../src/access/secret-words.ts';

describe('passwords', () => {
  it.each([
    ['short', 'password-too-short'],
    ['девять123', 'password-too-short'],
    ['x'.repeat(201), 'password-too-long'],
    ['1234567890', 'password-common'],
    ['Qwertyuiop', 'password-common'],
    ['Password12!', 'password-common'],
    ['Йцукен123456', 'password-common'],
    ['aaaaaaaaaaaa', 'password-common'],
    ['my-anna-2026', 'password-like-login'],
    ['три слона и чай', null],
    ['correct horse battery', null],
  ])('of %j says %j', (password, fault) => {
    expect(passwordFault(password, 'anna')).toBe(fault);
  });

  it('are kept as argon2id with a salt of their own', async () => {
    const [first, second] = await Promise.all([hashPassword('три слона и чай'), hashPassword('три слона и чай')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(await isPassword('три слона и чай', first)).toBe(true);
    expect(await isPassword('три слона и чая', first)).toBe(false);
  });

  it('are the same however the letters were composed', async () => {
    const hashed = await hashPassword('чай и йогурт'.normalize('NFD'));
    expect(await isPassword('чай и йогурт'.normalize('NFC'), hashed)).toBe(true);
  });

  it('of nobody are always wrong', async () => {
    expect(await refuseSlowly('the password of nobody at all')).toBe(false);
  });
});

describe('words that are given out', () => {
  it('cannot be mistaken for each other when read aloud', () => {
    expect(newOneTimePassword()).toMatch(/^([a-hjkmnp-z2-9]{5}-){2}[a-hjkmnp-z2-9]{5}$/);
    expect(passwordFault(newOneTimePassword(), 'anna')).toBeNull();
  });

  it('are ten different recovery codes, known again however typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    const [code = ''] = codes;
    expect(hashOfRecoveryCode(` ${code.toUpperCase().replace('-', ' ')}`)).toEqual(hashOfRecoveryCode(code));
    expect(hashOfRecoveryCode(codes[1] ?? '')).not.toEqual(hashOfRecoveryCode(code));
  });

  it('have 256 random bits where a machine keeps them', () => {
    expect(Buffer.from(randomWord(), 'base64url')).toHaveLength(32);
  });
});
