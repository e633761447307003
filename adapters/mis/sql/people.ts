import type { FoundPerson, MisApiContext } from '../../../src/contracts/mis-api.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { phoneValues } from '../../kit/phone-values.ts';
import { goSql } from '../../kit/sql-place.ts';
import type { SqlSettings } from './settings.ts';

export type SqlContext = MisApiContext<SqlSettings>;

/** Cards that have the number, whatever else the statement finds. A card of several rows is one with their numbers. */
export async function findPeople(phone: E164, context: SqlContext): Promise<FoundPerson[]> {
  const { settings } = context;
  if (settings.find === undefined) return [];
  const step = { text: settings.find, values: phoneValues(phone), effect: 'read' as const };
  const [found] = await goSql(settings, context, [step]);
  const cards = new Map<string, { name: string; phones: string[] }>();
  for (const row of found?.rows ?? []) {
    // A database folds the names of columns as it likes.
    const cells = Object.entries(row).map(([name, value]) => [name.toLowerCase(), value] as const);
    const told = new Map(cells);
    const id = told.get('id');
    if (id == null) continue;
    const card = cards.get(id) ?? { name: told.get('name') ?? '', phones: [] };
    card.phones.push(...cells.flatMap(([name, value]) => (name.startsWith('phone') && value !== null ? [value] : [])));
    cards.set(id, card);
  }
  const numbers = phoneContextOf(settings);
  return [...cards].flatMap(([externalId, { name, phones }]) =>
    phones.some((written) => toE164(written, numbers) === phone) ? [{ externalId, type: null, name, phones }] : [],
  );
}
