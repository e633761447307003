import { z } from 'zod';
import { peopleFields } from '../../contracts/people-field.ts';
import { sqlEngines } from '../../contracts/sql-source.ts';

const text = z.string().trim().min(1).max(200);
const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);

const columnsSchema = z.partialRecord(z.enum(peopleFields), z.union([text, z.array(text).min(1).max(20)])).meta({
  description: `Field of ours → column of the source, where the usual names do not fit. Fields: ${peopleFields.join(', ')}.`,
  examples: ['{ externalId: CardNumber, phone: [Phone, MobilePhone] }'],
});

const sourceSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
        error: 'An id has small latin letters, digits and dashes, at most 40.',
      })
      .meta({ description: 'Short permanent name of the source; its people are known by it.', examples: ['ident'] }),
    kind: z.enum(['sql', 'csv', 'xlsx', 'mis']).meta({
      description: 'A database that is asked, a file that is read again, or an account under accounts.mis.',
      examples: ['sql'],
    }),
    people: z
      .enum(['patients', 'staff', 'contractors', 'others'])
      .default('patients')
      .meta({
        description: 'Who is in it, where its rows do not tell. Others count as contractors: known and no patients.',
        examples: ['patients'],
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
    query: z
      .string()
      .trim()
      .min(1)
      .max(20_000)
      .optional()
      .meta({ description: 'One SELECT that only reads. Required with kind: sql.' }),
    path: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'The file. Required with kind: csv and xlsx.', examples: ['/srv/export/patients.csv'] }),
    account: text
      .optional()
      .meta({ description: 'Account under accounts.mis. Required with kind: mis.', examples: ['clinic-mis'] }),
    columns: columnsSchema.default({}),
    full: z
      .boolean()
      .default(false)
      .meta({
        description:
          'It always holds everybody: who is missing in it is marked as gone. Refused when that is most of them.',
        examples: ['true'],
      }),
    branch: text.optional().meta({
      description:
        'Branch whose city code local numbers get and whose time zone its dates have; the first when left out.',
      examples: ['center'],
    }),
    everyMinutes: count(1, 10_080).default(60).meta({ description: 'How often it is read.' }),
    timeoutSeconds: count(5, 3600).default(300).meta({ description: 'A query may take so long.' }),
  })
  .meta({ description: 'A source of people.' });

export const directorySchema = z
  .strictObject({
    sources: z
      .array(sourceSchema)
      .max(50)
      .default([])
      .meta({ description: 'Where patients, staff and contractors are read from on a schedule.', examples: ['[]'] }),
  })
  .meta({ description: 'The directory of people.' });

export type DirectorySettings = z.infer<typeof directorySchema>;
export type DirectorySource = DirectorySettings['sources'][number];
