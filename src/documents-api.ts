import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import {
  slotsQuerySchema,
  slotsSchema,
  visitBodySchema,
  visitsQuerySchema,
  visitSourcesSchema,
  visitViewSchema,
} from './appointments/index.ts';
import {
  dataLevelSchema,
  peopleQuerySchema,
  peopleSchema,
  personBodySchema,
  sourcesSchema,
  uploadOperations,
} from './callers/index.ts';
import {
  callDetailSchema,
  callViewSchema,
  chooseBodySchema,
  classBodySchema,
  correctionBodySchema,
  correctionSchema,
  exportQuerySchema,
  listQuerySchema,
  numberBodySchema,
  noteBodySchema,
  outcomeBodySchema,
  ofBranchSchema,
  personChangedSchema,
  quarantinedSchema,
  quarantineQuerySchema,
  replayQuarantineSchema,
} from './calls/index.ts';
import { auditEntrySchema, auditQuerySchema } from './access/index.ts';
import { accessPaths } from './access-paths.ts';
import {
  deliveriesQuerySchema,
  deliveryViewSchema,
  exchangeSchema,
  exchangesQuerySchema,
  replayBodySchema,
} from './deliveries/index.ts';
import { dialBodySchema, dialledSchema } from './dialling/index.ts';
import {
  alarmSchema,
  alarmsQuerySchema,
  dismissSchema,
  integrationSchema,
  latencySchema,
  maskedRequestSchema,
  selfTestSchema,
  setupQuerySchema,
  setupSchema,
  unboundQuerySchema,
  unboundSchema,
} from './integrations/index.ts';
import {
  consentBodySchema,
  consentSchema,
  mailingQuerySchema,
  mailingReportSchema,
  messagesQuerySchema,
  messageViewSchema,
  previewBodySchema,
  previewSchema,
  sendBodySchema,
  smsAccountsSchema,
  stopBodySchema,
  stopSchema,
} from './messages/index.ts';
import { pushedEventSchemas } from './contracts/pushed-event.ts';
import { problemSchema } from './platform/http/index.ts';
import { reportOperations } from './reports/index.ts';
import { ruleOperations } from './rules/index.ts';
import { setupOperations } from './setup/index.ts';
import { listenAnswerSchema, recordingQuerySchema, recordingsSchema } from './recordings/index.ts';
import { clientFrameSchema, serverFrames } from './pops/index.ts';
import {
  attemptSchema,
  changeTaskSchema,
  changeWishSchema,
  closeTaskSchema,
  closeWishSchema,
  freedTimeSchema,
  newTaskSchema,
  newWishSchema,
  offerAnsweredSchema,
  taskCountsSchema,
  taskDetailSchema,
  tasksQuerySchema,
  taskTypeSchema,
  taskViewSchema,
  wishesQuerySchema,
  wishViewSchema,
} from './tasks/index.ts';
import { runSchema } from './reconciliation/index.ts';

const problems: ZodOpenApiOperationObject['responses'] = {
  '4XX': {
    description: 'What is wrong and what to change',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
};

function get(
  summary: string,
  query: z.ZodObject | null,
  answer: z.ZodType,
  path?: z.ZodObject,
): ZodOpenApiOperationObject {
  return {
    summary,
    ...((query !== null || path) && { requestParams: { ...(query && { query }), ...(path && { path }) } }),
    responses: { '200': { description: 'ok', content: { 'application/json': { schema: answer } } }, ...problems },
  };
}

const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe('cursor of the next page') });
const id = z.object({ id: z.string() });
const person = z.object({ source: z.string(), id: z.string() });
const number = person.extend({ phone: z.string().describe('written anyhow') });
const accountInPath = z.object({ account: z.string() });
const anyBody = { content: { 'application/json': { schema: z.looseObject({}) } } };

const onceHeader = z.object({
  'Idempotency-Key': z.string().describe('a UUID for each thing to be done; the same key does it once'),
});
const correctedSchema = z.object({ correction: correctionSchema, call: callDetailSchema.nullable() });

/** A write that is done once for each Idempotency-Key. */
function once(
  summary: string,
  path: z.ZodObject,
  answer: z.ZodType,
  options: { body?: z.ZodType; query?: z.ZodObject; status?: '200' | '201' } = {},
): ZodOpenApiOperationObject {
  return {
    summary,
    requestParams: { path, header: onceHeader, ...(options.query && { query: options.query }) },
    ...(options.body && { requestBody: { content: { 'application/json': { schema: options.body } } } }),
    responses: {
      [options.status ?? '200']: { description: 'done', content: { 'application/json': { schema: answer } } },
      ...problems,
    },
  };
}

/** «Трубка»: whose a call is. */
function take(summary: string): ZodOpenApiOperationObject {
  return {
    summary,
    requestParams: { path: id },
    responses: {
      '200': { description: 'the call', content: { 'application/json': { schema: callDetailSchema } } },
      ...problems,
    },
  };
}

function action(summary: string): ZodOpenApiOperationObject {
  return {
    summary,
    requestParams: { path: id },
    responses: {
      '200': { description: 'the delivery', content: { 'application/json': { schema: deliveryViewSchema } } },
      ...problems,
    },
  };
}

/** SMS: what was sent, what would be, who wants none. */
function messageOperations(): Record<string, Record<string, ZodOpenApiOperationObject>> {
  const phone = z.object({ phone: z.string().describe('written anyhow') });
  const done = (summary: string, answer: z.ZodType, more: Partial<ZodOpenApiOperationObject> = {}) => ({
    summary,
    ...more,
    responses: { '200': { description: 'done', content: { 'application/json': { schema: answer } } }, ...problems },
  });
  const body = (schema: z.ZodType) => ({ requestBody: { content: { 'application/json': { schema } } } });
  const stops = z.object({ items: z.array(stopSchema) });
  const consents = z.object({ items: z.array(consentSchema) });
  return {
    '/messages': {
      get: get('Messages, newest first', messagesQuerySchema, page(messageViewSchema)),
      post: once('Send a text by hand, from a template and with a reason', z.object({}), z.object({ id: z.string() }), {
        body: sendBodySchema,
        status: '201',
      }),
    },
    '/messages/{id}': { get: get('One message', null, messageViewSchema, id) },
    '/messages/{id}/cancel': {
      post: done('Let a message go that was not sent yet', messageViewSchema, { requestParams: { path: id } }),
    },
    '/messages/templates': {
      get: get('Templates and reminders as configured', null, z.object({ items: z.array(z.looseObject({})) })),
    },
    '/messages/preview': {
      post: done(
        'What a template makes: text, parts, price, and whether it may be sent',
        previewSchema,
        body(previewBodySchema),
      ),
    },
    '/messages/report': {
      get: get('Mailing report; roles manager and senior', mailingQuerySchema, mailingReportSchema),
    },
    '/messages/accounts': { get: get('SMS accounts: money and whether they send', null, smsAccountsSchema) },
    '/messages/accounts/{account}/resume': {
      post: done('A stopped account goes on; roles it and manager', z.object({ resumed: z.boolean() }), {
        requestParams: { path: accountInPath },
      }),
    },
    '/messages/stop-list': { get: get('Numbers that get nothing', phone.partial(), stops) },
    '/messages/stop-list/{phone}': {
      put: done('Put a number on the stop-list', stops, { requestParams: { path: phone }, ...body(stopBodySchema) }),
      delete: {
        summary: 'Take a number off the stop-list; roles manager and senior',
        requestParams: { path: phone },
        responses: { '204': { description: 'done' }, ...problems },
      },
    },
    '/messages/consents': {
      get: get('What a person agreed to and refused, newest first', phone, consents),
      post: {
        summary: 'Keep a consent or a refusal',
        ...body(consentBodySchema),
        responses: {
          '201': { description: 'kept', content: { 'application/json': { schema: consents } } },
          ...problems,
        },
      },
    },
  };
}

const webhookSummaries: Readonly<Record<keyof typeof pushedEventSchemas, string>> = {
  'call.settled': 'A call is over and its result will not change by itself',
  'call.updated': 'Something of a call that had arrived is different now; the higher revision wins',
  'call.outcome': 'What the reception said of a call: its outcome and note; the higher revision wins',
  'recording.ready': 'What was recorded of a call can be listened to',
  'task.created': 'Something is to be done: somebody to be called back, a visit to be confirmed; told once',
  ping: 'The self-test; holds nobody’s data',
};

/** What an account of the provider `webhooks` receives, by Standard Webhooks. */
function webhookOperations(): Record<string, { post: ZodOpenApiOperationObject }> {
  return Object.fromEntries(
    Object.entries(pushedEventSchemas).map(([type, schema]) => [
      type,
      {
        post: {
          summary: webhookSummaries[type as keyof typeof pushedEventSchemas],
          security: [],
          requestParams: {
            header: z.object({
              'webhook-id': z.string().describe('the same at every attempt; drop what you have'),
              'webhook-timestamp': z.string().describe('seconds since 1970, of the attempt'),
              'webhook-signature': z
                .string()
                .describe(
                  '`v1,` and HMAC-SHA256 in base64 of `id.timestamp.body`; one for each secret, parted by spaces',
                ),
            }),
          },
          requestBody: { content: { 'application/json': { schema } } },
          responses: {
            '2XX': { description: 'stored' },
            '410': { description: 'no more events; sending to this account stops' },
            '4XX': { description: 'refused; waits for a person (408 and 429: tried again)' },
            '5XX': { description: 'tried again, with the same id' },
          },
        },
      },
    ]),
  );
}

/** `/api/openapi.json`, `/api/asyncapi.json` and `/docs`: generated from the schemas that routes and frames are read by. */
export function createDocumentsApi(): Router {
  const router = Router();
  const { openApi, asyncApi } = apiDocuments();
  router.get('/api/openapi.json', (_request, response) => void response.json(openApi));
  router.get('/api/asyncapi.json', (_request, response) => void response.json(asyncApi));
  router.use('/docs', documentPage());
  return router;
}

export function apiDocuments(): { openApi: object; asyncApi: object } {
  const openApi = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Trubka',
      version: '1',
      description:
        'Calls of a clinic: who rang, who they are, what came of it. Times are RFC 3339 UTC, numbers E.164, durations whole seconds.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'trubka_session',
          description: 'Set by POST /sign-in. Writes must carry the Origin of this server.',
        },
      },
    },
    webhooks: webhookOperations(),
    paths: {
      ...accessPaths,
      '/me': {
        get: get(
          'Who the token is and the names that a screen needs',
          null,
          z.looseObject({ label: z.string(), seat: z.string().nullable() }),
        ),
      },
      ...ruleOperations,
      ...reportOperations,
      '/calls': {
        get: get('Calls, newest first', listQuerySchema, page(callViewSchema)),
        post: {
          summary: 'Click-to-call: the PBX rings the workplace, then the number',
          requestParams: {
            header: z.object({
              'Idempotency-Key': z.string().describe('a UUID for each call; the same key never dials twice'),
            }),
          },
          requestBody: { content: { 'application/json': { schema: dialBodySchema } } },
          responses: {
            '202': { description: 'taken by the PBX', content: { 'application/json': { schema: dialledSchema } } },
            ...problems,
            '503': { description: 'the PBX was not reached; the same key may try again' },
            '504': { description: 'it is not known whether the PBX dials; never dialled again under this key' },
          },
        },
      },
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
      '/calls/{id}/hang-up': {
        post: {
          summary: 'End a call that goes on',
          requestParams: { path: id },
          responses: {
            '202': { description: 'taken by the PBX', content: { 'application/json': { schema: id } } },
            ...problems,
          },
        },
      },
      '/calls/{id}': { get: get('One call with its legs', null, callDetailSchema, id) },
      '/calls/{id}/caller': {
        put: {
          summary: 'Say who of the candidates is calling; null takes it back',
          requestParams: { path: id },
          requestBody: { content: { 'application/json': { schema: chooseBodySchema } } },
          responses: {
            '200': { description: 'the call', content: { 'application/json': { schema: callDetailSchema } } },
            ...problems,
          },
        },
      },
      '/calls/{id}/recordings': {
        get: get('What was recorded of a call, and what became of it', null, recordingsSchema, id),
      },
      '/calls/{id}/recording': {
        get: {
          summary:
            'Listen. Ranges and HEAD work; each listening (one person, one recording, ten minutes) is one audit row',
          requestParams: { path: id, query: recordingQuerySchema },
          responses: {
            '200': { description: 'the recording', content: { 'audio/*': {} } },
            '206': { description: 'the part that the Range header asks for', content: { 'audio/*': {} } },
            ...problems,
          },
        },
        delete: {
          summary: 'Erase what is kept of the recordings of a call; roles it and manager',
          requestParams: { path: id },
          responses: {
            '200': {
              description: 'nobody can listen any more; `pending` files are removed later',
              content: { 'application/json': { schema: z.object({ erased: z.number(), pending: z.number() }) } },
            },
            ...problems,
          },
        },
      },
      '/calls/{id}/recording/listen': {
        post: {
          summary: 'Set a cookie by which a player of this browser may ask for the recordings of this call',
          requestParams: { path: id },
          responses: {
            '200': { description: 'what there is', content: { 'application/json': { schema: listenAnswerSchema } } },
            ...problems,
          },
        },
      },
      '/calls/{id}/recording/retry': {
        post: {
          summary: 'Ask again for what never came; roles it and manager',
          requestParams: { path: id },
          responses: {
            '200': {
              description: 'how many are wanted again',
              content: { 'application/json': { schema: recordingsSchema.extend({ wanted: z.number() }) } },
            },
            ...problems,
          },
        },
      },
      '/calls/{id}/class': {
        put: {
          summary: 'Say what a call counts as; null: as the rules say',
          requestParams: { path: id },
          requestBody: { content: { 'application/json': { schema: classBodySchema } } },
          responses: {
            '200': { description: 'the call', content: { 'application/json': { schema: callDetailSchema } } },
            ...problems,
          },
        },
      },
      '/calls/{id}/outcome': {
        put: {
          summary: 'Say what came of a call; null takes it back',
          requestParams: { path: id },
          requestBody: { content: { 'application/json': { schema: outcomeBodySchema } } },
          responses: {
            '200': {
              description: 'the call, and the correction by which it is undone',
              content: { 'application/json': { schema: correctedSchema } },
            },
            ...problems,
          },
        },
      },
      '/calls/{id}/note': {
        put: {
          summary: 'Write a note on a call; 409 with the present one where somebody else wrote since',
          requestParams: { path: id },
          requestBody: { content: { 'application/json': { schema: noteBodySchema } } },
          responses: {
            '200': { description: 'the call', content: { 'application/json': { schema: callDetailSchema } } },
            ...problems,
          },
        },
      },
      '/calls/{id}/take': {
        post: take('«Трубка»: the call is this workplace’s, where the telephone system cannot tell who answered'),
        delete: take('Take that back: while the call goes on it may be taken again'),
      },
      '/calls/{id}/corrections': {
        get: get('What people said of a call, newest first', null, z.object({ items: z.array(correctionSchema) }), id),
        post: once('Correct the directory at a call; its other calls of today follow', id, correctedSchema, {
          body: correctionBodySchema,
          status: '201',
        }),
      },
      '/corrections/{id}/undo': { post: once('Put back what a correction replaced', id, correctedSchema) },
      '/branches/{id}/data-level': {
        get: get('What can truly be known of the calls of a branch', null, dataLevelSchema, id),
      },
      '/people': { get: get('Who may be behind a number, or whose name begins so', peopleQuerySchema, peopleSchema) },
      '/people/{source}/{id}': {
        put: once('Write a person; people of an imported file are corrected in the file', person, personChangedSchema, {
          body: personBodySchema,
          query: ofBranchSchema,
        }),
      },
      '/people/{source}/{id}/phones/{phone}': {
        put: once('Add a number to a card; no import takes it away', number, personChangedSchema, {
          body: numberBodySchema,
          query: ofBranchSchema,
        }),
        delete: once('Take a number off a card from today; no import brings it back', number, personChangedSchema, {
          query: ofBranchSchema,
        }),
      },
      ...uploadOperations,
      ...setupOperations,
      '/directory/sources': {
        get: get('Where the people come from, how old that is and how the last refresh went', null, sourcesSchema),
      },
      '/directory/sources/{id}/refresh': { post: action('Read a source of people as soon as possible') },
      '/appointments': { get: get('Visits in order of their start', visitsQuerySchema, page(visitViewSchema)) },
      '/appointments/{source}/{id}': {
        put: once(
          'A visit of a system that tells us by itself; roles it, manager and senior',
          person,
          visitViewSchema,
          {
            body: visitBodySchema,
          },
        ),
      },
      '/appointments/sources': {
        get: get('Where the visits come from, how old that is and how the last refresh went', null, visitSourcesSchema),
      },
      '/appointments/sources/{id}/refresh': { post: action('Read a source of visits as soon as possible') },
      '/slots': { get: get('Free slots of the MIS’s timetable', slotsQuerySchema, slotsSchema) },
      '/tasks': {
        get: get(
          'What is to be done, by when it is due; closed tasks the latest first; `since` follows what changes',
          tasksQuerySchema,
          page(taskViewSchema).extend({ since: z.string().describe('ask with it next for what changes from now on') }),
        ),
        post: once(
          'Make a task; a callback only where none is open for the same person or number',
          z.object({}),
          taskDetailSchema,
          {
            body: newTaskSchema,
            status: '201',
          },
        ),
      },
      '/tasks/types': {
        get: get(
          'Types of tasks, and the reasons for closing one by hand that screens offer',
          null,
          z.object({ items: z.array(taskTypeSchema), closeReasons: z.array(z.string()) }),
        ),
      },
      '/tasks/counts': {
        get: get('How many are open, overdue, escalated and mine, for badges', null, taskCountsSchema),
      },
      '/tasks/{id}': {
        get: get('One task with its calls and its history', null, taskDetailSchema, id),
        put: {
          summary: 'Take it, give it to another, move its due time, write a note',
          requestParams: { path: id },
          requestBody: { content: { 'application/json': { schema: changeTaskSchema } } },
          responses: {
            '200': { description: 'the task', content: { 'application/json': { schema: taskDetailSchema } } },
            ...problems,
          },
        },
      },
      '/tasks/{id}/close': {
        post: once('Close it by hand, outside the statistics of time', id, taskDetailSchema, { body: closeTaskSchema }),
      },
      '/tasks/{id}/reopen': { post: once('It is not done after all', id, taskDetailSchema) },
      '/tasks/{id}/attempt': {
        post: once('A try that no call of ours tells of', id, taskDetailSchema, { body: attemptSchema }),
      },
      '/waiting-list': {
        get: get('Who waits for a time, the longest waiting first', wishesQuerySchema, page(wishViewSchema)),
        post: once('Somebody waits for a time, or would come earlier', z.object({}), wishViewSchema, {
          body: newWishSchema,
          status: '201',
        }),
      },
      '/waiting-list/{id}': {
        get: get('One entry with what was offered', null, wishViewSchema, id),
        put: {
          summary: 'Change what somebody waits for',
          requestParams: { path: id },
          requestBody: { content: { 'application/json': { schema: changeWishSchema } } },
          responses: {
            '200': { description: 'the entry', content: { 'application/json': { schema: wishViewSchema } } },
            ...problems,
          },
        },
      },
      '/waiting-list/{id}/close': {
        post: once('Waits no more; what is being offered is taken back', id, wishViewSchema, { body: closeWishSchema }),
      },
      '/waiting-list/slots': {
        post: once(
          'A time turned free; `slotId` null: nobody waits for such a time',
          z.object({}),
          z.object({ slotId: z.string().nullable() }),
          { body: freedTimeSchema, status: '201' },
        ),
      },
      '/waiting-list/offers/{id}/take': {
        post: once('The person takes the time; 409 tells who was faster', id, offerAnsweredSchema),
      },
      '/waiting-list/offers/{id}/decline': {
        post: once('The person does not want it: the next one is asked', id, offerAnsweredSchema),
      },
      ...messageOperations(),
      '/deliveries': {
        get: get(
          'What is owed to outside systems, newest first; `state=dead` waits for a person; roles it and manager',
          deliveriesQuerySchema,
          page(deliveryViewSchema),
        ),
      },
      '/deliveries/{id}': { get: get('One delivery', null, deliveryViewSchema, id) },
      '/deliveries/{id}/replay': {
        post: action('Send a dead letter again; what may have arrived is looked up first where that is possible'),
      },
      '/deliveries/{id}/dismiss': { post: action('Let a dead letter go; what it holds is forgotten') },
      '/deliveries/{id}/payload': {
        put: {
          ...action('Change the fields of a dead letter that its `editable` names; null empties one'),
          requestBody: anyBody,
        },
      },
      '/deliveries/replay': {
        post: {
          summary: 'Send dead letters again: of an account, a kind or a reason, or all',
          requestBody: { content: { 'application/json': { schema: replayBodySchema } } },
          responses: {
            '200': {
              description: 'how many',
              content: { 'application/json': { schema: z.object({ replayed: z.number().int() }) } },
            },
            ...problems,
          },
        },
      },
      '/integrations': {
        get: get('The state of every account', null, z.object({ items: z.array(integrationSchema) })),
      },
      '/integrations/latency': {
        get: get(
          'How long webhooks and pops took in this process since its start; roles it and manager',
          null,
          latencySchema,
        ),
      },
      '/integrations/{account}/setup': {
        get: get(
          'What to enter into the provider’s cabinet or the MIS, and the letter to its support; holds the account’s secret; role it',
          setupQuerySchema,
          setupSchema,
          accountInPath,
        ),
      },
      '/integrations/unbound': {
        get: get(
          'Extensions, employees and lines in calls that the configuration does not know, with lines to paste',
          unboundQuerySchema,
          z.object({ items: z.array(unboundSchema) }),
        ),
      },
      '/integrations/unbound/dismiss': {
        post: {
          summary: 'Offer one of them no more, or again',
          requestBody: { content: { 'application/json': { schema: dismissSchema } } },
          responses: {
            '200': { description: 'noted', content: { 'application/json': { schema: dismissSchema } } },
            ...problems,
          },
        },
      },
      '/integrations/{account}/requests': {
        get: get(
          'The last 50 requests of the PBX to this process, with our answer and its milliseconds; secrets, numbers and names are masked',
          null,
          z.object({ items: z.array(maskedRequestSchema) }),
          accountInPath,
        ),
      },
      '/integrations/{account}/exchanges': {
        get: get(
          'What the MIS asked and what it got, newest first: when, which method, which period, how many rows',
          exchangesQuerySchema,
          page(exchangeSchema),
          accountInPath,
        ),
      },
      '/integrations/{account}/reconciliations': {
        get: get(
          'Comparisons with the PBX’s own list, newest first',
          null,
          z.object({ items: z.array(runSchema) }),
          accountInPath,
        ),
      },
      '/integrations/{account}/self-test': {
        post: {
          summary: 'Ask the PBX whether address and credentials are right; send a test event to a receiver of webhooks',
          requestParams: { path: accountInPath },
          responses: {
            '200': { description: 'what it said', content: { 'application/json': { schema: selfTestSchema } } },
            ...problems,
          },
        },
      },
      '/alarms': {
        get: get('What a person must look at', alarmsQuerySchema, z.object({ items: z.array(alarmSchema) })),
      },
      '/quarantine': {
        get: get(
          'Webhooks and receipts of SMS that could not be read, newest first',
          quarantineQuerySchema,
          page(quarantinedSchema),
        ),
      },
      '/quarantine/replay': {
        post: {
          summary: 'Read what waits of an account again, or all of it; role it',
          requestBody: { content: { 'application/json': { schema: replayQuarantineSchema } } },
          responses: {
            '200': {
              description: 'how many',
              content: {
                'application/json': {
                  schema: z.object({ replayed: z.number().int(), unreadable: z.number().int() }),
                },
              },
            },
            ...problems,
          },
        },
      },
      '/quarantine/{id}/dismiss': {
        post: {
          summary: 'Let a notification go that nobody needs; role it',
          requestParams: { path: id },
          responses: {
            '200': {
              description: 'it does not wait any more',
              content: {
                'application/json': { schema: z.object({ id: z.string(), state: z.literal('dismissed') }) },
              },
            },
            ...problems,
          },
        },
      },
      '/audit': {
        get: get('Who did what, newest first; roles it and manager', auditQuerySchema, page(auditEntrySchema)),
      },
      '/quarantine/{id}/replay': {
        post: {
          summary: 'Read a kept request again; role it',
          requestParams: { path: id },
          responses: {
            '200': {
              description: 'stored',
              content: { 'application/json': { schema: z.object({ id: z.string(), events: z.number() }) } },
            },
            ...problems,
          },
        },
      },
    },
  });
  return { openApi, asyncApi: asyncApiDocument() };
}

function asyncApiDocument(): object {
  const schema = (type: z.ZodType): object => z.toJSONSchema(type, { unrepresentable: 'any' });
  const message = (name: string, type: z.ZodType): [string, object] => [name, { name, payload: schema(type) }];
  const toClient = Object.entries(serverFrames).map(([name, type]) => message(name, type));
  const toServer = clientFrameSchema.options.map((type) => message(type.shape.type.value, type));
  const refs = (names: string[]): object[] => names.map((name) => ({ $ref: `#/channels/pops/messages/${name}` }));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Trubka pops',
      version: '1',
      description:
        'JSON frames. A browser passes its token as the sub-protocols `trubka.v1, token.<token>`; other clients may use the Authorization header. Clients ignore fields and types they do not know. Close codes: 4401 no token, 4403 not allowed, 4408 no pong, 4409 too slow.',
    },
    channels: { pops: { address: '/ws/v1', messages: Object.fromEntries([...toClient, ...toServer]) } },
    operations: {
      show: { action: 'send', channel: { $ref: '#/channels/pops' }, messages: refs(toClient.map(([name]) => name)) },
      ask: { action: 'receive', channel: { $ref: '#/channels/pops' }, messages: refs(toServer.map(([name]) => name)) },
    },
  };
}

/** Swagger UI from its own package, without a script of a foreign host. */
function documentPage(): Router {
  const router = Router();
  router.get('/', (request, response) => {
    if (!request.originalUrl.endsWith('/')) {
      response.redirect(301, `${request.originalUrl}/`);
      return;
    }
    response
      .type('html')
      .send(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Trubka API</title><link rel="icon" href="data:,"><link rel="stylesheet" href="swagger-ui.css">' +
          '<div id="swagger-ui"></div><script src="swagger-ui-bundle.js"></script><script src="start.js"></script></html>',
      );
  });
  router.get('/start.js', (_request, response) => {
    response.type('js').send("SwaggerUIBundle({ url: '../api/openapi.json', dom_id: '#swagger-ui' });");
  });
  router.use(
    express.static(dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')), { index: false }),
  );
  return router;
}
