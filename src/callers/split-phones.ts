import { readDigits, russia, type E164, type PhoneContext } from '../contracts/phone-number.ts';

/** One number of a free text field. `extension` is digits to dial after it, empty when none. */
export interface WrittenPhone {
  e164: E164;
  extension: string;
  /** What is written beside the number («моб. мамы»), null when nothing. */
  note: string | null;
}

export interface SplitPhones {
  phones: WrittenPhone[];
  /** Pieces that are neither a number nor words about one. */
  unread: string[];
}

type Piece =
  | { is: 'phone'; e164: E164; extension: string }
  /** Words between numbers; `breaks` where a comma, a semicolon, a slash or a new line ended them. */
  | { is: 'text'; text: string }
  | { is: 'break' };

const maximumLength = 2000;
/** A run of more groups of digits than this is a table of figures. */
const maximumGroups = 100;

const pattern = new RegExp(
  [
    // What holds digits and is no number: addresses, dates (dd.MM.yyyy, yyyy-MM-dd, dd.MM.yy), numbered papers.
    String.raw`(?<other>[\w.+-]{1,64}@[\w.-]{1,64}|https?:\/\/\S{1,200}` +
      String.raw`|(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:(?:19|20)\d\d|\d\d)(?![\d.]?\d)` +
      String.raw`|(?<![\d/-])(?:0[1-9]|[12]\d|3[01])(?<sign>[/-])(?:0[1-9]|1[0-2])\k<sign>(?:19|20)\d\d(?![\d]|[/-]\d)` +
      String.raw`|(?<![\d-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d]|-\d)` +
      // A spreadsheet rounded the number away: 9.16123E+09.
      String.raw`|\d(?:[.,]\d{1,15})?e\+\d{1,2}(?!\d)` +
      String.raw`|(?<!\p{L})(?:карт[аыеу]|паспорт|полис|снилс|инн|договор|сч[её]т|код|№\s?карты)\.?\s{0,3}[:№#]{0,2}\s{0,3}\d[\d -]{0,30})`,
    // `доб. 12`, `вн. 12`, `ext 12`, `#12`, `*12` right behind a number.
    String.raw`(?<extension>[\s,(]{0,4}(?:(?:доб(?:авочный)?|вн(?:утр(?:енний)?)?|ext|x|х)\.?|[#*])\s{0,3}[:№]?\s{0,3}(?<inner>\d{1,6})(?![\d-])\)?)`,
    String.raw`(?<digits>(?:\+[\s(]{0,3}|\(\s?)?\d(?:[\d()\t .\/-]|\+(?=[\d(\s]))*)`,
    String.raw`(?<end>[,;\n|/\\])`,
  ].join('|'),
  'giu',
);

/**
 * Reads a free text field of a card: any number of numbers, written anyhow, with words around them. Numbers are those
 * that the country's numbering plan has; local ones only with an area code.
 */
export function splitPhones(field: string, context: PhoneContext = russia): SplitPhones {
  const text = clean(field);
  const unread: string[] = text.length > maximumLength ? [text.slice(maximumLength)] : [];
  const { pieces, leftover } = read(text.slice(0, maximumLength), context);
  if (!pieces.some((piece) => piece.is === 'phone')) {
    const whole = text.slice(0, maximumLength).trim();
    return { phones: [], unread: /[\p{L}\d]/u.test(whole) ? [whole, ...unread] : unread };
  }
  return { phones: merge(withNotes(pieces)), unread: [...leftover, ...unread] };
}

function clean(field: string): string {
  // A spreadsheet took the number for an amount: 79161234567.0. Underscores part digits in forms.
  const plain = field
    .replace(/(?<=\d{10})\.0(?![\d.])/g, '')
    .replace(/(?<=[\d)])_+(?=[\d(])/g, ' ')
    .replace(/[[{](\d{1,6})[\]}]/g, '($1)');
  if (!/[^\x20-\x7e\u0400-\u04ff]/.test(plain)) return plain;
  const flat = plain
    // Marks of writing direction come with numbers copied from address books, soft hyphens from texts.
    .replace(/[\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u2069]/g, '')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\t\u00a0\u2000-\u200b\u202f\u3000\ufeff]/g, ' ');
  return flat.replace(/[\u2010-\u2015\u2212]/g, '-').replace(/[\r\u2028\u2029\u000b]/g, '\n');
}

function read(text: string, context: PhoneContext): { pieces: Piece[]; leftover: string[] } {
  const pieces: Piece[] = [];
  const leftover: string[] = [];
  let at = 0;
  const say = (words: string) => {
    const last = pieces.at(-1);
    if (last?.is === 'text') last.text += words;
    else if (words.trim() !== '') pieces.push({ is: 'text', text: words });
  };
  for (const match of text.matchAll(pattern)) {
    say(text.slice(at, match.index));
    at = match.index + match[0].length;
    const { other, inner, digits } = match.groups ?? {};
    const last = pieces.at(-1);
    if (other !== undefined) say(other);
    else if (inner !== undefined) {
      const owner = last?.is === 'break' ? pieces.at(-2) : last;
      if (owner?.is === 'phone' && owner.extension === '') owner.extension = inner;
      else say(match[0]);
    } else if (digits === undefined) pieces.push({ is: 'break' });
    else {
      // «8=916=123-45-67»: digits that a sign ties to those before are no local number.
      const isTied = /\d[^\s\p{L}\d,;|/\\]{1,2}$/u.test(text.slice(Math.max(0, match.index - 3), match.index));
      readRun(digits, isTied ? { country: context.country } : context, { say, pieces, leftover });
    }
  }
  say(text.slice(at));
  return { pieces, leftover };
}

interface Group {
  digits: string;
  plus: boolean;
  /** As written, with what stands before it. */
  start: number;
  end: number;
  /** A number may begin here: there is a space, a slash, a plus or an opening bracket before the group. */
  opens: boolean;
}

function groupsOf(run: string): Group[] {
  const groups: Group[] = [];
  let before = 0;
  for (const match of run.matchAll(/\d+/g)) {
    const gap = run.slice(before, match.index);
    groups.push({
      digits: match[0],
      // Written as «+8 (495)», the eight is the national prefix.
      plus: gap.includes('+') && !(match[0] === '8' && /^[\s(-]/.test(run.slice(match.index + 1))),
      start: match.index,
      end: match.index + match[0].length,
      opens: groups.length === 0 || /[\s/+]/.test(gap) || gap === '(',
    });
    before = match.index + match[0].length;
  }
  return groups;
}

/** Cuts a run of digits and punctuation into numbers so that as many digits as possible belong to one. */
function readRun(
  run: string,
  context: PhoneContext,
  { say, pieces, leftover }: { say: (words: string) => void; pieces: Piece[]; leftover: string[] },
): void {
  const groups = groupsOf(run);
  // «996 (555) 12-34-56» is a country and its code, not two local numbers.
  const isAbroad = /^\d{2,3}\s?\(/.test(run);
  let found =
    groups.length > maximumGroups ? [] : bestReading(groups, isAbroad ? { country: context.country } : context);
  const covered = found.reduce((sum, { from, until }) => sum + until - from, 0);
  const parts = run.split('/');
  if (covered < groups.length && parts.length > 1 && parts.every((part) => isWhole(part, context))) {
    for (const [index, part] of parts.entries()) {
      if (index > 0) pieces.push({ is: 'break' });
      readRun(part.trim(), context, { say, pieces, leftover });
    }
    return;
  }
  // Part of a number that lacks a digit looks like a local one: those count only where nothing else is left over.
  if (context.areaCode !== undefined && found.length > 0 && covered < groups.length)
    found = bestReading(groups, { country: context.country });
  if (found.length === 0) {
    const digits = groups.reduce((sum, group) => sum + group.digits.length, 0);
    const foreign = knownAbroad(groups, context);
    if (foreign) pieces.push({ is: 'phone', e164: foreign, extension: '' });
    // A year, an hour, a flat: words about the number.
    else if (digits < 5) say(run);
    else leftover.push(run.trim());
    return;
  }
  let next = 0;
  const skip = (until: number) => {
    const rest = groups.slice(next, until);
    const digits = rest.reduce((sum, group) => sum + group.digits.length, 0);
    if (digits === 0) return;
    const written = run.slice(rest[0]!.start, rest.at(-1)!.end);
    if (isDate(written)) say(` ${written}`);
    else if (digits < 5 && groups.length - rest.length > 0 && until === groups.length) {
      say(run.slice(rest[0]!.start));
    } else leftover.push(written);
  };
  for (const { from, until, e164 } of found) {
    skip(from);
    if (from > 0 && /\//.test(run.slice(groups[from - 1]!.end, groups[from]!.start))) pieces.push({ is: 'break' });
    pieces.push({ is: 'phone', e164, extension: '' });
    next = until;
  }
  skip(groups.length);
  if (/\/\s*$/.test(run)) pieces.push({ is: 'break' });
}

/** These digits are one or more numbers, and nothing else. */
function isWhole(part: string, context: PhoneContext): boolean {
  const groups = groupsOf(part);
  if (groups.length === 0 || groups.length > maximumGroups) return false;
  const covered = bestReading(groups, context).reduce((sum, { from, until }) => sum + until - from, 0);
  return covered === groups.length || knownAbroad(groups, context) !== null;
}

function isDate(written: string): boolean {
  return /^(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})$/.test(written);
}

/** A foreign number without its plus; only when it is all that is written there, or all between slashes. */
function knownAbroad(groups: readonly Group[], context: PhoneContext): E164 | null {
  const digits = groups.map((group) => group.digits).join('');
  if (digits.length < 10 || digits.length > 13 || groups[0]?.digits.startsWith('0')) return null;
  const number = readDigits(digits, true, context);
  return number === `+${digits}` ? number : null;
}

interface Found {
  from: number;
  until: number;
  e164: E164;
}

function bestReading(groups: readonly Group[], context: PhoneContext): Found[] {
  const all = groups.map((group) => group.digits).join('');
  const offset = [0];
  for (const group of groups) offset.push(offset.at(-1)! + group.digits.length);
  // The best reading of the first n groups.
  const best: { covered: number; found: Found[] }[] = [{ covered: 0, found: [] }];
  for (let until = 1; until <= groups.length; until++) {
    let choice = best[until - 1]!;
    const closes = until === groups.length || groups[until]!.opens;
    for (let from = closes ? earliest(groups, offset, until) : until; from < until; from++) {
      const length = offset[until]! - offset[from]!;
      if (length < 5 || !groups[from]!.opens || best[from]!.covered + length <= choice.covered) continue;
      const digits = all.slice(offset[from], offset[until]);
      const e164 = readDigits(digits, groups[from]!.plus, context);
      if (e164 === null) continue;
      // A plus that does not mean what it says is believed last: +8916…, and +995 555 39 68 of +995 555 39 68 00.
      const covered = best[from]!.covered + length - (groups[from]!.plus && e164 !== `+${digits}` ? 0.5 : 0);
      if (covered <= choice.covered) continue;
      // «98 916 123 45 67» dials out with a nine: a code is never two digits, so part of it is not a number.
      const isPart = from > 0 || until < groups.length;
      if (isPart && length === 10 && !groups[from]!.plus && groups[from]!.digits.length < 3) continue;
      choice = { covered, found: [...best[from]!.found, { from, until, e164 }] };
      if (covered === offset[until]) break;
    }
    best.push(choice);
  }
  return best.at(-1)!.found;
}

/** Where a number that ends here begins at the earliest: 16 digits, and nothing stands before a plus. */
function earliest(groups: readonly Group[], offset: readonly number[], until: number): number {
  let from = until - 1;
  while (from > 0 && !groups[from]!.plus && offset[until]! - offset[from - 1]! <= 16) from -= 1;
  return from;
}

/**
 * Words go to the number they stand beside: before it when the field begins with words or a break parts them from the
 * number before, else behind it.
 */
function withNotes(pieces: readonly Piece[]): { phone: WrittenPhone; words: string[] }[] {
  const named: { phone: WrittenPhone; words: string[] }[] = [];
  const wordsFirst = pieces.find((piece) => piece.is !== 'break')?.is === 'text';
  let waiting: string[] = [];
  let broken = true;
  for (const [index, piece] of pieces.entries()) {
    const previous = named.at(-1);
    if (piece.is === 'break') broken = true;
    else if (piece.is === 'phone') {
      named.push({ phone: { e164: piece.e164, extension: piece.extension, note: null }, words: waiting });
      waiting = [];
      broken = false;
    } else {
      const following = pieces.slice(index + 1).find((other) => other.is !== 'text');
      const ownsNext = following?.is === 'phone' && (broken || wordsFirst) && !/^\s*\(.*\)\s*$/s.test(piece.text);
      const stranded = !pieces.slice(index + 1).some((other) => other.is === 'phone');
      if (previous === undefined || ownsNext || (wordsFirst && broken && !stranded)) waiting.push(piece.text);
      else previous.words.push(piece.text);
    }
  }
  return named;
}

/** The words that only say that this is a telephone. */
const empty = /^(?:т|тел|телефон[ы]?|номер|phone|tel|и|или|№|e-?mail)[.:]?$/iu;

function merge(named: readonly { phone: WrittenPhone; words: string[] }[]): WrittenPhone[] {
  const phones = new Map<string, WrittenPhone>();
  for (const { phone, words } of named) {
    const note = noteOf(words);
    const key = `${phone.e164} ${phone.extension}`;
    const known = phones.get(key);
    if (!known) phones.set(key, { ...phone, note });
    else if (note !== null && known.note !== note) known.note = known.note === null ? note : `${known.note}; ${note}`;
  }
  return [...phones.values()];
}

function noteOf(words: readonly string[]): string | null {
  const parts = words
    .map((word) =>
      word
        .replace(/\s+/g, ' ')
        .replace(/^[\s:;,()\-–=+.'"«»“”]+(?![^"«“]*["»”])/u, '')
        .replace(/^[\s:;,()\-–=+.']+/u, '')
        .replace(/[\s:;,()\-–=+']+$/u, ''),
    )
    .map((word) => word.replace(/^(?:тел|т|телефон)\.?[\s:]+(?=\S)/iu, ''))
    .filter((word) => word !== '' && !empty.test(word));
  return parts.length === 0 ? null : parts.join(', ').slice(0, 200);
}
