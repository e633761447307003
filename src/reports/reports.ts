import { DateTime } from 'luxon';
import { z } from 'zod';
import { callFigureNames, countByHour, countCalls, missedHourSchema, type CallFilter } from './call-figures.ts';
import { channelsOf, moneyOf } from './channels.ts';
import { bookedBy, conversionOf, conversionSchema, type Conversion, type KnownData } from './conversion.ts';
import { contactGroups } from './contact.ts';
import {
  countContacts,
  type ContactCounts,
  type ContactDimension,
  type ContactFilter,
  type GroupCounts,
} from './count-contacts.ts';
import { figureSchema } from './figure.ts';
import { operatorSchema, operatorView } from './list-contacts.ts';
import { responseTimes, responseTimesSchema } from './response-times.ts';
import type { ScopeOptions } from './scope.ts';
import { listSpend, spentIn } from './spend.ts';

export const conversionReportSchema = z.object({
  conversion: conversionSchema,
  previous: conversionSchema.describe('of the time of the same length just before'),
  money: z.object({
    spent: z.number().nullable(),
    costPerContact: figureSchema,
    costPerClient: figureSchema,
    moneyLost: figureSchema,
  }),
  by: z
    .array(
      z.object({
        value: z.string().nullable(),
        operator: operatorSchema.nullable().optional().describe('where the value is an owner; null: nobody talked'),
        conversion: conversionSchema,
      }),
    )
    .nullable(),
});

export interface Asked {
  filter: ContactFilter;
  branch: string | null;
  known: KnownData;
  weak: boolean;
}

/** «Конверсия администраторов»: the six columns, the time before and what advertising cost. */
export async function conversionReport(
  { filter, known, weak }: Asked,
  by: ContactDimension | undefined,
  { pool, clock }: ScopeOptions,
): Promise<z.infer<typeof conversionReportSchema>> {
  const now = clock.now();
  const basis = { bookedBy: bookedBy(known.level), weak };
  const [current, previous, parts, spend] = await Promise.all([
    countContacts(pool, { filter, basis, now }),
    countContacts(pool, { filter: { ...filter, ...daysBefore(filter) }, basis, now }),
    by === undefined ? null : countContacts(pool, { filter, basis, now, by }),
    listSpend(pool),
  ]);
  const spent = spentIn(spend, filter.from, filter.to);
  const ofChannel = filter.channel === undefined ? [...spent.values()] : [spent.get(filter.channel) ?? null];
  const told = ofChannel.filter((amount) => amount !== null);
  // Spend is entered by campaign for the whole clinic: it cannot be shared among operators, lines or branches.
  const whole = filter.scope === '*' && filter.owner === undefined && filter.line === undefined;
  const money = told.length === 0 || !whole ? null : told.reduce((sum, amount) => sum + amount, 0);
  return {
    conversion: conversionOf(current[0], known),
    previous: conversionOf(previous[0], known),
    money: { spent: money, ...moneyOf(current[0], money, known) },
    by:
      parts?.map((part) => ({
        value: part.value,
        ...(by === 'owner' && { operator: operatorView(part.value) }),
        conversion: conversionOf(part, known),
      })) ?? null,
  };
}

export async function channelsReport(
  { filter, known, weak }: Asked,
  by: 'channel' | 'source',
  { pool, clock }: ScopeOptions,
): Promise<ReturnType<typeof channelsOf>> {
  const basis = { bookedBy: bookedBy(known.level), weak };
  const [counts, spend] = await Promise.all([
    countContacts(pool, { filter, basis, now: clock.now(), by }),
    listSpend(pool),
  ]);
  // Spend is entered by campaign for the whole clinic.
  const spent = by === 'channel' && filter.scope === '*' ? spentIn(spend, filter.from, filter.to) : new Map();
  return channelsOf(counts, spent as ReadonlyMap<string, number>, known);
}

const callCounts = z.record(z.enum(callFigureNames), z.number().int());
export const directorSchema = z.object({
  calls: callCounts,
  byHour: z.array(missedHourSchema),
  conversion: conversionSchema,
  withMissed: z.number().int().describe('contacts with a missed call'),
  withoutCallback: z.number().int().describe('contacts without a conversation, lost or not yet'),
  response: responseTimesSchema,
  longWaitSeconds: z.number().int(),
});

/** What the director looks at, of one day or of more. */
export async function directorReport(
  { filter, branch, known, weak }: Asked,
  { pool, clock, configuration }: ScopeOptions,
): Promise<z.infer<typeof directorSchema>> {
  const now = clock.now();
  const { longWaitSeconds } = configuration().reports;
  const calls: CallFilter = { branch, from: filter.from, to: filter.to };
  const [counted, byHour, contacts, response] = await Promise.all([
    countCalls(pool, calls, longWaitSeconds),
    countByHour(pool, calls),
    countContacts(pool, { filter, basis: { bookedBy: bookedBy(known.level), weak }, now }),
    responseTimes(pool, filter, now),
  ]);
  const conversion = conversionOf(contacts[0], known);
  return {
    calls: counted,
    byHour,
    conversion,
    withMissed: sumOf(contacts[0], 'with-missed'),
    withoutCallback: (conversion.lost.value ?? 0) + (conversion.unanswered.value ?? 0),
    response,
    longWaitSeconds,
  };
}

/** The local days of the same number just before. */
export function daysBefore({ from, to }: { from: string; to: string }): { from: string; to: string } {
  const first = DateTime.fromISO(from, { zone: 'UTC' });
  const days = Math.round(DateTime.fromISO(to, { zone: 'UTC' }).diff(first, 'days').days) + 1;
  return {
    from: first.minus({ days }).toFormat('yyyy-MM-dd'),
    to: first.minus({ days: 1 }).toFormat('yyyy-MM-dd'),
  };
}

function sumOf(counts: ContactCounts | undefined, name: keyof GroupCounts): number {
  return contactGroups.reduce((sum, group) => sum + (counts?.groups.get(group)?.[name] ?? 0), 0);
}

export type { Conversion };
