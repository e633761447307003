import { z } from 'zod';
import { sqlEngines } from '../../contracts/sql-source.ts';

// What sources of people and sources of visits are configured by alike.

export const text = z.string().trim().min(1).max(200);
export const count = (minimum: number, maximum: number): z.ZodInt => z.int().min(minimum).max(maximum);

/** Short permanent name of a source; `whose`: what is known by it. */
export const sourceId = (whose: 'people' | 'visits', example: string): z.ZodString =>
  z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
      error: 'An id has small latin letters, digits and dashes, at most 40.',
    })
    .meta({ description: `Short permanent name of the source; its ${whose} are known by it.`, examples: [example] });

/** Field of ours → column of the source, where the usual names do not fit. */
export const columns = <const Field extends string>(fields: readonly [Field, ...Field[]], example: string) =>
  z
    .partialRecord(z.enum(fields), z.union([text, z.array(text).min(1).max(20)]))
    .meta({
      description: `Field of ours → column of the source, where the usual names do not fit. Fields: ${fields.join(', ')}.`,
      examples: [example],
    })
    .default({});

/** A database that is asked. */
export const databaseFields = {
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
};

export const query = (description: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(20_000)
    .optional()
    .meta({ description: `${description} Required with kind: sql.` });

export const account = text
  .optional()
  .meta({ description: 'Account under accounts.mis. Required with kind: mis.', examples: ['clinic-mis'] });

export const rhythm = (everyMinutes: number) => ({
  everyMinutes: count(1, 10_080).default(everyMinutes).meta({ description: 'How often it is read.' }),
  timeoutSeconds: count(5, 3600).default(300).meta({ description: 'A query may take so long.' }),
});
