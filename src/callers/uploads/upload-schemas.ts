import { z } from 'zod';
import { peopleFields } from '../../contracts/people-field.ts';
import { delimiters, encodings } from '../import/table.ts';

/** Of an upload, in bytes. */
export const LARGEST_UPLOAD = 64 * 1024 * 1024;

export const uploadKinds = ['patients', 'staff', 'contractors', 'others'] as const;
export type UploadKind = (typeof uploadKinds)[number];

const count = z.number().int();
const field = z.enum(peopleFields);
const header = z.string().min(1).max(500);
const mapping = z
  .partialRecord(field, z.array(header).max(50))
  .describe('field → columns of the file; an empty list: no column is that. A field that is left out is guessed.');
const format = z.strictObject({
  encoding: z.enum(encodings).optional(),
  delimiter: z.enum(delimiters).optional(),
});

export const uploadQuerySchema = z.object({
  name: z.string().trim().min(1).max(200).describe('of the file, as people see it'),
});
export const previewBodySchema = z.strictObject({ mapping: mapping.default({}), format: format.default({}) });
export const runBodySchema = previewBodySchema.extend({
  people: z.enum(uploadKinds).describe('who those are whose row does not tell it'),
  branch: z.string().optional().describe('whose city code and zone the file has; the first branch when left out'),
  complete: z.boolean().default(false).describe('the file holds everybody: who is missing is marked as gone'),
  allowLoss: z.boolean().default(false).describe('with complete: even if most people are missing'),
  dryRun: z.boolean().describe('everything is read and counted, nothing is kept'),
});
export type RunBody = z.infer<typeof runBodySchema>;
export const languageQuerySchema = z.object({
  language: z.enum(['ru', 'en']).optional().describe('of the words; the language of the clinic when left out'),
});
export const doubtsQuerySchema = languageQuerySchema.extend({
  cells: z.enum(['shape', 'written']).default('shape').describe('cells as they are written, or only their shape'),
});

const doubtSchema = z.object({
  line: count,
  column: z.string(),
  value: z.string().describe('the shape of the cell'),
  problem: z.string(),
  remedy: z.string(),
});
const reportSchema = z.object({
  rows: count,
  added: count,
  changed: count,
  unchanged: count,
  skipped: count.describe('rows that were not imported; each is among the doubtful'),
  joined: count.describe('rows that told further numbers of the person before'),
  merged: count,
  withoutPhone: count,
  removed: count.describe('missing from a complete file'),
  erased: count.describe('cards of people who were erased; they were left out'),
  doubtful: count,
  ignoredColumns: z.array(z.string()),
  places: z.array(doubtSchema).describe('the first doubtful places'),
});
export type UploadReport = z.infer<typeof reportSchema>;

export const uploadSchema = z.object({
  id: z.string(),
  name: z.string(),
  bytes: count,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']).describe('waiting: for what is to be done'),
  dryRun: z.boolean().nullable().describe('of the last run'),
  progress: z
    .object({
      rows: count,
      share: z.number().nullable().describe('0 to 1'),
      rowsPerSecond: z.number().nullable(),
      seconds: z.number(),
    })
    .nullable(),
  report: reportSchema.nullable(),
  failure: z.object({ message: z.string(), remedy: z.string() }).nullable(),
});
export type UploadView = z.infer<typeof uploadSchema>;

export const previewSchema = z.object({
  format: z.union([
    z.object({ kind: z.literal('csv'), encoding: z.enum(encodings), delimiter: z.string() }),
    z.object({ kind: z.literal('xlsx') }),
  ]),
  columns: z.array(
    z.object({
      header: z.string(),
      field: field.nullable(),
      samples: z.array(z.string()).describe('cells of the first rows, as they are written'),
    }),
  ),
  lacks: z.string().nullable().describe('what no column tells and an import needs'),
});
export type Preview = z.infer<typeof previewSchema>;
