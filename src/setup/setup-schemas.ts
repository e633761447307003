import { z } from 'zod';

const text = z.string().trim().min(1).max(200);
const accountBody = z.strictObject({
  id: z.string().optional().describe('of an account that is there; a new one when left out'),
  provider: text,
  settings: z
    .record(z.string().regex(/^\w{1,60}(?:\.\w{1,60})?$/), z.string().max(2000).nullable())
    .default({})
    .describe('by their keys, `api.token` of a group; null takes one out. Secrets go into files of their own.'),
});

const pbxBody = accountBody.extend({
  initialDays: z.number().int().min(1).max(365).optional().describe('so many days of its history are fetched once'),
});
const branchBody = z.strictObject({
  id: z.string().optional().describe('of a branch that is there; a new one when left out'),
  name: text,
  zone: text,
  areaCode: z.string().trim().max(20).nullish(),
  hours: z.string().trim().max(200).nullish(),
  seats: z
    .array(
      z.strictObject({
        id: z.string().optional().describe('of a workplace that is there; a new one when left out'),
        name: text,
        extensions: z.array(z.string().trim().min(1).max(40)).max(50),
      }),
    )
    .max(500)
    .optional()
    .describe('all of the branch; one that is left out is taken out'),
  lines: z
    .array(z.strictObject({ number: text, name: text }))
    .max(500)
    .optional()
    .describe('all of the branch'),
});
export type AccountBody = z.infer<typeof pbxBody>;
export type BranchBody = z.infer<typeof branchBody>;

export const setupBodySchema = z.strictObject({
  base: z.string().nullable().describe('fingerprint of the file that the author saw; null: there was none'),
  clinic: z.strictObject({ name: text, language: z.enum(['ru', 'en']) }).optional(),
  branches: z.array(branchBody).max(500).optional().describe('one that is left out stays as it is, so do accounts'),
  pbx: z.array(pbxBody).max(100).optional(),
  mis: z.array(accountBody).max(100).optional(),
  recordings: z
    .union([
      z.strictObject({ keep: z.literal('at-pbx') }),
      z.strictObject({ keep: z.literal('copy'), days: z.number().int().min(1).max(3650) }),
    ])
    .optional(),
});
export type SetupBody = z.infer<typeof setupBodySchema>;

export const bindBodySchema = z.strictObject({
  base: z.string().nullable(),
  kind: z.enum(['extension', 'line', 'employee']),
  account: z.string().describe('of the PBX that told it'),
  value: text.describe('extension, number of the line, or id of the employee'),
  branch: z.string().optional().describe('of a new workplace or line; the first branch when left out'),
  seat: z.string().optional().describe('an extension goes to this workplace; to a new one when left out'),
  name: text.optional().describe('of a new workplace or line'),
  extension: text.optional().describe('of an employee'),
});
export type BindBody = z.infer<typeof bindBodySchema>;

const problem = z.object({
  key: z.string(),
  message: z.string(),
  remedy: z.string().describe('what to write instead'),
});
const settingField = z.object({
  key: z.string(),
  type: z.enum(['text', 'number', 'yes-no', 'choice']),
  options: z.array(z.string()),
  required: z.boolean(),
  secret: z.boolean(),
  generated: z.boolean().describe('ours to invent: a random one is made where it is left out'),
  description: z.string(),
  example: z.string().nullable(),
  default: z.string().nullable(),
});
const provider = z.object({
  id: z.string(),
  name: z.string(),
  fields: z.array(settingField),
  groups: z.array(z.object({ key: z.string(), required: z.boolean(), description: z.string() })),
  byHand: z.array(z.string()).describe('required settings that no form asks: they are written into the file'),
  connects: z.boolean().describe('Trubka connects to it, or asks it: it needs no address of ours'),
  history: z.boolean().describe('lost calls and former ones can be fetched'),
});
const account = z.object({
  id: z.string(),
  provider: z.string(),
  settings: z.record(z.string(), z.string()).describe('what the file says, without secrets'),
  secrets: z.array(z.string()).describe('keys of the secrets that it has'),
});
export type SetupAccount = z.infer<typeof account>;

export const setupStateSchema = z.object({
  path: z.string().describe('of the configuration file'),
  base: z.string().nullable().describe('its fingerprint; null: there is no file'),
  configured: z.boolean().describe('the file says something'),
  applied: z.boolean().describe('what runs here is what the file says'),
  mayRestart: z.boolean().describe('Trubka can begin anew from here'),
  elsewhere: z.array(z.enum(['web', 'worker', 'pbx'])).describe('roles of other processes: start those anew by hand'),
  obstacle: z
    .object({ code: z.enum(['folder-missing', 'folder-read-only', 'file-read-only']), place: z.string() })
    .nullable()
    .describe('why the file cannot be written'),
  problems: z.array(problem).describe('mistakes of the file as it is'),
  clinic: z.object({ name: z.string(), language: z.enum(['ru', 'en']) }).nullable(),
  branches: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      zone: z.string(),
      areaCode: z.string().nullable(),
      hours: z.string().nullable(),
      seats: z.array(z.object({ id: z.string(), name: z.string(), extensions: z.array(z.string()) })),
      lines: z.array(z.object({ number: z.string(), name: z.string() })),
    }),
  ),
  pbx: z.array(account),
  mis: z.array(account),
  recordings: z.object({ keep: z.enum(['at-pbx', 'copy']), days: z.number().nullable() }),
  providers: z.object({ pbx: z.array(provider), mis: z.array(provider) }),
  people: z.number().int().describe('in the directory'),
});
export type SetupState = z.infer<typeof setupStateSchema>;
export type SetupProvider = z.infer<typeof provider>;

export const setupCheckedSchema = z.object({
  problems: z.array(problem),
  diff: z
    .array(z.object({ change: z.enum(['same', 'added', 'removed']), text: z.string() }))
    .describe('what would change in the file, without the lines around it'),
});
export const setupWrittenSchema = z.object({
  base: z.string(),
  backup: z.string().nullable().describe('name of the copy of the former file, beside it'),
  applied: z.boolean(),
});
