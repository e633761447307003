import { z } from 'zod';
import { operation, pathId, reading, type Operations } from '../platform/http/index.ts';
import { dataLevelSchema } from './data-level.ts';
import { peopleQuerySchema, peopleSchema } from './people-api.ts';
import { sourcesSchema } from './sources/sources-api.ts';
import { uploadOperations } from './uploads/upload-operations.ts';

/** What `/api/openapi.json` says of people, where they come from and what is known of them. */
export const peopleOperations: Operations = {
  '/branches/{id}/data-level': {
    get: reading('What can truly be known of the calls of a branch', dataLevelSchema, { path: pathId }),
  },
  '/people': {
    get: reading('Who may be behind a number, or whose name begins so', peopleSchema, { query: peopleQuerySchema }),
  },
  '/directory/sources': {
    get: reading('Where the people come from, how old that is and how the last refresh went', sourcesSchema),
  },
  '/directory/sources/{id}/refresh': {
    post: operation('Read a source of people as soon as possible', {
      path: pathId,
      answer: z.object({ asked: z.literal(true) }),
      status: '202',
      description: 'it is read within the minute',
    }),
  },
  ...uploadOperations,
};
