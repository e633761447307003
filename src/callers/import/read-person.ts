import { createHash } from 'node:crypto';
import type { PhoneContext } from '../../contracts/phone-number.ts';
import { splitPhones, type WrittenPhone } from '../split-phones.ts';
import type { PeopleField } from './columns.ts';
import { readDay, readInstant } from './dates.ts';
import type { RowReader } from './row-reader.ts';

export interface ReadPerson {
  externalId: string;
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
  phones: WrittenPhone[];
  lastVisit: Date | null;
}

export interface ReadPersonContext {
  kind: 'patient' | 'staff' | 'contractor';
  phones: PhoneContext;
  zone: string;
  now: Date;
}

const DATE_REMEDY = 'Write dates as 31.12.2026 or 2026-12-31; in Excel, format the column as a date.';
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
  const name = readName(row, context.kind);
  if (row.isShifted) {
    row.doubt(
      null,
      'The row has more cells than the header and was left out.',
      'Put the text that holds the delimiter in quotation marks.',
    );
    return null;
  }
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
  if (!/\p{L}/u.test(fullName)) return null;
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

function readPhones(row: RowReader<PeopleField>, context: PhoneContext): WrittenPhone[] {
  const phones = new Map<string, WrittenPhone>();
  for (const { column, text } of row.texts('phone')) {
    const split = splitPhones(text, context);
    for (const phone of split.phones) {
      const key = `${phone.e164} ${phone.extension}`;
      const known = phones.get(key);
      if (known === undefined) phones.set(key, { ...phone, note: phone.note ?? column.phoneNote });
      else known.note ??= phone.note;
    }
    if (split.unread.some((piece) => !nothing.has(piece.toLowerCase().replace(/[.\s]+$/, ''))))
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
  const last = row.read('lastVisit', (text) => readInstant(text, zone), DATE_REMEDY);
  if (last === null || last.at <= now) return last?.at ?? null;
  row.doubt(
    'lastVisit',
    'The last visit lies in the future and was left out.',
    'Export the last completed visit, not the next one.',
  );
  return null;
}

function readYes(text: string): boolean | null {
  if (/^(?:да|д|1|true|истина|yes|y|\+|x|х|v|✓)$/i.test(text)) return true;
  if (/^(?:нет|н|0|false|ложь|no|n|-)$/i.test(text)) return false;
  return null;
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
