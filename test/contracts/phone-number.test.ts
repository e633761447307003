import fc from 'fast-check';
import { e164Schema, isWithheld, readDigits, toE164 } from '../../src/contracts/phone-number.ts';

const moscow = { country: 'RU', areaCode: '495' } as const;

describe('toE164', () => {
  it.each([
    ['79261234567', '+79261234567'],
    ['+79261234567', '+79261234567'],
    ['89261234567', '+79261234567'],
    ['9261234567', '+79261234567'],
    ['8 (926) 123-45-67', '+79261234567'],
    ['+7 926 123 45 67', '+79261234567'],
    ['8.926.123.45.67', '+79261234567'],
    ['4951234567', '+74951234567'],
    ['84951234567', '+74951234567'],
    ['88001234567', '+78001234567'],
    ['8-800-123-45-67', '+78001234567'],
    ['78001234567', '+78001234567'],
    ['+89161234567', '+79161234567'],
    ['+8 (495) 123-45-67', '+74951234567'],
    ['+8 800 123 45 67', '+78001234567'],
    ['+7 8 916 123 45 67', '+79161234567'],
    ['87011234567', '+77011234567'],
    ['+375291234567', '+375291234567'],
    ['375291234567', '+375291234567'],
    ['00375291234567', '+375291234567'],
    ['8 10 375 29 123-45-67', '+375291234567'],
    ['+442079460958', '+442079460958'],
    ['810442079460958', '+442079460958'],
    ['380501234567', '+380501234567'],
    ['998901234567', '+998901234567'],
    ['8613812345678', '+8613812345678'],
    ['12025550123', '+12025550123'],
    ['74959268686...9.2.3.3', '+74959268686'],
    ['74959268686,,12', '+74959268686'],
    ['74959268686p12', '+74959268686'],
    ['74959268686#12', '+74959268686'],
    ['8 916 123 45 67 доб. 12', '+79161234567'],
    ['79161234567 мама', '+79161234567'],
    ['моб. 89161234567', '+79161234567'],
    ['sip:+79161234567@pbx.example', '+79161234567'],
    ['sips:79161234567@10.0.0.1', '+79161234567'],
    ['"Мама" <sip:79161234567@10.0.0.1>', '+79161234567'],
    ['tel:+7-916-123-45-67;ext=1', '+79161234567'],
    ['８９１６１２３４５６７', '+79161234567'],
    ['＋７（９１６）１２３４５６７', '+79161234567'],
    ['8\u00a0916\u2011123\u201345\u201367', '+79161234567'],
    ['+79999999999', '+79999999999'],
    // A range that the metadata does not know yet.
    ['+71234567890', '+71234567890'],
  ])('reads %s as %s', (written, e164) => {
    expect(toE164(written)).toBe(e164);
  });

  it.each([
    null,
    undefined,
    '',
    '   ',
    '0',
    'anonymous',
    'Anonymous',
    '<unknown>',
    'sip:anonymous@anonymous.invalid',
    'anonymous@192.168.100.200',
    '101',
    '4021',
    '30215',
    '123456',
    '1234567',
    'мама',
    '+',
    '+0',
    '000000000000',
    '40817810099910004312',
    '9'.repeat(500),
  ])('reads %p as nothing', (written) => {
    expect(toE164(written)).toBeNull();
  });

  it.each([
    ['123-45-67', '495', '+74951234567'],
    ['12-34-56', '4812', '+74812123456'],
    ['1-23-45', '48439', '+74843912345'],
    ['12-34-56', '495', null],
    ['1234', '495', null],
    ['101', '495', null],
  ])('reads %s with the city code %s as %s', (written, areaCode, e164) => {
    expect(toE164(written, { country: 'RU', areaCode })).toBe(e164);
    expect(toE164(written)).toBeNull();
  });

  it('answers E.164 or null for any text, and reads its own answer the same', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+\d() .\-,;*#@a-zа-я]{0,30}$/)),
        (text) => {
          const read = toE164(text, moscow);
          if (read === null) return;
          expect(e164Schema.safeParse(read).success).toBe(true);
          expect(toE164(read, moscow)).toBe(read);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads every Russian mobile number in every national and international form', () => {
    const national = fc
      .integer({ min: 9_000_000_000, max: 9_999_999_999 })
      .filter((n) => readDigits(String(n), false, moscow) !== null);
    fc.assert(
      fc.property(national, fc.constantFrom('', '7', '8', '+7', '+8', '+7 ', '8-', ' 8 ('), (number, prefix) => {
        expect(toE164(`${prefix}${number}`, moscow)).toBe(`+7${number}`);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('readDigits', () => {
  it.each([
    ['375291234567', false, null],
    ['375291234567', true, '+375291234567'],
    ['810375291234567', false, '+375291234567'],
    ['00375291234567', false, '+375291234567'],
    ['1234567890', false, null],
    ['71234567890', false, null],
  ] as const)('reads %s (plus: %s) as %s', (digits, plus, e164) => {
    expect(readDigits(digits, plus, moscow)).toBe(e164);
  });
});

describe('isWithheld', () => {
  it.each(['', '0', ' ANONYMOUS ', '<unknown>', 'Скрытый номер', null, undefined])('%p is withheld', (raw) => {
    expect(isWithheld(raw)).toBe(true);
  });
  it.each(['101', '+79161234567', '00'])('%p is not', (raw) => {
    expect(isWithheld(raw)).toBe(false);
  });
});
