import { DateTime } from 'luxon';
import type { CallWindow } from '../../../src/contracts/mis.ts';
import { BadRequest } from './bad-request.ts';

const usualLimit = 500;
const largestLimit = 5000;
const largestOffset = 10_000_000;

/** Query parameters by their names in lower case: IDENT's own name for one is seen as `offset` and as `offSet`. */
export type Parameters = ReadonlyMap<string, string>;

export function parametersOf(query: Readonly<Record<string, string>>): Parameters {
  return new Map(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The window of GetFinishedCalls and GetTickets. Throws BadRequest naming the parameter. */
export function requestWindow(parameters: Parameters): CallWindow {
  const from = instant(parameters, 'dateTimeFrom');
  const to = instant(parameters, 'dateTimeTo');
  if (from > to) throw new BadRequest('dateTimeFrom позже, чем dateTimeTo.');
  return { from, to, ...requestPage(parameters) };
}

/** A larger limit is refused and not cut: a page shorter than the limit would mean that there is no more. */
export function requestPage(parameters: Parameters): { limit: number; offset: number } {
  return {
    limit: whole(parameters, 'limit', { least: 1, most: largestLimit, usual: usualLimit }),
    offset: whole(parameters, 'offset', { least: 0, most: largestOffset, usual: 0 }),
  };
}

function instant(parameters: Parameters, name: string): Date {
  const value = parameters.get(name.toLowerCase())?.trim();
  if (!value) throw new BadRequest(`Нет параметра ${name}: нужны дата и время ISO 8601 со смещением.`);
  // A plus that was not sent as %2B arrives as a space.
  const repaired = value.replace(/ (\d{2}:?\d{2})$/, '+$1');
  const parsed = DateTime.fromISO(repaired, { setZone: true });
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(repaired) || !parsed.isValid)
    throw new BadRequest(`Параметр ${name} не читается: нужны дата и время ISO 8601 со смещением.`);
  return parsed.toJSDate();
}

function whole(parameters: Parameters, name: string, range: { least: number; most: number; usual: number }): number {
  const value = parameters.get(name)?.trim();
  if (!value) return range.usual;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= range.least && number <= range.most))
    throw new BadRequest(`Параметр ${name}: нужно целое число от ${range.least} до ${range.most}.`);
  return number;
}
