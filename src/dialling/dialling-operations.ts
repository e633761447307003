import { operation, pathId, once, type Operations } from '../platform/http/index.ts';
import { dialBodySchema, dialledSchema } from './dialling-api.ts';

/** What `/api/openapi.json` says of click-to-call. */
export const diallingOperations: Operations = {
  '/calls': {
    post: once(
      'Click-to-call: the PBX rings the workplace, then the number; the same key never dials twice',
      dialledSchema,
      {
        body: dialBodySchema,
        status: '202',
        description: 'taken by the PBX',
        more: {
          '503': { description: 'the PBX was not reached; the same key may try again' },
          '504': { description: 'it is not known whether the PBX dials; never dialled again under this key' },
        },
      },
    ),
  },
  '/calls/{id}/hang-up': {
    post: operation('End a call that goes on', {
      path: pathId,
      answer: pathId,
      status: '202',
      description: 'taken by the PBX',
    }),
  },
};
