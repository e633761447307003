import { page, reading, type Operations } from '../platform/http/index.ts';
import { historyQuerySchema } from './history-api.ts';
import { historyItemSchema } from './list-history.ts';

/** What `/api/openapi.json` says of the history. */
export const historyOperations: Operations = {
  '/history': {
    get: reading('Calls and requests of the site in one list, newest first', page(historyItemSchema), {
      query: historyQuerySchema,
    }),
  },
};
