import { flagOf } from '../../../adapters/kit/flag-of.ts';
import { listOf } from '../../../adapters/kit/list-of.ts';
import { numberOf } from '../../../adapters/kit/number-of.ts';
import { sameSecret } from '../../../adapters/kit/signature.ts';
import { textOf } from '../../../adapters/kit/text-of.ts';

it.each([
  ['  text ', 'text'],
  ['"in"', 'in'],
  ['"', '"'],
  [7, '7'],
  [true, 'true'],
  ['', null],
  ['""', null],
  ['null', null],
  ['"NULL"', null],
  [null, null],
  [undefined, null],
  [{}, null],
  [['a'], null],
  ['a\0b', 'ab'],
  ['a\uD800b🦷', 'a\uFFFDb🦷'],
])('textOf(%j) is %j', (value, text) => {
  expect(textOf(value)).toBe(text);
});

it.each([
  [12, 12],
  ['12', 12],
  ['"12"', 12],
  ['11.6', 12],
  [0, 0],
  [2_147_483_647, 2_147_483_647],
  [2_147_483_648, null],
  [-1, null],
  ['-1', null],
  ['1e3', null],
  ['0x10', null],
  ['12 s', null],
  ['', null],
  [Number.NaN, null],
  [null, null],
])('numberOf(%j) is %j', (value, number) => {
  expect(numberOf(value)).toBe(number);
});

it.each([
  [true, true],
  ['true', true],
  ['TRUE', true],
  [1, true],
  ['1', true],
  [false, false],
  ['false', false],
  [0, false],
  ['yes', false],
  [null, false],
  [undefined, false],
])('flagOf(%j) is %j', (value, flag) => {
  expect(flagOf(value)).toBe(flag);
});

it.each([
  [
    [1, '2', null, ''],
    ['1', '2'],
  ],
  ['[1, 2]', ['1', '2']],
  ['["a","b"]', ['a', 'b']],
  ['1,2;3 4', ['1', '2', '3', '4']],
  [5, ['5']],
  ['[]', []],
  ['', []],
  [null, []],
  [{}, []],
])('listOf(%j) is %j', (value, list) => {
  expect(listOf(value)).toEqual(list);
});

it('sameSecret compares texts of any length', () => {
  expect(sameSecret('demo', 'demo')).toBe(true);
  expect(sameSecret('пароль', 'пароль')).toBe(true);
  for (const other of ['', 'demo1', 'dem', 'Demo', 'demo\0', 'x'.repeat(10_000)])
    expect(sameSecret(other, 'demo')).toBe(false);
});
