import { z } from 'zod';
import { json, problemAnswer } from '../platform/http/index.ts';
import { rulesQuerySchema, rulesViewSchema, testBodySchema, testedSchema } from './rules-api.ts';
import {
  checkBodySchema,
  checkedRulesSchema,
  replayBodySchema,
  replayedSchema,
  restoreBodySchema,
  rulesBodySchema,
  rulesTextSchema,
  savedRulesSchema,
  versionQuerySchema,
  versionsQuerySchema,
  versionsSchema,
  versionViewSchema,
} from './rules-editor-schemas.ts';

const answers = (schema: z.ZodType) => ({
  '200': { description: 'ok', content: json(schema) },
  default: problemAnswer('what is wrong with the request'),
});
const wrong = { '422': problemAnswer('mistakes in the rules, each with line, column and what to write instead') };
const outdated = { '409': problemAnswer('somebody saved rules after this text was opened') };
const id = z.object({ id: z.string().describe('number of a saved version') });

/** What `/api/openapi.json` says of the rules. */
export const ruleOperations = {
  '/rules': {
    get: {
      summary: 'The rules in force, in order; roles manager and it',
      requestParams: { query: rulesQuerySchema },
      responses: answers(rulesViewSchema),
    },
    put: {
      summary: 'Save rules as the newest version: in force in every process within a second; role it',
      requestBody: { content: json(rulesBodySchema) },
      responses: { ...answers(savedRulesSchema), ...wrong, ...outdated },
    },
  },
  '/rules/text': {
    get: { summary: 'The rules in force as YAML; roles manager and it', responses: answers(rulesTextSchema) },
  },
  '/rules/schema': {
    get: {
      summary: 'The JSON Schema of the rules and the names they may use, for editors; roles manager and it',
      responses: answers(z.object({ schema: z.looseObject({}), names: z.record(z.string(), z.array(z.string())) })),
    },
  },
  '/rules/check': {
    post: {
      summary: 'What is wrong with rules, as `trubka config check` tells it; roles manager and it',
      requestBody: { content: json(checkBodySchema) },
      responses: answers(checkedRulesSchema),
    },
  },
  '/rules/test': {
    post: {
      summary: 'What the rules would do with a described call, with the trace; roles manager and it',
      requestParams: { query: rulesQuerySchema },
      requestBody: { content: json(testBodySchema) },
      responses: { ...answers(testedSchema), ...wrong },
    },
  },
  '/rules/replay': {
    post: {
      summary: 'What the calls of the last days would have become; nothing is written; roles manager and it',
      requestBody: { content: json(replayBodySchema) },
      responses: { ...answers(replayedSchema), ...wrong },
    },
  },
  '/rules/versions': {
    get: {
      summary: 'Saved rules, newest first; roles manager and it',
      requestParams: { query: versionsQuerySchema },
      responses: answers(versionsSchema),
    },
  },
  '/rules/versions/{id}': {
    get: {
      summary: 'Saved rules with what they changed; roles manager and it',
      requestParams: { path: id, query: versionQuerySchema },
      responses: answers(versionViewSchema),
    },
  },
  '/rules/versions/{id}/restore': {
    post: {
      summary: 'Return to saved rules, as a new version; role it',
      requestParams: { path: id },
      requestBody: { content: json(restoreBodySchema) },
      responses: { ...answers(savedRulesSchema), ...wrong, ...outdated },
    },
  },
};
