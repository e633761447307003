import { maskValue } from '../../../src/callers/index.ts';
import { readDay } from '../../../src/callers/import/dates.ts';
import { wholeNumber } from '../../../src/callers/import/whole-number.ts';

describe('a telephone number that a sheet took for a number', () => {
  it.each([
    ['7,9161234567E+10', '79161234567'],
    ['7.9161234567E+10', '79161234567'],
    ['9,161234567E+09', '9161234567'],
    ['79161234567,00', '79161234567'],
    ['89161234567.0', '89161234567'],
    ['8 916 123-45-67', '8 916 123-45-67'],
    ['8(495)123-45-67 доб. 12', '8(495)123-45-67 доб. 12'],
  ])('%s', (cell, text) => expect(wholeNumber(cell)).toEqual({ is: 'text', text }));

  it.each(['7,9161E+10', '7.91612346E+10', '8,91600E+10', '7,92Е+10', '9E+10'])('%s has lost digits', (cell) =>
    expect(wholeNumber(cell)).toEqual({ is: 'short' }),
  );
});

describe('a day as Russians write it', () => {
  it.each([
    ['31.12.1980', '1980-12-31'],
    ['1.2.1980', '1980-02-01'],
    ['31.12.1980 г.', '1980-12-31'],
    ['31.12.1980 0:00:00', '1980-12-31'],
    ['31-12-1980', '1980-12-31'],
    ['31/12/1980', '1980-12-31'],
    ['05/05/1980', '1980-05-05'],
    ['31 декабря 1980', '1980-12-31'],
    ['31 декабря 1980 года', '1980-12-31'],
    ['1 мая 1980 г.', '1980-05-01'],
    ['3 июн. 1980', '1980-06-03'],
    ['3-июл-1980', '1980-07-03'],
    ['1980-12-31', '1980-12-31'],
    ['1980-12-31T00:00:00Z', '1980-12-31'],
    ['1980.12.31', '1980-12-31'],
    ['29586', '1980-12-31'],
    ['29586.5', '1980-12-31'],
  ])('%s', (written, day) => expect(readDay(written)).toBe(day));

  it.each([
    '31.12.80',
    '03/12/1986',
    '1980',
    '31 февраля 1980',
    'декабрь 1980',
    '31.04.1980',
    '5 мартобря 1986x',
    '0.1.1980',
  ])('%s is none', (written) => expect(readDay(written)).toBeNull());
});

describe('a masked cell', () => {
  it('keeps its shape and nothing else', () => {
    expect(maskValue('8(916)123-45-6, мама Ёлкина A1')).toBe('#(###)###-##-#, xxxx Xxxxxx X#');
    expect(maskValue('８９１６ 李')).toBe('#### x');
  });
});
