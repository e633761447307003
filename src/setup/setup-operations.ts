import { z } from 'zod';
import { json, problemAnswer } from '../platform/http/index.ts';
import {
  bindBodySchema,
  setupBodySchema,
  setupCheckedSchema,
  setupStateSchema,
  setupWrittenSchema,
} from './setup-schemas.ts';

const answers = (schema: z.ZodType) => ({
  '200': { description: 'ok', content: json(schema) },
  default: problemAnswer('what is wrong with the request'),
});
const writes = {
  ...answers(setupWrittenSchema),
  '409': problemAnswer('the file changed meanwhile, or cannot be written'),
  '422': problemAnswer('mistakes that the file would have, each with its key and what to write instead'),
};

/** What `/api/openapi.json` says of the configuration file. */
export const setupOperations = {
  '/configuration': {
    get: {
      summary: 'What the configuration file says, without its secrets, and what each provider wants to know; role it',
      responses: answers(setupStateSchema),
    },
    put: {
      summary: 'Change the configuration file; comments stay, the former file is kept beside it; role it, audited',
      requestBody: { content: json(setupBodySchema) },
      responses: writes,
    },
  },
  '/configuration/check': {
    post: {
      summary: 'What would change in the file and what would be wrong with it; role it',
      requestBody: { content: json(setupBodySchema) },
      responses: answers(setupCheckedSchema),
    },
  },
  '/configuration/bind': {
    post: {
      summary: 'Write a line, an extension or an employee of a call into the file; role it, audited',
      requestBody: { content: json(bindBodySchema) },
      responses: writes,
    },
  },
  '/configuration/apply': {
    post: {
      summary:
        'Begin anew with the file as it is, within a second or two; calls that come meanwhile are repeated by the PBX or healed; role it',
      responses: {
        '202': { description: 'it begins anew', content: json(z.object({ restarting: z.boolean() })) },
        default: problemAnswer('this process cannot'),
      },
    },
  },
} as const;
