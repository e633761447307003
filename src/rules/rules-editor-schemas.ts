import { z } from 'zod';

const foundSchema = z.object({
  file: z.string(),
  key: z.string().describe('rules[0].when.line'),
  line: z.number().int().nullable().describe('from 1, of the text; null: of the text as a whole'),
  column: z.number().int().nullable(),
  message: z.string(),
  remedy: z.string().describe('what to write instead'),
});
export const versionSchema = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  who: z.string(),
  note: z.string(),
  parent: z.number().int().nullable().describe('the version that was changed or returned to'),
  ofFile: z.boolean().describe('from then on the rules of the file'),
});
const textSchema = z.string().max(900_000);
const baseSchema = z.number().int().nullable().describe('the version that the author saw as the newest; null: none');
const noteSchema = z.string().trim().max(500).default('');

export const rulesTextSchema = z.object({
  text: z.string().describe('the rule sections in force, as YAML'),
  fileText: z.string().describe('those of the configuration file'),
  saved: versionSchema.nullable().describe('the newest saved version; null: none was ever saved'),
  fileChanged: z.boolean().describe('the file was changed after the rules were saved; the saved ones count'),
  problems: z.array(foundSchema).describe('saved rules that do not fit the file any more and are left out'),
});
export const rulesBodySchema = z.object({
  text: textSchema.nullable().describe('rules, numberLists and specialDays; null: from now on those of the file'),
  note: noteSchema.describe('why, for people'),
  base: baseSchema,
});
export const savedRulesSchema = z.object({
  saved: versionSchema,
  version: z.string().describe('as GET /rules tells it once it is in force'),
  warnings: z.array(foundSchema),
});
export const checkBodySchema = z.object({ text: textSchema });
export const checkedRulesSchema = z.object({
  ok: z.boolean(),
  rules: z.number().int().nullable(),
  problems: z.array(foundSchema),
  warnings: z.array(foundSchema),
});
export const versionsQuerySchema = z.object({
  cursor: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const versionsSchema = z.object({ items: z.array(versionSchema), next: z.number().int().nullable() });
export const versionQuerySchema = z.object({
  against: z
    .union([z.literal('file'), z.coerce.number().int()])
    .optional()
    .describe('another version, or the file as it is now; its parent when left out'),
});
export const versionViewSchema = z.object({
  version: versionSchema,
  text: z.string(),
  against: z.union([z.literal('file'), z.number().int()]).describe('what it is compared with'),
  diff: z.array(z.object({ change: z.enum(['same', 'added', 'removed']), text: z.string() })),
});
export const restoreBodySchema = z.object({ note: noteSchema, base: baseSchema });
export const replayBodySchema = z.object({
  text: textSchema.optional().describe('rules that are not saved; those in force when left out'),
  days: z.number().int().min(1).max(31).default(7),
});
const decisionSchema = z.looseObject({}).describe('as it is kept with the call');
export const replayedSchema = z.object({
  calls: z.number().int(),
  different: z.number().int(),
  byRule: z.array(z.object({ rule: z.string().nullable(), before: z.number().int(), now: z.number().int() })),
  items: z
    .array(
      z.object({
        call: z.string(),
        startedAt: z.iso.datetime(),
        branch: z.string().nullable(),
        class: z.string().nullable(),
        result: z.string().nullable(),
        changed: z.array(z.string()),
        before: decisionSchema.nullable(),
        now: decisionSchema,
      }),
    )
    .describe('the first 200 calls that would be decided otherwise'),
});
