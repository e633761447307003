import type { FoundPerson, ToldCall } from '../../../src/contracts/mis-api.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { callerOf as knownCallerOf } from '../../kit/caller-of.ts';
import { phoneValues } from '../../kit/phone-values.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { unusable } from '../../kit/ask.ts';
import { textOf } from '../../kit/text-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { askHttp, type HttpContext } from './ask-http.ts';

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
export function callerOf(told: ToldCall, context: HttpContext): ReturnType<typeof knownCallerOf> {
  return knownCallerOf(told, context.settings.find === undefined ? null : (phone) => findPeople(phone, context));
}
