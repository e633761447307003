import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { Router } from 'express';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import { accessOperations } from './access/index.ts';
import { appointmentOperations } from './appointments/index.ts';
import { peopleOperations } from './callers/index.ts';
import { callOperations } from './calls/index.ts';
import { deliveryOperations, pushedEventOperations } from './deliveries/index.ts';
import { diallingOperations } from './dialling/index.ts';
import { historyOperations } from './history/index.ts';
import { integrationOperations } from './integrations/index.ts';
import { messageOperations } from './messages/index.ts';
import type { Operations } from './platform/http/index.ts';
import { clientFrameSchema, serverFrames } from './pops/index.ts';
import { privacyOperations } from './privacy/index.ts';
import { reconciliationOperations } from './reconciliation/index.ts';
import { recordingOperations } from './recordings/index.ts';
import { reportOperations } from './reports/index.ts';
import { requestOperations } from './requests/index.ts';
import { ruleOperations } from './rules/index.ts';
import { setupOperations } from './setup/index.ts';
import { taskOperations } from './tasks/index.ts';

const operations: readonly Operations[] = [
  accessOperations,
  callOperations,
  historyOperations,
  recordingOperations,
  diallingOperations,
  peopleOperations,
  appointmentOperations,
  taskOperations,
  requestOperations,
  messageOperations,
  reportOperations,
  ruleOperations,
  deliveryOperations,
  integrationOperations,
  reconciliationOperations,
  setupOperations,
  privacyOperations,
];

/** Two features may each have a method of one path. */
function joined(): Operations {
  const paths: Record<string, Operations[string]> = {};
  for (const [path, methods] of operations.flatMap((one) => Object.entries(one)))
    paths[path] = { ...paths[path], ...methods };
  return paths;
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
    webhooks: pushedEventOperations(),
    paths: joined(),
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
