import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { slotsQuerySchema, slotsSchema } from './appointments/index.ts';
import { peopleQuerySchema, peopleSchema } from './callers/index.ts';
import { callDetailSchema, callViewSchema, chooseBodySchema, listQuerySchema } from './calls/index.ts';
import { problemSchema } from './platform/http/index.ts';
import { clientFrameSchema, serverFrames } from './pops/index.ts';

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
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/me': {
        get: get(
          'Who the token is and the names that a screen needs',
          null,
          z.looseObject({ label: z.string(), seat: z.string().nullable() }),
        ),
      },
      '/calls': { get: get('Calls, newest first', listQuerySchema, page(callViewSchema)) },
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
      '/people': { get: get('Who may be behind a number', peopleQuerySchema, peopleSchema) },
      '/slots': { get: get('Free slots of the MIS’s timetable', slotsQuerySchema, slotsSchema) },
      '/quarantine': {
        get: get('Webhooks that could not be read', null, page(z.looseObject({ id: z.number(), reason: z.string() }))),
      },
      '/quarantine/{id}/replay': {
        post: {
          summary: 'Read a kept webhook again',
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
