import { z } from 'zod';
import { list, operation, reading, type Operations } from '../platform/http/index.ts';
import { setupQuerySchema, setupSchema } from './account-setup.ts';
import { integrationSchema } from './integration-views.ts';
import { alarmSchema, alarmsQuerySchema, dismissSchema, unboundQuerySchema } from './integrations-api.ts';
import { latencySchema } from './latency.ts';
import { maskedRequestSchema } from './masked-request.ts';
import { selfTestSchema } from './self-test.ts';
import { unboundSchema } from './unbound.ts';

const path = z.object({ account: z.string() });

/** What `/api/openapi.json` says of accounts, their state and what a person must look at. */
export const integrationOperations: Operations = {
  '/integrations': { get: reading('The state of every account', list(integrationSchema)) },
  '/integrations/latency': {
    get: reading(
      'How long webhooks and pops took in this process since its start; roles it and manager',
      latencySchema,
    ),
  },
  '/integrations/{account}/setup': {
    get: reading(
      'What to enter into the provider’s cabinet or the MIS, and the letter to its support; holds the account’s secret; role it',
      setupSchema,
      { path, query: setupQuerySchema },
    ),
  },
  '/integrations/unbound': {
    get: reading(
      'Extensions, employees and lines in calls that the configuration does not know, with lines to paste',
      list(unboundSchema),
      { query: unboundQuerySchema },
    ),
  },
  '/integrations/unbound/dismiss': {
    post: operation('Offer one of them no more, or again', {
      body: dismissSchema,
      answer: dismissSchema,
      description: 'noted',
    }),
  },
  '/integrations/{account}/requests': {
    get: reading(
      'The last 50 requests of the PBX to this process, with our answer and its milliseconds; secrets, numbers and names are masked',
      list(maskedRequestSchema),
      { path },
    ),
  },
  '/integrations/{account}/self-test': {
    post: operation(
      'Ask the PBX whether address and credentials are right; send a test event to a receiver of webhooks',
      {
        path,
        answer: selfTestSchema,
        description: 'what it said',
      },
    ),
  },
  '/alarms': { get: reading('What a person must look at', list(alarmSchema), { query: alarmsQuerySchema }) },
};
