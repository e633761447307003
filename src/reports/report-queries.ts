import { z } from 'zod';
import { bookingReasons } from './bookings.ts';
import { contactGroups } from './contact.ts';
import { contactFigures } from './contact-figures.ts';
import { callFigureNames } from './call-figures.ts';
import { contactDimensions } from './count-contacts.ts';
import { differenceReasons } from './differences.ts';
import { visitReports } from './visit-funnels.ts';

const day = z.iso.date();
const flag = z.stringbool().optional();
const FURTHEST_DAYS = 1100;

const period = {
  branch: z.string().optional().describe('left out: the network, where one person is one contact'),
  from: day.describe('first local day'),
  to: day.describe('last local day, inclusive'),
};
const inOrder = <T extends { from: string; to: string }>(query: z.ZodType<T>): z.ZodType<T> =>
  query
    .refine(({ from, to }) => from <= to, { path: ['to'], error: 'The last day is before the first one.' })
    .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= FURTHEST_DAYS * 86_400_000, {
      path: ['to'],
      error: 'At most three years.',
    });
const page = {
  cursor: z.string().optional().describe('from `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};
const narrowed = {
  owner: z.string().optional().describe('a name of the shift, or `ext:101`'),
  line: z.string().optional().describe('the clinic’s number, E.164'),
  channel: z.string().optional().describe('advertising channel'),
  weak: flag.describe(
    'count visits that were added later than half an hour after the call; as configured when left out',
  ),
};

export const conversionQueryShape = z.object({
  ...period,
  ...narrowed,
  by: z.enum(contactDimensions).optional().describe('one conversion for each value'),
});
export const conversionQuerySchema = inOrder(conversionQueryShape);
export const contactsQueryShape = z.object({
  ...period,
  ...narrowed,
  ...page,
  figure: z.enum(contactFigures).default('contacts'),
  group: z.enum(contactGroups).optional().describe('the colour'),
});
export const contactsQuerySchema = inOrder(contactsQueryShape);
export const callsQueryShape = z.object({
  ...period,
  ...page,
  figure: z.enum(callFigureNames),
  weekday: z.coerce.number().int().min(1).max(7).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
});
export const callsQuerySchema = inOrder(callsQueryShape);
export const periodShape = z.object(period);
export const periodSchema = inOrder(periodShape);
export const visitsFunnelQueryShape = z.object({ ...period, doctor: z.string().optional() });
export const visitsFunnelQuerySchema = inOrder(visitsFunnelQueryShape);
export const visitsListQueryShape = z.object({ ...period, ...page, doctor: z.string().optional(), figure: z.string() });
export const visitsListQuerySchema = inOrder(visitsListQueryShape);
export const differencesQueryShape = z.object({
  ...period,
  account: z.string().optional().describe('of a PBX; the first one when left out'),
});
export const differencesQuerySchema = inOrder(differencesQueryShape);
export const differencesListQueryShape = z.object({
  ...differencesQueryShape.shape,
  ...page,
  why: z.enum(differenceReasons).optional(),
  providerLost: flag.describe('true: the provider calls them lost and we do not; false: the other way round'),
});
export const differencesListQuerySchema = inOrder(differencesListQueryShape);
export const bookingsQueryShape = z.object({ ...period, ...page, why: z.enum(bookingReasons).optional() });
export const bookingsQuerySchema = inOrder(bookingsQueryShape);
export const visitReportSchema = z.enum(visitReports);
export const dayQuerySchema = z.object({ branch: period.branch, day: day.describe('local') });
