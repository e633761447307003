import { z } from 'zod';
import { defineSmsAdapter } from '../../../src/contracts/sms.ts';

const settings = z.strictObject({});

/** Sends nothing: every message counts as taken, for the demo and for trying texts. The log says that one went. */
export const log = defineSmsAdapter<z.infer<typeof settings>>({
  id: 'log',
  name: 'Log',
  settings,
  capabilities: ['alpha-sender', 'client-id', 'status-query'],
  timeoutMs: () => 1_000,
  statusBatch: 100,
  open: ({ note, account }) => {
    const prefix = 'log-';
    return {
      send({ clientId, class: kind, text }) {
        note('sms.logged: nothing was sent', { account, clientId, class: kind, characters: text.length });
        return Promise.resolve({ providerId: `${prefix}${clientId}`, parts: null, cost: 0 });
      },
      // A message that was never taken is unknown here too: nothing is kept, so all are as their ids say.
      status: (queries) =>
        Promise.resolve(
          queries.map(({ clientId, providerId }) => ({
            ...{ providerId: providerId ?? `${prefix}${clientId}`, clientId, state: 'delivered' as const },
            ...{ at: null, code: null, refusal: null, cost: 0 },
          })),
        ),
    };
  },
});
