import { Router, json } from 'express';
import { z } from 'zod';
import type { Caller } from '../contracts/caller.ts';
import type { Clock } from '../contracts/clock.ts';
import type { E164 } from '../contracts/phone-number.ts';
import { requireRole } from '../access/index.ts';
import type { Configuration, RulesFile } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Problem, readInput } from '../platform/http/index.ts';
import { rulesOf } from './compile-rules.ts';
import { conditionNames } from './condition.ts';
import { actionsInWords, describeVerdict } from './describe-trace.ts';
import { BadDescription, describedCallSchema, dryRun } from './dry-run.ts';
import { callsOfNumber } from './earlier-calls.ts';
import { WrongRules } from './wrong-rules.ts';

const conditionSchema = z.object({ condition: z.enum(conditionNames), wanted: z.string() });
const language = z.enum(['ru', 'en']).optional().describe('of the words; the language of the clinic when left out');

export const rulesQuerySchema = z.object({ language });
export const rulesViewSchema = z.object({
  version: z.string().describe('changes whenever the rules or what they name change'),
  items: z.array(
    z.object({
      place: z.number().int().describe('from 1; the first rule that holds decides'),
      name: z.string(),
      when: z.array(conditionSchema).describe('numbers are counted, not told'),
      actions: z.array(z.string()).describe('in words'),
      continue: z.boolean(),
    }),
  ),
});

export const testBodySchema = describedCallSchema.extend({
  text: z.string().max(900_000).optional().describe('rules that are not saved; those in force when left out'),
});
export const testedSchema = z.object({
  version: z.string(),
  rule: z.string().nullable(),
  matched: z.array(z.string()),
  actions: z.looseObject({}),
  trace: z.array(
    z.object({
      rule: z.string(),
      place: z.number().int(),
      matched: z.boolean(),
      failed: conditionSchema.extend({ found: z.string().nullable() }).nullable(),
    }),
  ),
  decision: z.looseObject({}).describe('what would be kept with the call'),
  told: z.looseObject({}).describe('what the rules were told of the call'),
  words: z.array(z.string()).describe('the trace for a person, a line each'),
});

export interface RulesApiOptions {
  database: Pick<Database, 'pool'>;
  configuration(): Configuration;
  /** Where the configuration comes from; left out: only the rules in force can be tried. */
  file?: RulesFile | undefined;
  clock: Clock;
  find(asked: { phone: E164; at: Date; configuration: Configuration; zone: string }): Promise<Caller>;
}

/** The rules as they are, and what they would say of a call. For whoever writes them. */
export function createRulesApi({ database, configuration, file, clock, find }: RulesApiOptions): Router {
  const router = Router();
  const writers = requireRole('manager', 'it');

  router.get('/rules', writers, (request, response) => {
    const current = configuration();
    const { language: asked = current.clinic.language } = readInput(rulesQuerySchema, request.query);
    const { version, rules } = rulesOf(current);
    response.json({
      version,
      items: rules.map(({ rule, place, conditions }) => ({
        place: place + 1,
        name: rule.name,
        when: conditions.map(({ name, wanted }) => ({ condition: name, wanted })),
        actions: actionsInWords(rule.actions, asked),
        continue: rule.continue,
      })),
    });
  });

  router.post('/rules/test', writers, json({ limit: '1mb' }), async (request, response) => {
    const { language: asked = configuration().clinic.language } = readInput(rulesQuerySchema, request.query);
    const { text, ...described } = readInput(testBodySchema, request.body);
    const current = text === undefined || file === undefined ? configuration() : unsaved(file, text);
    const { verdict, decision, told } = await dryRun(described, {
      ...{ configuration: current, clock, find },
      callsOf: (wanted) => callsOfNumber(database.pool, wanted),
    }).catch((error: unknown) => {
      if (error instanceof BadDescription) throw new Problem(400, 'bad-input', 'Bad input', error.message);
      throw error;
    });
    response.json({ ...verdict, decision, told, words: describeVerdict(verdict, asked) });
  });

  return router;
}

function unsaved(file: RulesFile, text: string): Configuration {
  const read = file.read({ text, name: 'rules' });
  if (!read.ok) throw new WrongRules(read.problems);
  return read.configuration;
}
