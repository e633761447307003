import { readDigits } from '../../../src/contracts/phone-number.ts';
import { oneOf, type Random } from '../../support/seeded-random.ts';

export const kinds = ['mobile', 'city', '8-800', 'extension', 'foreign'] as const;
export type Kind = (typeof kinds)[number];

/** Sites of a clinic in cities whose local numbers have seven, six and five digits. */
export const branches = [
  { id: 'moscow', areaCode: '495' },
  { id: 'yaroslavl', areaCode: '4852' },
  { id: 'klin', areaCode: '49624' },
] as const;
export type Branch = (typeof branches)[number];

export interface CorpusNumber {
  kind: Kind;
  /** Country code: 7, 375 … */
  country: string;
  /** City or operator code. */
  code: string;
  /** What follows the code. */
  rest: string;
  /** Digits to dial after it, empty when none. */
  extension: string;
}

export function e164Of({ country, code, rest }: CorpusNumber): string {
  return `+${country}${code}${rest}`;
}

/** Gives numbers that the numbering plans have, none twice. */
export interface NumberSource {
  /** `local`: with the city code of the branch. */
  fresh(kind: Kind, branch: Branch, local: boolean): CorpusNumber;
  /** A number that nobody has yet and that is easily taken for this one, null when there is none. */
  near(number: CorpusNumber): CorpusNumber | null;
}

// +7 900 belongs to the people of test/bench/people.ts.
const operators =
  '901 902 903 904 905 906 908 909 910 911 912 913 914 915 916 917 918 919 920 921 925 926 927 929 950 951 960 961 962 963 964 965 966 967 968 977 980 981 985 987 988 999';
const cities = '495 499 812 343 383 846 861 4852 4832 8442 3952 49624';
/** Country, operator, digits that follow. Kazakhstan shares our country code and is dialled like a city. */
const abroad: readonly (readonly [string, string, number])[] = [
  ['375', '29', 7],
  ['375', '33', 7],
  ['7', '701', 7],
  ['7', '777', 7],
  ['380', '67', 7],
  ['998', '90', 7],
  ['996', '555', 6],
  ['374', '91', 6],
  ['995', '555', 6],
  ['992', '927', 6],
  ['90', '532', 7],
  ['49', '151', 8],
  ['972', '54', 7],
  ['86', '138', 8],
  ['1', '916', 7],
];
const operatorList = operators.split(' ');
const cityList = cities.split(' ');
const localBeginnings = ['1', '2', '3', '4', '5', '6', '7', '9'];
const TRIES = 1000;

export function createNumbers(random: Random): NumberSource {
  const taken = new Set<string>();
  const take = (number: CorpusNumber): CorpusNumber | null => {
    const e164 = e164Of(number);
    if (taken.has(e164) || !exists(number)) return null;
    taken.add(e164);
    return number;
  };
  const made = (kind: Kind, branch: Branch, local: boolean): CorpusNumber => {
    const number = { kind, country: '7', extension: '' };
    switch (kind) {
      case 'mobile':
        return { ...number, code: oneOf(random, operatorList), rest: digits(random, 7) };
      case '8-800':
        return { ...number, code: '800', rest: digits(random, 7) };
      case 'foreign': {
        const [country, code, length] = oneOf(random, abroad);
        return { ...number, country, code, rest: digits(random, length) };
      }
      case 'city':
      case 'extension': {
        const code = local ? branch.areaCode : oneOf(random, cityList);
        const extension = kind === 'city' ? '' : String(1 + Math.floor(random() * 9998));
        // Local numbers begin with neither 0 nor the 8 that leads out of town.
        return {
          ...number,
          code,
          rest: `${oneOf(random, localBeginnings)}${digits(random, 9 - code.length)}`,
          extension,
        };
      }
    }
  };
  return {
    fresh(kind, branch, local) {
      for (let tried = 0; tried < TRIES; tried++) {
        const number = take(made(kind, branch, local));
        if (number !== null) return number;
      }
      throw new Error(`No number is left: ${kind}`);
    },
    near(number) {
      const others = neighbours(number);
      const first = Math.floor(random() * others.length);
      for (const other of [...others.slice(first), ...others.slice(0, first)]) {
        const free = take(other);
        if (free !== null) return free;
      }
      return null;
    },
  };
}

function exists(number: CorpusNumber): boolean {
  const e164 = e164Of(number);
  // Nine equal digits at the end are typed by who has no number to type.
  return !/(\d)\1{8}$/.test(e164) && readDigits(e164.slice(1), true, { country: 'RU' }) === e164;
}

/** What a slip of the hand, another city or another country makes of a number. */
function neighbours(number: CorpusNumber): CorpusNumber[] {
  const { country, code, rest } = number;
  const kind = number.kind === 'extension' ? 'city' : number.kind;
  const same = { ...number, kind, extension: '' };
  const last = rest.length - 1;
  const swapped = `${rest.slice(0, last - 1)}${rest[last]}${rest[last - 1]}`;
  const others: CorpusNumber[] = [
    { ...same, rest: `${rest.slice(0, last)}${(Number(rest[last]) + 1) % 10}` },
    { ...same, rest: `${rest.slice(0, 2)}${(Number(rest[2]) + 5) % 10}${rest.slice(3)}` },
    { ...same, rest: swapped },
  ];
  if (kind === 'mobile') {
    others.push({ ...same, code: operatorList[(operatorList.indexOf(code) + 1) % operatorList.length] ?? code });
    // The same last ten digits: 903, 909, 916, 919 … are also in the United States.
    others.push({ ...same, kind: 'foreign', country: '1' }, { ...same, kind: 'foreign', country: '1' });
  }
  if (kind === 'city' && code.length === 3) others.push({ ...same, code: code === '495' ? '499' : '495' });
  if (country !== '7') others.push({ ...same, country: country === '375' ? '380' : '375' });
  return others;
}

function digits(random: Random, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 10)).join('');
}
