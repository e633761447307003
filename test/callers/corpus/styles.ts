import { oneOf, type Random } from '../../support/seeded-random.ts';
import type { CorpusNumber, Kind } from './numbers.ts';

/** One way in which a receptionist, or what she exports with, writes a number into a card. */
export interface Style {
  name: string;
  kinds: readonly Kind[];
  /** Written without the city code, so only for numbers of the branch's own city. */
  local?: true;
  /** Names a second number, a mobile. */
  two?: true;
  write(number: CorpusNumber, told: { random: Random; other: CorpusNumber }): string;
}

const every: readonly Kind[] = ['mobile', 'city', '8-800', 'extension', 'foreign'];
const russian: readonly Kind[] = ['mobile', 'city', '8-800', 'extension'];
/** A sheet keeps no number with an extension as a number. */
const oneNumber: readonly Kind[] = ['mobile', 'city', '8-800', 'foreign'];
const ofCity: readonly Kind[] = ['city', 'extension'];

type Written = (number: CorpusNumber) => string;

/** Country codes other than ours cannot be left out, and are dialled after 8 10 or 00. */
function plain(ours: Written, abroad: Written): Written {
  return (number) => (number.country === '7' ? ours(number) : abroad(number));
}

const whole = ({ code, rest }: CorpusNumber): string => `${code}${rest}`;

function grouped(rest: string, between: string): string {
  if (rest.length > 7) return `${rest.slice(0, 4)}${between}${rest.slice(4)}`;
  const first = rest.length - 4;
  return [rest.slice(0, first), rest.slice(first, first + 2), rest.slice(first + 2)].join(between);
}

const dashed = ({ rest }: CorpusNumber): string => grouped(rest, '-');

const prefixes: Record<string, Written> = {
  'plus and all in one piece': (n) => `+${n.country}${whole(n)}`,
  'eight and all in one piece': plain(
    (n) => `8${whole(n)}`,
    (n) => `810${n.country}${whole(n)}`,
  ),
  'country code without a plus': (n) => `${n.country}${whole(n)}`,
  'brackets and dashes': plain(
    (n) => `8 (${n.code}) ${dashed(n)}`,
    (n) => `+${n.country} (${n.code}) ${dashed(n)}`,
  ),
  'brackets without spaces': plain(
    (n) => `8(${n.code})${dashed(n)}`,
    (n) => `+${n.country}(${n.code})${dashed(n)}`,
  ),
  'plus and brackets': (n) => `+${n.country} (${n.code}) ${grouped(n.rest, ' ')}`,
  'plus and spaces': (n) => `+${n.country} ${n.code} ${grouped(n.rest, ' ')}`,
  'plus and a space behind it': (n) => `+ ${n.country} (${n.code}) ${dashed(n)}`,
  'country code and brackets without a plus': plain(
    (n) => `7 (${n.code}) ${dashed(n)}`,
    // Without a plus only what cannot be anything else.
    (n) => (n.country === '1' ? `+1 (${n.code}) ${dashed(n)}` : `${n.country} (${n.code}) ${dashed(n)}`),
  ),
  dashes: plain(
    (n) => `8-${n.code}-${dashed(n)}`,
    (n) => `8-10-${n.country}-${n.code}-${dashed(n)}`,
  ),
  'dashes everywhere, brackets too': plain(
    (n) => `8-(${n.code})-${dashed(n)}`,
    (n) => `+${n.country}-(${n.code})-${dashed(n)}`,
  ),
  dots: plain(
    (n) => `8.${n.code}.${grouped(n.rest, '.')}`,
    (n) => `+${n.country}.${n.code}.${grouped(n.rest, '.')}`,
  ),
  'code apart, the rest in one piece': plain(
    (n) => `8 ${n.code} ${n.rest}`,
    (n) => `+${n.country} ${n.code} ${n.rest}`,
  ),
  'code glued to the eight': plain(
    (n) => `8${n.code} ${dashed(n)}`,
    (n) => `+${n.country}${n.code} ${dashed(n)}`,
  ),
  'eight apart, the rest in one piece': plain(
    (n) => `8 ${whole(n)}`,
    (n) => `+${n.country} ${whole(n)}`,
  ),
  'eight inside the brackets': plain(
    (n) => `(8-${n.code}) ${dashed(n)}`,
    (n) => `(+${n.country} ${n.code}) ${dashed(n)}`,
  ),
  'odd groups': plain(
    (n) => `8 ${n.code} ${n.rest.slice(0, 2)} ${n.rest.slice(2, 4)} ${n.rest.slice(4)}`,
    (n) => `+${n.country} ${n.code} ${n.rest.slice(0, 2)} ${n.rest.slice(2, 4)} ${n.rest.slice(4)}`,
  ),
  'abroad after 8 10 or 00': plain(
    (n) => `8 ${n.code} ${grouped(n.rest, ' ')}`,
    (n) => `${Number(n.rest) % 2 ? '8 10' : '00'} ${n.country} ${n.code} ${grouped(n.rest, ' ')}`,
  ),
};
const oursOnly: Record<string, Written> = {
  'ten digits': whole,
  'code in brackets, no eight': (n) => `(${n.code}) ${dashed(n)}`,
  'code in brackets and all in one piece': (n) => `(${n.code})${n.rest}`,
  'code glued to the eight in brackets': (n) => `(8${n.code}) ${dashed(n)}`,
  'ten digits in groups': (n) => `${n.code} ${dashed(n)}`,
  'plus eight': (n) => `+8 (${n.code}) ${dashed(n)}`,
  slashes: (n) => `8/${n.code}/${dashed(n)}`,
  'underscores of a form': (n) => `8_${n.code}_${grouped(n.rest, '_')}`,
};
const writings = Object.values(prefixes);

const extensions: readonly string[] = [
  ' доб. ',
  ' доб.',
  ', доб. ',
  ' доб ',
  'доб',
  ' вн. ',
  ' вн.',
  ' внутр. ',
  ' добавочный ',
  ' Доб. ',
  '#',
  ' #',
  '*',
  ' ext. ',
  ' ext ',
  ' / доб. ',
  '; доб. ',
  ' (доб. )',
  '(вн.)',
];

function withExtension(number: CorpusNumber, text: string, random: Random): string {
  if (number.extension === '') return text;
  const form = oneOf(random, extensions);
  return form.endsWith(')') ? `${text}${form.slice(0, -1)}${number.extension})` : `${text}${form}${number.extension}`;
}

/** In any of the plain ways. */
function anyhow(number: CorpusNumber, random: Random): string {
  return withExtension(number, oneOf(random, writings)(number), random);
}

function plainStyles(of: Record<string, Written>, styleKinds: readonly Kind[]): Style[] {
  return Object.entries(of).map(([name, written]) => ({
    name,
    kinds: styleKinds,
    write: (number, { random }) => withExtension(number, written(number), random),
  }));
}

const labels = [
  'т.',
  'тел. ',
  'тел:',
  'Тел.: ',
  'моб. ',
  'моб.',
  'сот. ',
  'раб. ',
  'дом. ',
  'Телефон: ',
  'м.т. ',
  'моб ',
];
const wordsBefore = [
  'моб. мамы ',
  'муж ',
  'Анна - ',
  'секретарь Ольга: ',
  'жена, ',
  'бабушка (Нина Ивановна) ',
  'не звонить до 12, ',
];
const wordsBehind = [
  ' (мама)',
  ' мама',
  ' - Ольга Петровна',
  ' звонить после 18:00',
  ' (WhatsApp, Telegram)',
  ', спросить Анну',
  ' с 9 до 18',
  '(муж)',
  ' жена!',
  '.',
];
const letters = ['м', 'т', 'ж', 'мама', 'муж', 'р', 'W', ' м', ' т.', 'б.'];
const spaces = ['\u00a0', '\u202f', '\u2009'];
const dashesOfText = ['\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212'];

const dressed: Style[] = [
  {
    name: 'spaces and hyphens that do not break',
    kinds: every,
    write: (n, { random }) => {
      const space = oneOf(random, spaces);
      return anyhow(n, random).replaceAll(' ', space).replaceAll('-', '\u2011');
    },
  },
  {
    name: 'dashes of a word processor',
    kinds: every,
    write: (n, { random }) => {
      const dash = oneOf(random, dashesOfText);
      return withExtension(n, prefixes.dashes!(n), random).replaceAll('-', dash);
    },
  },
  { name: 'soft hyphens', kinds: every, write: (n, { random }) => anyhow(n, random).replaceAll('-', '\u00ad-') },
  {
    name: 'marks of an address book',
    kinds: every,
    write: (n, { random }) => `\u202a${anyhow(n, random)}\u202c`,
  },
  {
    name: 'full-width',
    kinds: every,
    write: (n, { random }) =>
      anyhow(n, random).replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  },
  { name: 'an apostrophe of Excel', kinds: every, write: (n, { random }) => `'${anyhow(n, random)}` },
  { name: 'spaces around', kinds: every, write: (n, { random }) => `  ${anyhow(n, random)}  ` },
  { name: 'in quotation marks', kinds: every, write: (n, { random }) => `«${anyhow(n, random)}»` },
  {
    name: 'square brackets',
    kinds: russian,
    write: (n, { random }) => withExtension(n, `8 [${n.code}] ${dashed(n)}`, random),
  },
  { name: 'a label before', kinds: every, write: (n, { random }) => `${oneOf(random, labels)}${anyhow(n, random)}` },
  { name: 'words before', kinds: every, write: (n, { random }) => `${oneOf(random, wordsBefore)}${anyhow(n, random)}` },
  { name: 'words behind', kinds: every, write: (n, { random }) => `${anyhow(n, random)}${oneOf(random, wordsBehind)}` },
  { name: 'letters behind', kinds: every, write: (n, { random }) => `${anyhow(n, random)}${oneOf(random, letters)}` },
  {
    name: 'the same number twice',
    kinds: oneNumber,
    write: (n, { random }) => `${anyhow(n, random)}, ${anyhow(n, random)}`,
  },
  {
    name: 'a date beside it',
    kinds: every,
    write: (n, { random }) => `${anyhow(n, random)} (с 01.09.2024)`,
  },
];

const fromSheets: Style[] = [
  {
    name: 'exponent of Excel',
    kinds: oneNumber,
    write: (n, { random }) => {
      const digits = `${n.country === '7' ? oneOf(random, ['7', '8', '']) : n.country}${whole(n)}`;
      // What ends in zeros is shown without them: nobody can tell then.
      if (digits.endsWith('0')) return digits;
      const power = String(digits.length - 1).padStart(2, '0');
      return `${digits.slice(0, 1)}${oneOf(random, ['.', ','])}${digits.slice(1)}E+${power}`;
    },
  },
  {
    name: 'an amount of Excel',
    kinds: oneNumber,
    write: (n, { random }) =>
      `${n.country === '7' ? oneOf(random, ['7', '8', '']) : n.country}${whole(n)}${oneOf(random, ['.0', ',00', '.00'])}`,
  },
];

const two: Style[] = [
  {
    name: 'two numbers and words',
    kinds: every,
    two: true,
    write: (n, { random, other }) => {
      const [one, more] = [anyhow(n, random), anyhow(other, random)];
      return oneOf(random, [
        `${one}, моб. мамы ${more}`,
        `${one} мама, ${more} папа`,
        `мама ${one}, папа ${more}`,
        `мама: ${one}; папа: ${more}`,
        `${one} (мама) ${more} (папа)`,
        `раб. ${one} / моб. ${more}`,
        `${one} или ${more}`,
      ]);
    },
  },
  {
    name: 'two numbers and a slash',
    kinds: every,
    two: true,
    write: (n, { random, other }) => `${anyhow(n, random)}${oneOf(random, ['/', ' / '])}${anyhow(other, random)}`,
  },
  {
    name: 'two numbers and a line end',
    kinds: every,
    two: true,
    write: (n, { random, other }) => `${anyhow(n, random)}${oneOf(random, ['\n', '\r\n'])}${anyhow(other, random)}`,
  },
  {
    name: 'two numbers and a comma',
    kinds: every,
    two: true,
    write: (n, { random, other }) =>
      `${anyhow(n, random)}${oneOf(random, [',', ', ', '; ', ' ,'])}${anyhow(other, random)}`,
  },
  {
    name: 'two numbers and a space',
    kinds: every,
    two: true,
    write: (n, { random, other }) =>
      `${withExtension(n, prefixes['plus and spaces']!(n), random)} ${anyhow(other, random)}`,
  },
];

const localForms: readonly Written[] = [dashed, ({ rest }) => rest, ({ rest }) => grouped(rest, ' ')];
const local = (number: CorpusNumber, random: Random): string =>
  withExtension(number, oneOf(random, localForms)(number), random);

const withoutCode: Style[] = [
  { name: 'local', kinds: ofCity, local: true, write: (n, { random }) => local(n, random) },
  {
    name: 'local with a label',
    kinds: ofCity,
    local: true,
    write: (n, { random }) => `${oneOf(random, labels)}${local(n, random)}`,
  },
  {
    name: 'local with words behind',
    kinds: ofCity,
    local: true,
    write: (n, { random }) => `${local(n, random)}${oneOf(random, wordsBehind)}`,
  },
  {
    name: 'local and a mobile',
    kinds: ofCity,
    local: true,
    two: true,
    write: (n, { random, other }) =>
      oneOf(random, [
        `${local(n, random)}, ${anyhow(other, random)}`,
        `дом. ${local(n, random)}, моб. ${anyhow(other, random)}`,
        `${anyhow(other, random)}, ${local(n, random)}`,
        `${anyhow(other, random)} / ${local(n, random)}`,
      ]),
  },
];

/** Only such writings as a person reads with certainty. */
export const styles: readonly Style[] = [
  ...plainStyles(prefixes, every),
  ...plainStyles(oursOnly, russian),
  ...dressed,
  ...fromSheets,
  ...two,
  ...withoutCode,
];
