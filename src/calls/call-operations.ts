import { z } from 'zod';
import { personBodySchema } from '../callers/index.ts';
import { list, once, operation, page, pathId, problems, reading, type Operations } from '../platform/http/index.ts';
import { callDetailSchema, callViewSchema } from './call-register.ts';
import { chooseBodySchema, earlierQuerySchema, listQuerySchema } from './calls-api.ts';
import { correctionSchema } from './correction-store.ts';
import { classBodySchema, correctionBodySchema, outcomeBodySchema } from './corrections-api.ts';
import { exportQuerySchema } from './export-calls.ts';
import { numberBodySchema, ofBranchSchema, personChangedSchema } from './people-changes-api.ts';
import { quarantinedSchema, quarantineQuerySchema, replayQuarantineSchema } from './quarantine-api.ts';
import { noteBodySchema } from './reception-api.ts';

const person = pathId.extend({ source: z.string() });
const number = person.extend({ phone: z.string().describe('written anyhow') });
const correctedSchema = z.object({ correction: correctionSchema, call: callDetailSchema.nullable() });
const ofCall = { path: pathId, answer: callDetailSchema, description: 'the call' };
const ofPerson = { query: ofBranchSchema };

/** What `/api/openapi.json` says of calls, what people say of them, and webhooks that could not be read. */
export const callOperations: Operations = {
  '/calls': { get: reading('Calls, newest first', page(callViewSchema), { query: listQuerySchema }) },
  '/calls/export': {
    get: {
      summary: 'The calls of a filter as a file, newest first; audited. Roles manager, senior',
      requestParams: { query: exportQuerySchema },
      responses: {
        '200': {
          description: 'written while it is read; what a spreadsheet would run as a formula is escaped in CSV',
          content: {
            'text/csv': { schema: z.string() },
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: z.string() },
          },
        },
        ...problems,
      },
    },
  },
  '/calls/{id}': { get: reading('One call with its legs', callDetailSchema, { path: pathId }) },
  '/calls/{id}/earlier': {
    get: reading(
      'The last calls before it of the same person, or of the same number while nobody said who calls, newest first',
      list(callViewSchema),
      { path: pathId, query: earlierQuerySchema },
    ),
  },
  '/calls/{id}/caller': {
    put: operation('Say who of the candidates is calling; null takes it back', { ...ofCall, body: chooseBodySchema }),
  },
  '/calls/{id}/class': {
    put: operation('Say what a call counts as; null: as the rules say', { ...ofCall, body: classBodySchema }),
  },
  '/calls/{id}/outcome': {
    put: operation('Say what came of a call; null takes it back', {
      path: pathId,
      body: outcomeBodySchema,
      answer: correctedSchema,
      description: 'the call, and the correction by which it is undone',
    }),
  },
  '/calls/{id}/note': {
    put: operation('Write a note on a call; 409 with the present one where somebody else wrote since', {
      ...ofCall,
      body: noteBodySchema,
    }),
  },
  '/calls/{id}/take': {
    post: operation(
      '«Трубка»: the call is this workplace’s, where the telephone system cannot tell who answered',
      ofCall,
    ),
    delete: operation('Take that back: while the call goes on it may be taken again', ofCall),
  },
  '/calls/{id}/corrections': {
    get: reading('What people said of a call, newest first', list(correctionSchema), { path: pathId }),
    post: once('Correct the directory at a call; its other calls of today follow', correctedSchema, {
      path: pathId,
      body: correctionBodySchema,
      status: '201',
    }),
  },
  '/corrections/{id}/undo': {
    post: once('Put back what a correction replaced', correctedSchema, { path: pathId }),
  },
  '/people/{source}/{id}': {
    put: once('Write a person; people of an imported file are corrected in the file', personChangedSchema, {
      path: person,
      body: personBodySchema,
      ...ofPerson,
    }),
  },
  '/people/{source}/{id}/phones/{phone}': {
    put: once('Add a number to a card; no import takes it away', personChangedSchema, {
      path: number,
      body: numberBodySchema,
      ...ofPerson,
    }),
    delete: once('Take a number off a card from today; no import brings it back', personChangedSchema, {
      path: number,
      ...ofPerson,
    }),
  },
  '/quarantine': {
    get: reading('Webhooks and receipts of SMS that could not be read, newest first', page(quarantinedSchema), {
      query: quarantineQuerySchema,
    }),
  },
  '/quarantine/replay': {
    post: operation('Read what waits of an account again, or all of it; role it', {
      body: replayQuarantineSchema,
      answer: z.object({ replayed: z.number().int(), unreadable: z.number().int() }),
      description: 'how many',
    }),
  },
  '/quarantine/{id}/dismiss': {
    post: operation('Let a notification go that nobody needs; role it', {
      path: pathId,
      answer: z.object({ id: z.string(), state: z.literal('dismissed') }),
      description: 'it does not wait any more',
    }),
  },
  '/quarantine/{id}/replay': {
    post: operation('Read a kept request again; role it', {
      path: pathId,
      answer: z.object({ id: z.string(), events: z.number() }),
      description: 'stored',
    }),
  },
};
