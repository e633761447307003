import { z } from 'zod';
import { dataLevels, dataLevelSchema } from '../callers/index.ts';
import { json, list, page, problemAnswer } from '../platform/http/index.ts';
import { bookingBodySchema, bookingReasons, bookingSchema } from './bookings.ts';
import { countedCallSchema } from './call-figures.ts';
import { channelSchema } from './channels.ts';
import { definitionSchema } from './definitions.ts';
import { differencesSchema, differingCallSchema } from './differences.ts';
import { contactViewSchema } from './list-contacts.ts';
import {
  bookingsQueryShape,
  callsQueryShape,
  contactsQueryShape,
  conversionQueryShape,
  dayQuerySchema,
  differencesListQueryShape,
  differencesQueryShape,
  periodShape,
  visitReportSchema,
  visitsFunnelQueryShape,
  visitsListQueryShape,
} from './report-queries.ts';
import { conversionReportSchema, directorSchema } from './reports.ts';
import { presenceSchema, shiftBodySchema } from './shift.ts';
import { spendBodySchema, spendSchema } from './spend.ts';
import { visitFunnelSchema, visitRowSchema } from './visit-funnels.ts';

const wrong = problemAnswer('what is wrong with the request');
const answers = (schema: z.ZodType, status: '200' | '201' = '200') => ({
  [status]: { description: 'ok', content: json(schema) },
  default: wrong,
});
const nothing = { '204': { description: 'done' }, default: wrong };
/** What every report says of itself. */
const head = {
  branch: z.string().nullable().describe('null: the network'),
  from: z.iso.date(),
  to: z.iso.date(),
  level: z.enum(dataLevels).describe('of the network: of the branch that tells least'),
  levels: z.array(dataLevelSchema),
};
export const conversionAnswerSchema = z.object({ ...head, ...conversionReportSchema.shape });
export const directorAnswerSchema = z.object({ ...head, ...directorSchema.shape });
export const channelsAnswerSchema = z.object({ ...head, items: z.array(channelSchema) });
export const visitFunnelAnswerSchema = z.object({ ...head, ...visitFunnelSchema.shape });
export const dayAnswerSchema = z.object({
  ...directorAnswerSchema.shape,
  administrators: conversionReportSchema.shape.by,
  channels: z.array(channelSchema),
  lost: z.array(contactViewSchema),
  unanswered: z.array(contactViewSchema),
});

const id = z.object({ id: z.string() });
const visit = z.object({ visit: z.string().describe('our id of a visit') });
const report = z.object({ report: visitReportSchema });
const read = (summary: string, query: z.ZodObject, answer: z.ZodType, path?: z.ZodObject) => ({
  get: { summary, requestParams: { query, ...(path && { path }) }, responses: answers(answer) },
});

/** What `/api/openapi.json` says of the reports; roles manager and senior. */
export const reportOperations = {
  '/reports/conversion': read(
    'Administrators’ conversion: six columns that never grow to the right',
    conversionQueryShape,
    conversionAnswerSchema,
  ),
  '/reports/contacts': read(
    'The contacts behind a figure, or all of them, newest first',
    contactsQueryShape,
    page(contactViewSchema),
  ),
  '/reports/calls': read('The calls behind a figure, newest first', callsQueryShape, page(countedCallSchema)),
  '/reports/channels': read('Advertising channels and what they cost', periodShape, channelsAnswerSchema),
  '/reports/sources': read('Where advertising is placed', periodShape, channelsAnswerSchema),
  '/reports/director': read('The director’s page', periodShape, directorAnswerSchema),
  '/reports/day': read('One day on one page', dayQuerySchema, dayAnswerSchema),
  '/reports/visits/{report}': read(
    'Consultations, completed and cancelled visits, by doctor',
    visitsFunnelQueryShape,
    visitFunnelAnswerSchema,
    report,
  ),
  '/reports/visits/{report}/list': read(
    'The visits behind a figure; call-out: whom to call',
    visitsListQueryShape,
    page(visitRowSchema),
    report,
  ),
  '/reports/differences': read(
    'Call by call where the provider calls a call lost and we do not, or the other way round',
    differencesQueryShape,
    differencesSchema,
  ),
  '/reports/differences/list': read(
    'The calls behind a difference, newest first',
    differencesListQueryShape,
    page(differingCallSchema),
  ),
  '/reports/definitions': {
    get: { summary: 'What every figure counts, in Russian and English', responses: answers(list(definitionSchema)) },
  },
  '/reports/bookings': read(
    'Every visit that was added and the call that brought it; as many as the MIS lists',
    bookingsQueryShape,
    page(bookingSchema).extend({ counts: z.partialRecord(z.enum(bookingReasons), z.number().int()) }),
  ),
  '/reports/bookings/{visit}/calls': {
    get: {
      summary: 'Calls that may have brought a visit: of its person, household and numbers, in the two weeks before',
      requestParams: { path: visit },
      responses: answers(list(countedCallSchema)),
    },
  },
  '/reports/bookings/{visit}': {
    put: {
      summary: 'Say which call brought a visit; null: none; left out: as it is counted',
      requestParams: { path: visit },
      requestBody: { content: json(bookingBodySchema) },
      responses: nothing,
    },
  },
  '/reports/spend': {
    get: { summary: 'What advertising cost', responses: answers(list(spendSchema)) },
    post: {
      summary: 'Enter what a campaign cost; role manager',
      requestBody: { content: json(spendBodySchema) },
      responses: answers(spendSchema, '201'),
    },
  },
  '/reports/spend/{id}': {
    put: {
      summary: 'Change what a campaign cost; role manager',
      requestParams: { path: id },
      requestBody: { content: json(spendBodySchema) },
      responses: answers(spendSchema),
    },
    delete: { summary: 'Remove it; role manager', requestParams: { path: id }, responses: nothing },
  },
  '/shift': {
    get: { summary: 'Who is on shift', responses: answers(list(presenceSchema)) },
    post: {
      summary: 'Sit down at a workplace by a name and four digits; whoever sat there leaves',
      requestBody: { content: json(shiftBodySchema) },
      responses: answers(list(presenceSchema)),
    },
  },
  '/shift/{seat}': {
    delete: {
      summary: 'Leave a workplace',
      requestParams: { path: z.object({ seat: z.string() }) },
      responses: nothing,
    },
  },
};
