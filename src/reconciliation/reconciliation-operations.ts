import { z } from 'zod';
import { list, reading, type Operations } from '../platform/http/index.ts';
import { runSchema } from './read-reconciliation.ts';

/** What `/api/openapi.json` says of comparing with the PBX. */
export const reconciliationOperations: Operations = {
  '/integrations/{account}/reconciliations': {
    get: reading('Comparisons with the PBX’s own list, newest first', list(runSchema), {
      path: z.object({ account: z.string() }),
    }),
  },
};
