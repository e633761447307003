import { z } from 'zod';
import { operation, pathId, problems, reading, type Operations } from '../platform/http/index.ts';
import { listenAnswerSchema, recordingQuerySchema, recordingsSchema } from './recordings-api.ts';

/** What `/api/openapi.json` says of recordings. */
export const recordingOperations: Operations = {
  '/calls/{id}/recordings': {
    get: reading('What was recorded of a call, and what became of it', recordingsSchema, { path: pathId }),
  },
  '/calls/{id}/recording': {
    get: {
      summary: 'Listen. Ranges and HEAD work; each listening (one person, one recording, ten minutes) is one audit row',
      requestParams: { path: pathId, query: recordingQuerySchema },
      responses: {
        '200': { description: 'the recording', content: { 'audio/*': {} } },
        '206': { description: 'the part that the Range header asks for', content: { 'audio/*': {} } },
        ...problems,
      },
    },
    delete: operation('Erase what is kept of the recordings of a call; roles it and manager', {
      path: pathId,
      answer: z.object({ erased: z.number(), pending: z.number() }),
      description: 'nobody can listen any more; `pending` files are removed later',
    }),
  },
  '/calls/{id}/recording/listen': {
    post: operation('Set a cookie by which a player of this browser may ask for the recordings of this call', {
      path: pathId,
      answer: listenAnswerSchema,
      description: 'what there is',
    }),
  },
  '/calls/{id}/recording/retry': {
    post: operation('Ask again for what never came; roles it and manager', {
      path: pathId,
      answer: recordingsSchema.extend({ wanted: z.number() }),
      description: 'how many are wanted again',
    }),
  },
};
