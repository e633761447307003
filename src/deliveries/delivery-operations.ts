import { z } from 'zod';
import { operation, page, pathId, reading, type Operations } from '../platform/http/index.ts';
import { deliveriesQuerySchema, replayBodySchema } from './deliveries-api.ts';
import { deliveryViewSchema } from './delivery-register.ts';
import { exchangeSchema, exchangesQuerySchema } from './exchanges-api.ts';

const ofOne = { path: pathId, answer: deliveryViewSchema, description: 'the delivery' };

/** What `/api/openapi.json` says of what is owed to outside systems. */
export const deliveryOperations: Operations = {
  '/deliveries': {
    get: reading(
      'What is owed to outside systems, newest first; `state=dead` waits for a person; roles it and manager',
      page(deliveryViewSchema),
      { query: deliveriesQuerySchema },
    ),
  },
  '/deliveries/{id}': { get: reading('One delivery', deliveryViewSchema, { path: pathId }) },
  '/deliveries/{id}/replay': {
    post: operation('Send a dead letter again; what may have arrived is looked up first where that is possible', ofOne),
  },
  '/deliveries/{id}/dismiss': { post: operation('Let a dead letter go; what it holds is forgotten', ofOne) },
  '/deliveries/{id}/payload': {
    put: operation('Change the fields of a dead letter that its `editable` names; null empties one', {
      ...ofOne,
      body: z.looseObject({}),
    }),
  },
  '/deliveries/replay': {
    post: operation('Send dead letters again: of an account, a kind or a reason, or all', {
      body: replayBodySchema,
      answer: z.object({ replayed: z.number().int() }),
      description: 'how many',
    }),
  },
  '/integrations/{account}/exchanges': {
    get: reading(
      'What the MIS asked and what it got, newest first: when, which method, which period, how many rows',
      page(exchangeSchema),
      { path: z.object({ account: z.string() }), query: exchangesQuerySchema },
    ),
  },
};
