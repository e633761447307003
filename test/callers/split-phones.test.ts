import fc from 'fast-check';
import { readDigits } from '../../src/contracts/phone-number.ts';
import { splitPhones } from '../../src/callers/index.ts';

const moscow = { country: 'RU', areaCode: '495' } as const;

/** `number[#extension][ (note)]`, as short as the table below needs it. */
function said(field: string): { phones: string[]; unread: string[] } {
  const { phones, unread } = splitPhones(field, moscow);
  return {
    phones: phones.map(
      ({ e164, extension, note }) => `${e164}${extension && `#${extension}`}${note === null ? '' : ` (${note})`}`,
    ),
    unread,
  };
}

const MOTHER = '+79160001122';
const FATHER = '+79261112233';
const OFFICE = '+74951234567';

describe('splitPhones', () => {
  it.each<[string, string[]]>([
    ['8(495)123-45-67 доб. 12, моб. мамы 8 916 000 11 22', [`${OFFICE}#12`, `${MOTHER} (моб. мамы)`]],
    ['8 916 000 11 22', [MOTHER]],
    ['тел. 8 (916) 000-11-22', [MOTHER]],
    ['т.89160001122', [MOTHER]],
    ['Телефон: +7 916 0001122', [MOTHER]],
    ['8 916 000 11 22 8 926 111 22 33', [MOTHER, FATHER]],
    ['89160001122 89261112233', [MOTHER, FATHER]],
    ['9160001122 9261112233', [MOTHER, FATHER]],
    ['89160001122/89261112233', [MOTHER, FATHER]],
    ['89160001122\\89261112233', [MOTHER, FATHER]],
    ['8 916 000 11 22 / 8 926 111 22 33 жена', [MOTHER, `${FATHER} (жена)`]],
    ['+7 (916) 000-11-22+7 (926) 111-22-33', [MOTHER, FATHER]],
    ['89160001122\n89261112233', [MOTHER, FATHER]],
    ['89160001122\r\nмуж 89261112233', [MOTHER, `${FATHER} (муж)`]],
    ['89160001122; 89261112233', [MOTHER, FATHER]],
    ['8 (916)0001122,8(926)1112233', [MOTHER, FATHER]],
    ['89160001122 и 89261112233', [MOTHER, FATHER]],
    ['89160001122 - 89261112233', [MOTHER, FATHER]],
    ['89160001122 мама, 89261112233 папа', [`${MOTHER} (мама)`, `${FATHER} (папа)`]],
    ['мама 89160001122 папа 89261112233', [`${MOTHER} (мама)`, `${FATHER} (папа)`]],
    ['мама: 89160001122; папа: 89261112233', [`${MOTHER} (мама)`, `${FATHER} (папа)`]],
    ['89160001122 (мама) 89261112233 (папа)', [`${MOTHER} (мама)`, `${FATHER} (папа)`]],
    ['89160001122-мама', [`${MOTHER} (мама)`]],
    ['89160001122, мама', [`${MOTHER} (мама)`]],
    ['мама, 89160001122', [`${MOTHER} (мама)`]],
    ['мама: +7 916 000 11 22 Анна', [`${MOTHER} (мама, Анна)`]],
    ['дом. 123-45-67, моб. 8-916-000-11-22', [`${OFFICE} (дом.)`, `${MOTHER} (моб.)`]],
    ['123-45-67, 916-000-11-22', [OFFICE, MOTHER]],
    ['123-45-67/765-43-21', [OFFICE, '+74957654321']],
    ['1234567', [OFFICE]],
    ['раб. 8 495 123-45-67 вн. 305', [`${OFFICE}#305 (раб.)`]],
    ['(495) 123-45-67 (вн. 12)', [`${OFFICE}#12`]],
    ['8(495)123-45-67#12', [`${OFFICE}#12`]],
    ['8(495)123-45-67*12', [`${OFFICE}#12`]],
    ['8(495)123-45-67, доб.12 бухгалтерия', [`${OFFICE}#12 (бухгалтерия)`]],
    ['8(495)123-45-67 внутр. 12 / 8(495)123-45-67 внутр. 13', [`${OFFICE}#12`, `${OFFICE}#13`]],
    ['8.916.000.11.22', [MOTHER]],
    ['8/495/123-45-67', [OFFICE]],
    ['(8-495) 123-45-67', [OFFICE]],
    ['+8916 000 11 22', [MOTHER]],
    ['8\u00a0916\u00a0000\u2011\u200b11‑22', [MOTHER]],
    ['８９１６０００１１２２', [MOTHER]],
    ['8-800-100-20-30', ['+78001002030']],
    ['+375 29 123-45-67', ['+375291234567']],
    ['375291234567', ['+375291234567']],
    ['8 10 375 29 123-45-67', ['+375291234567']],
    ['00 375 29 123-45-67', ['+375291234567']],
    ['8 916 000 11 22 звонить после 18:00', [`${MOTHER} (звонить после 18:00)`]],
    ['не звонить до 12, 8 916 000 11 22', [`${MOTHER} (не звонить до 12)`]],
    ['8 916 000 11 22 (с 01.09.2024)', [`${MOTHER} (с 01.09.2024)`]],
    ['д.р. 12.05.1980, 8 916 000 11 22', [`${MOTHER} (д.р. 12.05.1980)`]],
    ['12.05.80 8 916 000 11 22', [`${MOTHER} (12.05.80)`]],
    ['8 916 000 11 22 2024-09-01', [`${MOTHER} (2024-09-01)`]],
    ['карта 12345, 89160001122', [`${MOTHER} (карта 12345)`]],
    ['карта № 4276 3800 1234 5678; 89160001122', [`${MOTHER} (карта № 4276 3800 1234 5678)`]],
    ['паспорт 4012 345678, 89160001122', [`${MOTHER} (паспорт 4012 345678)`]],
    ['mama1985@mail.ru 8 916 000 11 22', [`${MOTHER} (mama1985@mail.ru)`]],
    ['ул. Ленина 5, кв. 12, 89160001122', [`${MOTHER} (ул. Ленина 5, кв. 12)`]],
    ['89160001122 5 лет', [`${MOTHER} (5 лет)`]],
    ['89160001122, 8 916 000-11-22 мама', [`${MOTHER} (мама)`]],
    ['\u202a+7 916 000‑11‑22\u202c', [MOTHER]],
    ['"8 916 000-11-22"', [MOTHER]],
    ["'89160001122", [MOTHER]],
    ['79160001122.0', [MOTHER]],
    ['8_916_000_11_22', [MOTHER]],
    ['89160001122 "Ромашка"', [`${MOTHER} ("Ромашка")`]],
    ['８（９１６）０００－１１－２２', [MOTHER]],
    ['8-800-100-20-30 доб. 7', ['+78001002030#7']],
    ['89160001122мама', [`${MOTHER} (мама)`]],
    ['8 916 000 11 22 Wa', [`${MOTHER} (Wa)`]],
  ])('reads «%s»', (field, phones) => {
    expect(said(field)).toEqual({ phones, unread: [] });
  });

  it.each<[string, string[], string[]]>([
    ['', [], []],
    [' - ', [], []],
    ['нет', [], ['нет']],
    ['12.05.1980', [], ['12.05.1980']],
    ['карта 4276380012345678', [], ['карта 4276380012345678']],
    ['4276 3800 1234 5678', [], ['4276 3800 1234 5678']],
    ['+7 123 456-78-90', [], ['+7 123 456-78-90']],
    ['8 916 000 11', [], ['8 916 000 11']],
    ['89160001122, 8926111223', [MOTHER], ['8926111223']],
    ['8916000112289261112233', [], ['8916000112289261112233']],
    ['101', [], ['101']],
    ['9.16123E+09', [], ['9.16123E+09']],
    ['9,16123E+10', [], ['9,16123E+10']],
    ['98 916 000 11 22', [MOTHER], ['98']],
    ['8 916 000 11 2О', [], ['8 916 000 11 2О']],
  ])('reads of «%s» %j and leaves %j', (field, phones, unread) => {
    expect(said(field)).toEqual({ phones, unread });
  });

  it('reads a local number only with a city code', () => {
    expect(splitPhones('123-45-67', { country: 'RU' })).toEqual({ phones: [], unread: ['123-45-67'] });
  });

  it.each([
    ['495', '123-45-67', '+74951234567'],
    ['4852', '72-34-56', '+74852723456'],
    ['84235', '2-34-56', '+78423523456'],
    ['84235', '23456', '+78423523456'],
    ['84235', '12-34-56', null],
    ['495', '72-34-56', null],
    ['4852', '123-45-67', null],
    ['4852', '9.16123E+09', null],
  ])('with the city code %s «%s» is %s', (areaCode, field, e164) => {
    expect(splitPhones(field, { country: 'RU', areaCode }).phones.map((phone) => phone.e164)).toEqual(
      e164 === null ? [] : [e164],
    );
  });

  it('says what it did not look at', () => {
    const { phones, unread } = splitPhones(`89160001122 ${'я'.repeat(3000)}`, moscow);
    expect(phones).toHaveLength(1);
    expect(unread.join('').length).toBeGreaterThan(900);
  });

  const national = fc
    .tuple(
      fc.constantFrom('916', '926', '903', '985', '495', '499', '812', '846', '383', '343'),
      fc.integer({ min: 0, max: 9_999_999 }),
    )
    .map(([code, rest]) => `${code}${String(rest).padStart(7, '0')}`)
    .filter((digits) => readDigits(digits, false, { country: 'RU' }) !== null);
  const split = (n: string) => [n.slice(0, 3), n.slice(3, 6), n.slice(6, 8), n.slice(8)] as const;
  const styles: ((n: string) => string)[] = [
    (n) => `+7${n}`,
    (n) => `8${n}`,
    (n) => `7${n}`,
    (n) => n,
    (n) => `8 (${split(n)[0]}) ${split(n).slice(1).join('-')}`,
    (n) => `8(${split(n)[0]})${split(n).slice(1).join('-')}`,
    (n) => `+7 ${split(n).join(' ')}`,
    (n) => `8-${split(n).join('-')}`,
    (n) => `8.${split(n).join('.')}`,
    (n) => `(${split(n)[0]}) ${split(n).slice(1).join(' ')}`,
    (n) => `+7-${split(n)[0]}-${n.slice(3)}`,
    (n) => `8 ${split(n)[0]} ${n.slice(3)}`,
    (n) => `+8 (${split(n)[0]}) ${split(n).slice(1).join('-')}`,
    (n) => `8 ${split(n)[0]} ${n.slice(3, 6)} ${n.slice(6)}`,
  ];
  const separators = [' ', '  ', ', ', ',', '; ', ' / ', '/', '\n', ' и ', ' мама, папа '];

  it('finds exactly two numbers, written in any two ways', () => {
    const written = fc.tuple(national, fc.constantFrom(...styles));
    fc.assert(
      fc.property(written, written, fc.constantFrom(...separators), ([a, styleA], [b, styleB], separator) => {
        fc.pre(a !== b);
        const { phones, unread } = splitPhones(`${styleA(a)}${separator}${styleB(b)}`, { country: 'RU' });
        expect(phones.map((phone) => phone.e164)).toEqual([`+7${a}`, `+7${b}`]);
        expect(unread).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps words and extensions with their number', () => {
    const words = fc.constantFrom('мама', 'папа', 'сын', 'бабушка', 'раб.', 'сосед Пётр');
    fc.assert(
      fc.property(
        national,
        national,
        words,
        words,
        fc.integer({ min: 1, max: 9999 }),
        fc.constantFrom(...styles),
        (a, b, of, to, inner, style) => {
          fc.pre(a !== b);
          expect(splitPhones(`${of} ${style(a)} доб. ${inner}, ${to} ${style(b)}`, moscow)).toEqual({
            phones: [
              { e164: `+7${a}`, extension: String(inner), note: of },
              { e164: `+7${b}`, extension: '', note: to },
            ],
            unread: [],
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('loses no digit of any text: five or more in a row are a number, a note, an extension or unread', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\d а-в().,;/+-]{0,40}$/), (field) => {
        const { phones, unread } = splitPhones(field, { country: 'RU' });
        const kept = [...unread, ...phones.flatMap(({ e164, extension, note }) => [e164, extension, note ?? ''])].join(
          ' ',
        );
        for (const run of field.match(/\d{5,}/g) ?? [])
          expect(kept.replace(/\D/g, '')).toContain(run.replace(/^[78]/, '').slice(-4));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no time over hostile text', () => {
    const hostile = [
      '8 '.repeat(3000),
      '1-'.repeat(3000),
      '+('.repeat(2000),
      'карта '.repeat(900),
      ' '.repeat(9000),
      '1.1.'.repeat(900),
    ];
    const started = performance.now();
    for (const field of hostile) splitPhones(field, moscow);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
