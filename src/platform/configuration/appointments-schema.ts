import { z } from 'zod';
import { visitMarks, visitStates } from '../../contracts/appointments.ts';
import { sqlEngines } from '../../contracts/sql-source.ts';
import { visitFields } from '../../contracts/visit-field.ts';

const text = z.string().trim().min(1).max(200);
const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);

const columnsSchema = z.partialRecord(z.enum(visitFields), z.union([text, z.array(text).min(1).max(20)])).meta({
  description: `Field of ours → column of the source, where the usual names do not fit. Fields: ${visitFields.join(', ')}.`,
  examples: ['{ patientId: "№ карты", startsAt: "Время приема" }'],
});

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
    id: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
        error: 'An id has small latin letters, digits and dashes, at most 40.',
      })
      .meta({ description: 'Short permanent name of the source; its visits are known by it.', examples: ['reports'] }),
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
    engine: z
      .enum(sqlEngines)
      .optional()
      .meta({ description: 'Which database. Required with kind: sql.', examples: ['sqlserver'] }),
    address: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta({
        description: 'Where the database is. Required with kind: sql.',
        examples: ['mssql://trubka@192.168.0.10:1433/clinic'],
      }),
    password: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({
        description: 'Password of the user in the address.',
        examples: ['${env:CLINIC_DB_PASSWORD}'],
        secret: true,
      }),
    query: z.string().trim().min(1).max(20_000).optional().meta({
      description:
        "One SELECT that only reads; {from} and {to} in it become the first day that is asked for and the day after the last, like '2026-12-31'. Required with kind: sql.",
    }),
    account: text
      .optional()
      .meta({ description: 'Account under accounts.mis. Required with kind: mis.', examples: ['clinic-mis'] }),
    columns: columnsSchema.default({}),
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
    everyMinutes: count(1, 10_080).default(15).meta({ description: 'How often it is read.' }),
    timeoutSeconds: count(5, 3600).default(300).meta({ description: 'A query may take so long.' }),
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
