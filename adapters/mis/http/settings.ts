import { z } from 'zod';
import { misTarget } from '../../kit/mis-target.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { refusePlainHttp } from '../../kit/plain-http.ts';
import { problemOfTemplate } from './templates.ts';

const template = z.string().superRefine((text, context) => {
  const problem = problemOfTemplate(text);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});
const path = z.string().min(1).max(200);

/** A value of JSON whose texts are templates. */
export type JsonTemplate = string | number | boolean | null | JsonTemplate[] | { [name: string]: JsonTemplate };
const json: z.ZodType<JsonTemplate> = z.lazy(() =>
  z.union([template, z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);

const requestFields = {
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH']).meta({ description: 'Method of HTTP.' }),
  path: template.meta({ description: 'What follows url; a template.', examples: ['calls/{{ key }}'] }),
  query: z.record(z.string(), template).default({}).meta({ description: 'Parameters of the address; templates.' }),
  json: json.optional().meta({ description: 'Body as JSON; its texts are templates.' }),
  form: z.record(z.string(), template).optional().meta({ description: 'Body as a form; its values are templates.' }),
} as const;
const request = z.strictObject(requestFields);
export type TemplatedRequest = z.infer<typeof request>;

const ref = path.optional().meta({
  description: 'Where the answer names the record; left out: our key names it.',
  examples: ['data.id'],
});

const call = z.strictObject({
  ...requestFields,
  ref,
  afterDoubt: z.enum(['repeat', 'look-up', 'person']).default('person').meta({
    description: 'After a lost answer: repeat does no harm there, look-up asks first, person lets a person decide.',
  }),
  lookUp: z
    .strictObject({ ...requestFields, ref: path })
    .optional()
    .meta({ description: 'Asks for the record of a call; nothing at ref: it is not there.' }),
  update: request
    .optional()
    .meta({ description: 'Changes a record; `ref` names it. Left out: the first telling stays.' }),
  needsPerson: z.boolean().default(false).meta({ description: 'Only calls of one certain card are written.' }),
  unresolved: z.enum(['same', 'skip']).default('skip').meta({
    description: 'Calls of one of several, until a person said of whom.',
  }),
  unknownCallers: z.enum(['same', 'skip']).default('same').meta({
    description: 'Calls of numbers that no card there has.',
  }),
});

export const httpSettings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'This is not a web address.' })
      .meta({ description: 'What all paths follow.', examples: ['https://mis.clinic.ru/api'] }),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().regex(/^[\x20-\x7e]{1,2000}$/))
      .default({})
      .meta({
        writeOnly: true,
        description: 'Sent with every request: the key of the system.',
        examples: ["{ Authorization: '${env:MIS_KEY}' }"],
      }),
    success: z
      .strictObject({ path, is: z.array(z.string()).min(1) })
      .optional()
      .meta({
        description: 'An answer that says otherwise is a refusal, whatever its status.',
        examples: ["{ path: ok, is: ['true'] }"],
      }),
    test: request.meta({ description: 'The cheapest request that proves address and key; it changes nothing.' }),
    find: z
      .strictObject({
        ...requestFields,
        rows: path.optional().meta({ description: 'Where the cards are; left out: the answer is their list.' }),
        id: path.meta({ description: 'Where a card has its number.' }),
        names: z.array(path).default([]).meta({ description: 'Where a card has the parts of the name, in order.' }),
        phones: z.array(path).min(1).meta({ description: 'Where a card has numbers.' }),
      })
      .optional()
      .meta({ description: 'Looks cards up by a number; what it finds is compared as a number.' }),
    call: call.optional().meta({ description: 'Writes a call.' }),
    recording: request.optional().meta({ description: 'Adds the address of a recording to a record.' }),
    ticket: z
      .strictObject({ ...requestFields, ref, afterDoubt: z.enum(['repeat', 'person']).default('person') })
      .optional()
      .meta({ description: 'Writes a request to call back.' }),
    outcome: z
      .strictObject({
        ...requestFields,
        ref,
        afterDoubt: z.enum(['repeat', 'person']).default('person').meta({
          description: 'After a lost answer: repeat does no harm there, person lets a person decide.',
        }),
        update: request.optional().meta({
          description:
            'Changes what was written; `ref` names it. Only where nobody else writes in that field. Left out: a later word is a record of its own.',
        }),
      })
      .optional()
      .meta({ description: 'Writes what the reception said of a call; `text` says all of it, `said` its parts.' }),
    perSecond: z
      .number()
      .positive()
      .max(100)
      .optional()
      .meta({ description: 'Writes that the system takes a second.' }),
    ...numberSettings,
    ...misTarget,
  })
  .superRefine((settings, context) => {
    refusePlainHttp('url', settings, context);
    if (settings.call?.afterDoubt === 'look-up' && settings.call.lookUp === undefined)
      context.addIssue({ code: 'custom', path: ['call', 'lookUp'], message: 'Write how the record is looked up.' });
  });
export type HttpSettings = z.infer<typeof httpSettings>;
