import type { FoundPerson, ToldCall } from '../../../src/contracts/mis-api.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { certainPerson } from '../../kit/certain-person.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { unusable } from '../../kit/ask.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { askHttp, type HttpContext } from './ask-http.ts';
import { phoneValues } from './values.ts';

/** Cards that have the number, whatever else the system finds. */
export async function findPeople(phone: E164, context: HttpContext): Promise<FoundPerson[]> {
  const { find } = context.settings;
  if (find === undefined) return [];
  const request = { what: 'find', request: find, values: phoneValues(phone), effect: 'read' as const };
  const answer = await askHttp(context, request);
  const rows = find.rows === undefined ? answer : valueAt(answer, find.rows);
  if (!Array.isArray(rows)) throw unusable('HTTP, find', { method: 'GET' }, 'no list of cards where find.rows says');
  const numbers = phoneContextOf(context.settings);
  return rows.flatMap((row: unknown) => {
    const texts = (paths: readonly string[]): string[] => paths.flatMap((path) => textOf(valueAt(row, path)) ?? []);
    const [externalId] = texts([find.id]);
    const phones = texts(find.phones);
    return externalId !== undefined && phones.some((written) => toE164(written, numbers) === phone)
      ? [{ externalId, type: null, name: texts(find.names).join(' '), phones }]
      : [];
  });
}

/** Whose call it certainly is; `several`: one of several, and nobody has said which. */
export async function callerOf(
  told: ToldCall,
  context: HttpContext,
): Promise<{ person: { externalId: string; name: string | null } | null; several: boolean }> {
  if (told.person !== null) return { person: told.person, several: false };
  if (told.unresolved) return { person: null, several: true };
  if (told.call.external === null || context.settings.find === undefined) return { person: null, several: false };
  const cards = await findPeople(told.call.external, context);
  const person = certainPerson(told, cards);
  return { person, several: person === null && cards.length > 1 };
}
