import { createHash } from 'node:crypto';
import type { PhoneContext } from '../../contracts/phone-number.ts';
import { splitPhones, type WrittenPhone } from '../split-phones.ts';
import type { PeopleField } from './columns.ts';
import { readDay, readInstant } from './dates.ts';
import type { RowReader } from './row-reader.ts';
import { wholeNumber } from './whole-number.ts';

export interface ReadPhone extends WrittenPhone {
  validFrom: string | null;
  validTo: string | null;
}

export interface ReadPerson {
  externalId: string;
  /** What the source called this person before. */
  formerId: string | null;
  /** The card that this one lives on in. */
  mergedInto: string | null;
  /** Left by the source to a card that says no more than where the person lives on. */
  mergeOnly: boolean;
  /** The source says that the person is no more; everything else of the row counts, too. */
  gone: boolean;
  kind: 'patient' | 'staff' | 'contractor';
  surname: string;
  givenName: string;
  patronymic: string;
  fullName: string;
  birthDate: string | null;
  note: string | null;
  household: string | null;
  knownBefore: boolean;
  validFrom: string | null;
  validTo: string | null;
  phones: ReadPhone[];
  lastVisit: Date | null;
}

export interface ReadPersonContext {
  /** Of rows that do not tell theirs. */
  kind: ReadPerson['kind'];
  phones: PhoneContext;
  zone: string;
  now: Date;
}

const DATE_REMEDY = 'Write dates as 31.12.2026 or 2026-12-31; in Excel, format the column as a date.';
const KIND_REMEDY = 'Write «пациент», «сотрудник» or «контрагент».';
const sheetError = /^#[\p{L}/0]{2,8}[!?]?$/u;
const nothing = new Set([
  'нет',
  'нету',
  'нет телефона',
  'не указан',
  'не указано',
  'отсутствует',
  'б/т',
  'б/н',
  'no',
  'none',
  'n/a',
]);

/** One row of a people file. Null: not a person; the doubts of the row say why. */
export function readPerson(row: RowReader<PeopleField>, context: ReadPersonContext): ReadPerson | null {
  const kind = row.read('kind', readKind, KIND_REMEDY) ?? context.kind;
  const name = readName(row, kind);
  if (row.isShifted) {
    row.doubt(
      null,
      'The row has more cells than the header and was left out.',
      'Put the text that holds the delimiter in quotation marks.',
    );
    return null;
  }
  const mergedInto = otherCard(row, 'mergedInto');
  if (name === null && mergedInto !== null) return onlyMerged(row.text('externalId'), mergedInto, kind);
  if (name === null) {
    row.doubt(
      row.has('fullName') ? 'fullName' : 'surname',
      'The row has no name and was left out.',
      'Enter the name in the card.',
    );
    return null;
  }
  const phones = readPhones(row, context.phones);
  const birthDate = readBirthDate(row, context.now);
  const externalId = row.text('externalId') || derivedId(name.fullName, birthDate, phones);
  if (externalId.length > 200) {
    row.doubt(
      'externalId',
      'The card number is longer than 200 characters; the row was left out.',
      'Check the row for a missing quotation mark.',
    );
    return null;
  }
  const validFrom = row.read('validFrom', readDay, DATE_REMEDY);
  const validTo = row.read('validTo', readDay, DATE_REMEDY);
  if (validFrom !== null && validTo !== null && validTo < validFrom)
    row.doubt('validTo', 'The last day is before the first; the person counts as gone.', 'Correct one of the dates.');
  return {
    externalId,
    formerId: otherCard(row, 'formerId'),
    mergedInto,
    mergeOnly: false,
    gone: row.read('gone', readYes, 'Write «да» or «нет».') ?? false,
    kind,
    ...name,
    birthDate,
    note: limited(row, 'note', 2000),
    household: limited(row, 'household', 200),
    knownBefore: row.read('knownBefore', readYes, 'Write «да» or «нет».') ?? false,
    validFrom,
    validTo,
    phones,
    lastVisit: readLastVisit(row, context),
  };
}

function readName(
  row: RowReader<PeopleField>,
  kind: ReadPersonContext['kind'],
): Pick<ReadPerson, 'surname' | 'givenName' | 'patronymic' | 'fullName'> | null {
  const full = oneLine(row.text('fullName'));
  let [surname, givenName, patronymic] = [row.text('surname'), row.text('givenName'), row.text('patronymic')].map(
    oneLine,
  ) as [string, string, string];
  if (surname === '' && givenName === '' && patronymic === '' && kind !== 'contractor') {
    const words = full
      .replace(/\([^)]*\)/g, ' ')
      .split(' ')
      .filter(Boolean);
    [surname = '', givenName = ''] = words;
    patronymic = words.slice(2).join(' ');
  }
  const fullName = full || [surname, givenName, patronymic].filter(Boolean).join(' ');
  if (!/\p{L}/u.test(fullName) || sheetError.test(fullName)) return null;
  if (fullName.length > 300) {
    row.doubt(
      'fullName',
      'The name is longer than 300 characters and was cut.',
      'Check the row for a missing quotation mark.',
    );
    return {
      surname: surname.slice(0, 100),
      givenName: givenName.slice(0, 100),
      patronymic: patronymic.slice(0, 100),
      fullName: fullName.slice(0, 300),
    };
  }
  return { surname, givenName, patronymic, fullName };
}

function readPhones(row: RowReader<PeopleField>, context: PhoneContext): ReadPhone[] {
  const phones = new Map<string, ReadPhone>();
  const validFrom = row.read('phoneValidFrom', readDay, DATE_REMEDY);
  const validTo = row.read('phoneValidTo', readDay, DATE_REMEDY);
  const rowNote = oneLine(row.text('phoneNote')).slice(0, 200) || null;
  const representative = oneLine(row.text('representative')).slice(0, 150);
  const relation = `представитель${representative === '' ? '' : `: ${representative}`}`;
  // Where nobody has a number of their own beside it, the number is the representative's.
  const isTheirs = representative !== '' && row.texts('representativePhone').length === 0;
  const written = [
    ...row.texts('phone').map((cell) => ({ ...cell, note: rowNote ?? cell.column.phoneNote, isTheirs })),
    ...row.texts('representativePhone').map((cell) => ({ ...cell, note: null, isTheirs: true })),
  ];
  for (const { column, text, note, isTheirs: ofRepresentative } of written) {
    const whole = wholeNumber(text);
    if (whole.is === 'short') {
      row.doubtColumn(
        column,
        'No telephone number can be read: Excel has rounded it.',
        'Format the column as text before the numbers are put in, and export again.',
      );
      continue;
    }
    const split = splitPhones(whole.text, context);
    for (const phone of split.phones) {
      const key = `${phone.e164} ${phone.extension}`;
      const known = phones.get(key);
      const ownNote = phone.note ?? note ?? (ofRepresentative ? relation : null);
      if (known === undefined) phones.set(key, { ...phone, note: ownNote, validFrom, validTo });
      else known.note ??= ownNote;
    }
    // What a sheet shows of a column that is too narrow, or a program of letters that it lost.
    const lost = split.phones.length === 0 && /#{3,}|\?{3,}/.test(text);
    if (lost || split.unread.some((piece) => !nothing.has(piece.toLowerCase().replace(/[.\s]+$/, ''))))
      row.doubtColumn(
        column,
        split.phones.length === 0 ? 'No telephone number can be read.' : 'A part of it is no telephone number.',
        'Write the number with its city code, for example +7 916 123-45-67; several with a comma between them.',
      );
  }
  return [...phones.values()];
}

function readBirthDate(row: RowReader<PeopleField>, now: Date): string | null {
  const day = row.read('birthDate', readDay, DATE_REMEDY);
  if (day === null || (day >= '1900-01-01' && day <= now.toISOString().slice(0, 10))) return day;
  row.doubt('birthDate', 'Nobody was born on that day; the date was left out.', 'Correct the date in the card.');
  return null;
}

function readLastVisit(row: RowReader<PeopleField>, { zone, now }: ReadPersonContext): Date | null {
  const last = row.read('lastVisit', (text) => readInstant(text, zone) ?? dayAsInstant(text, zone), DATE_REMEDY);
  if (last === null || last.at <= now) return last?.at ?? null;
  row.doubt(
    'lastVisit',
    'The last visit lies in the future and was left out.',
    'Export the last completed visit, not the next one.',
  );
  return null;
}

const kinds: readonly [ReadPerson['kind'], RegExp][] = [
  ['patient', /^(?:пациент\p{L}*|клиент\p{L}*|patients?|clients?|p)$/iu],
  ['staff', /^(?:сотрудни\p{L}*|врач\p{L}*|персонал|администратор\p{L}*|staff|employees?|doctors?|s)$/iu],
  [
    'contractor',
    /^(?:контрагент\p{L}*|поставщик\p{L}*|лаборатори\p{L}*|страхов\p{L}*(?: \p{L}+)?|партн[её]р\p{L}*|проч\p{L}*|друг(?:ое|ой|ие)|contractors?|suppliers?|insurers?|others?|c)$/iu,
  ],
];

function readKind(text: string): ReadPerson['kind'] | null {
  return kinds.find(([, words]) => words.test(text.trim()))?.[0] ?? null;
}

/** Another card's number; null for the card's own, which says nothing. */
function otherCard(row: RowReader<PeopleField>, field: 'mergedInto' | 'formerId'): string | null {
  const id = row.text(field);
  if (id === '' || id === '0' || id === row.text('externalId')) return null;
  if (row.text('externalId') !== '' && id.length <= 200) return id;
  row.doubt(field, 'The card itself has no number, so this was left out.', 'Export the card number, too.');
  return null;
}

function onlyMerged(externalId: string, mergedInto: string, kind: ReadPerson['kind']): ReadPerson {
  const empty = { surname: '', givenName: '', patronymic: '', fullName: '', birthDate: null, note: null };
  const rest = { household: null, knownBefore: false, validFrom: null, validTo: null, phones: [], lastVisit: null };
  return { externalId, mergedInto, formerId: null, mergeOnly: true, gone: false, kind, ...empty, ...rest };
}

function readYes(text: string): boolean | null {
  if (/^(?:да|д|1|true|истина|yes|y|\+|x|х|v|✓)$/i.test(text)) return true;
  if (/^(?:нет|н|0|false|ложь|no|n|-)$/i.test(text)) return false;
  return null;
}

function dayAsInstant(text: string, zone: string): ReturnType<typeof readInstant> {
  const day = /\d:\d/.test(text) ? null : readDay(text);
  return day === null ? null : readInstant(day, zone);
}

/** Without a card number people are told apart by name and birth date, without that by the first number. */
function derivedId(fullName: string, birthDate: string | null, phones: readonly WrittenPhone[]): string {
  const key = [fullName.toLowerCase().replaceAll('ё', 'е'), birthDate ?? phones[0]?.e164 ?? ''].join('|');
  return `name:${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
}

function limited(row: RowReader<PeopleField>, field: PeopleField, length: number): string | null {
  const text = row.text(field);
  if (text.length > length)
    row.doubt(field, `Longer than ${length} characters; the rest was left out.`, 'Shorten it in the card.');
  return text === '' ? null : text.slice(0, length);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
