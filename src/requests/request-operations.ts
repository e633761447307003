import { z } from 'zod';
import { operation, page, pathId, problemAnswer, reading, type Operations } from '../platform/http/index.ts';
import { requestBodySchema } from './request-input.ts';
import { requestViewSchema } from './request-view.ts';
import { changeRequestSchema, requestsQuerySchema } from './requests-api.ts';

const made = requestViewSchema.partial().extend({
  id: z.string(),
  repeated: z.boolean().describe('it was there already: the same id of the same sender, or the same call'),
  phone: z.string().nullable().describe('as it was read; null: it could not be, and a person looks at it'),
  ignored: z.array(z.string()).describe('fields that nothing is done with'),
});

/** What `/api/openapi.json` says of requests. */
export const requestOperations: Operations = {
  '/requests': {
    post: {
      ...operation(
        'Leave a request, as JSON or as a form; with an id (or the header Idempotency-Key) it is made once. A token made for this alone is answered the first fields only',
        {
          body: requestBodySchema,
          answer: made,
          status: '201',
          description: 'made',
          header: z.object({ 'Idempotency-Key': z.string().optional().describe('where the body has no id') }),
          more: { '200': { description: 'it was there already', content: { 'application/json': { schema: made } } } },
        },
      ),
      requestBody: {
        content: {
          'application/json': { schema: requestBodySchema },
          'application/x-www-form-urlencoded': { schema: requestBodySchema },
        },
      },
    },
    get: reading('Requests of the site and of workplaces, the latest first', page(requestViewSchema), {
      query: requestsQuerySchema,
    }),
  },
  '/requests/{id}': {
    get: reading('One request', requestViewSchema, { path: pathId }),
    put: operation('Say whose it is, put its number right, or take it back', {
      path: pathId,
      body: changeRequestSchema,
      answer: requestViewSchema,
      description: 'the request',
      more: { '409': problemAnswer('it was taken back') },
    }),
  },
};
