import { z } from 'zod';
import { visitMarks, visitStates } from '../../contracts/appointments.ts';
import { visitFields } from '../../contracts/visit-field.ts';
import { account, columns, count, databaseFields, query, rhythm, sourceId, text } from './source-fields.ts';

const fileSchema = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .max(1000)
      .meta({
        description: 'A CSV file or Excel workbook; with * in its last part, every file of that name in the folder.',
        examples: ['/srv/export/added-*.xlsx'],
      }),
    state: z
      .enum(visitStates)
      .optional()
      .meta({ description: 'What all its rows are, where no column tells it.', examples: ['cancelled'] }),
    full: z
      .boolean()
      .default(false)
      .meta({
        description:
          'It holds every visit between its first and its last: one that is missing counts as cancelled. Refused when that is most of them.',
        examples: ['true'],
      }),
  })
  .meta({ description: 'Report files of one kind.' });

const sourceSchema = z
  .strictObject({
    id: sourceId('visits', 'reports'),
    kind: z.enum(['report', 'sql', 'mis']).meta({
      description: 'Files that the MIS writes every day, a database that is asked, or an account under accounts.mis.',
      examples: ['report'],
    }),
    patients: text.optional().meta({
      description:
        'Source of the people whose card numbers the visits have: an id under directory.sources, or file:patients for an imported file. Left out: the only source of patients there is; for an account, the account.',
      examples: ['patients'],
    }),
    files: z
      .array(fileSchema)
      .min(1)
      .max(20)
      .optional()
      .meta({
        description:
          'What is read, each file once and again when it changes, in the order in which they were written. Required with kind: report.',
        examples: ['[{ path: /srv/export/visits.xlsx }]'],
      }),
    ...databaseFields,
    query: query(
      "One SELECT that only reads; {from} and {to} in it become the first day that is asked for and the day after the last, like '2026-12-31'.",
    ),
    account,
    columns: columns(visitFields, '{ patientId: "№ карты", startsAt: "Время приема" }'),
    states: z
      .record(text, z.enum(visitStates))
      .default({})
      .meta({
        description: 'Words of the source for states of a visit, beside the usual ones.',
        examples: ['{ "Сел в кресло": arrived }'],
      }),
    marks: z
      .record(text, z.enum(visitMarks))
      .default({})
      .meta({
        description: 'Words of the source for the result of a visit, beside the usual ones.',
        examples: ['{ "План составлен": needs-treatment }'],
      }),
    branch: text.optional().meta({
      description: 'The source has the visits of this branch only. Left out: of all, and its rows tell which.',
      examples: ['center'],
    }),
    daysBack: count(0, 400)
      .default(3)
      .meta({ description: 'So many days before today a query or an account is asked.' }),
    daysAhead: count(0, 400)
      .default(60)
      .meta({ description: 'So many days after today a query or an account is asked.' }),
    full: z
      .boolean()
      .optional()
      .meta({
        description:
          'A query or an account tells every visit of the days it is asked for: one that is missing counts as cancelled. Refused when that is most of them. On by default for an account.',
        examples: ['true'],
      }),
    wholeEveryMinutes: count(1, 10_080).default(60).meta({
      description:
        'An account that can tell what was changed is read as a whole so often, which shows what was deleted there; between, and as often as everyMinutes says, only what was changed is read.',
    }),
    ...rhythm(15),
  })
  .meta({ description: 'A source of visits.' });

export const appointmentsSchema = z
  .strictObject({
    sources: z
      .array(sourceSchema)
      .max(50)
      .default([])
      .meta({ description: 'Where visits are read from on a schedule.', examples: ['[]'] }),
  })
  .meta({ description: 'Visits: planned, completed, cancelled.' });

export type AppointmentSettings = z.infer<typeof appointmentsSchema>;
export type VisitSource = AppointmentSettings['sources'][number];
