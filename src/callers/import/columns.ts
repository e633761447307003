import { peopleFields, type PeopleField } from '../../contracts/people-field.ts';
import { ImportRefused } from './import-refused.ts';

export { peopleFields, type PeopleField };

/** Header names as MIS exports write them, lower case, without punctuation. */
export const peopleHeaders: Record<PeopleField, readonly string[]> = {
  externalId: [
    '№ карты',
    'номер карты',
    'карта',
    '№ амбулаторной карты',
    'номер амбулаторной карты',
    '№ медкарты',
    'номер медкарты',
    'код пациента',
    'id пациента',
    'id',
    'код',
    'табельный номер',
    'card number',
    'card',
    'patient id',
    'external id',
    'employee id',
  ],
  formerId: [
    'прежний номер карты',
    'старый номер карты',
    'прежний код',
    'прежний id',
    'former id',
    'previous id',
    'old id',
    'old card number',
  ],
  mergedInto: [
    'объединен с',
    'объединена с',
    'объединен в',
    'объединена в',
    'объединено с картой',
    'основная карта',
    'merged into',
    'merged to',
    'duplicate of',
  ],
  kind: ['вид', 'тип контакта', 'категория', 'кто это', 'kind', 'person kind', 'category'],
  fullName: [
    'фио',
    'ф и о',
    'фио пациента',
    'фио сотрудника',
    'пациент',
    'сотрудник',
    'контрагент',
    'организация',
    'название',
    'наименование',
    'имя полностью',
    'name',
    'full name',
    'patient',
    'employee',
    'contractor',
    'company',
    'organisation',
    'organization',
  ],
  surname: ['фамилия', 'surname', 'last name', 'family name'],
  givenName: ['имя', 'given name', 'first name'],
  patronymic: ['отчество', 'patronymic', 'middle name', 'second name'],
  phone: [
    'телефон',
    'телефоны',
    'номер телефона',
    'контактный телефон',
    'контакты',
    'phone',
    'phones',
    'phone number',
    'telephone',
  ],
  phoneNote: ['примечание к телефону', 'комментарий к телефону', 'чей телефон', 'phone note', 'phone comment'],
  phoneValidFrom: ['телефон действует с', 'phone valid from'],
  phoneValidTo: ['телефон действует до', 'телефон действует по', 'phone valid to'],
  representative: [
    'представитель',
    'фио представителя',
    'законный представитель',
    'родитель',
    'опекун',
    'representative',
    'guardian',
    'parent',
  ],
  representativePhone: [
    'телефон представителя',
    'тел представителя',
    'телефон законного представителя',
    'телефон родителя',
    'телефон опекуна',
    'representative phone',
    'guardian phone',
    'parent phone',
  ],
  birthDate: [
    'дата рождения',
    'дата рожд',
    'д рожд',
    'д р',
    'др',
    'день рождения',
    'родился',
    'birth date',
    'date of birth',
    'birthday',
    'birthdate',
    'dob',
  ],
  note: ['примечание', 'примечания', 'комментарий', 'заметка', 'заметки', 'note', 'notes', 'comment'],
  household: ['семья', 'код семьи', 'номер семьи', 'household', 'family'],
  lastVisit: [
    'последний прием',
    'дата последнего приема',
    'последний визит',
    'дата последнего визита',
    'последнее посещение',
    'дата последнего посещения',
    'last visit',
    'last completed visit',
    'last appointment',
  ],
  knownBefore: ['давний пациент', 'старый пациент', 'известен ранее', 'known before', 'old patient'],
  validFrom: ['работает с', 'дата приема на работу', 'принят', 'valid from', 'hired', 'hire date'],
  validTo: ['работает до', 'дата увольнения', 'уволен', 'valid to', 'left', 'leaving date', 'termination date'],
  gone: ['в архиве', 'архив', 'удален', 'удалена', 'archived', 'deleted', 'gone'],
};

export interface Column<Field extends string> {
  index: number;
  field: Field;
  /** As the file calls it. */
  header: string;
  /** What the header says about every number in it: «раб.», «мамы»; null when nothing. */
  phoneNote: string | null;
}

export interface Columns<Field extends string> {
  of: readonly Column<Field>[];
  ignored: string[];
  /** All of them, as the source calls them, in their order. */
  headers: readonly string[];
  count: number;
}

export function plainHeader(header: string): string {
  return header
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\d№]+/gu, ' ')
    .replace(/^(n|no) (?=карты)/, '№ ')
    .trim();
}

/** Which field a column is. `mapping` (field → header, or several) goes before the known names. */
export function readHeader<Field extends string>(
  cells: readonly string[],
  known: Record<Field, readonly string[]>,
  mapping: Partial<Record<Field, string | readonly string[]>> = {},
): Columns<Field> {
  const byHeader = new Map<string, Field>();
  const fields = Object.keys(known) as Field[];
  for (const field of fields) for (const name of known[field]) if (!byHeader.has(name)) byHeader.set(name, field);
  const given = new Map<string, Field>();
  for (const field of fields) for (const name of [mapping[field] ?? []].flat()) given.set(plainHeader(name), field);
  // With an empty list no column is that field.
  const remapped = new Set(fields.filter((field) => mapping[field] !== undefined));

  const of: Column<Field>[] = [];
  const ignored: string[] = [];
  for (const [index, header] of cells.entries()) {
    const plain = plainHeader(header);
    const usual = byHeader.get(plain) ?? ('phone' in known ? phoneHeader(plain) : undefined);
    const field =
      given.get(plain) ??
      (usual !== undefined && remapped.has(usual as Field) ? undefined : (usual as Field | undefined));
    const twice = field !== 'phone' && of.some((column) => column.field === field);
    if (field === undefined || twice) {
      if (plain !== '') ignored.push(header.trim());
    } else
      of.push({
        index,
        field,
        header: header.trim(),
        phoneNote: field === 'phone' && phoneWords.test(plain) ? noteOf(plain) : null,
      });
  }
  for (const [name] of given) {
    if (!cells.some((cell) => plainHeader(cell) === name))
      throw new ImportRefused(
        `The mapping names a column «${name}» that the file does not have.`,
        'Correct the mapping or the header.',
      );
  }
  return { of, ignored, headers: cells.map((cell) => cell.trim()), count: cells.length };
}

const phoneWords = /(?:^| )(?:тел|телефон|телефоны|телефона|phone|mobile|моб|мобильный|сотовый|cell)(?: |$)/;

function phoneHeader(plain: string): 'phone' | undefined {
  return phoneWords.test(plain) && !/(?:дата|date|согласие|consent|тип|type)/.test(plain) ? 'phone' : undefined;
}

function noteOf(plain: string): string | null {
  if (/(?:^| )(?:дом|домашний|home)(?: |$)/.test(plain)) return 'дом.';
  if (/(?:^| )(?:раб|рабочий|служебный|work)(?: |$)/.test(plain)) return 'раб.';
  const rest = plain
    .replace(
      /(?:^| )(?:тел|телефоны?|телефона|phones?|telephone|mobile|cell|моб|мобильный|сотовый|номер|контактный|контакты|number|\d+)(?= |$)/g,
      '',
    )
    .trim();
  return rest === '' ? null : rest;
}
