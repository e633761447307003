import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { pushedEventSchemas } from '../contracts/pushed-event.ts';
import { json } from '../platform/http/index.ts';

const webhookSummaries: Readonly<Record<keyof typeof pushedEventSchemas, string>> = {
  'call.settled': 'A call is over and its result will not change by itself',
  'call.updated': 'Something of a call that had arrived is different now; the higher revision wins',
  'call.outcome': 'What the reception said of a call: its outcome and note; the higher revision wins',
  'recording.ready': 'What was recorded of a call can be listened to',
  'task.created': 'Something is to be done: somebody to be called back, a visit to be confirmed; told once',
  ping: 'The self-test; holds nobody’s data',
};

/** What an account of the provider `webhooks` receives, by Standard Webhooks. */
export function pushedEventOperations(): Record<string, { post: ZodOpenApiOperationObject }> {
  return Object.fromEntries(
    Object.entries(pushedEventSchemas).map(([type, schema]) => [
      type,
      {
        post: {
          summary: webhookSummaries[type as keyof typeof pushedEventSchemas],
          security: [],
          requestParams: {
            header: z.object({
              'webhook-id': z.string().describe('the same at every attempt; drop what you have'),
              'webhook-timestamp': z.string().describe('seconds since 1970, of the attempt'),
              'webhook-signature': z
                .string()
                .describe(
                  '`v1,` and HMAC-SHA256 in base64 of `id.timestamp.body`; one for each secret, parted by spaces',
                ),
            }),
          },
          requestBody: { content: json(schema) },
          responses: {
            '2XX': { description: 'stored' },
            '410': { description: 'no more events; sending to this account stops' },
            '4XX': { description: 'refused; waits for a person (408 and 429: tried again)' },
            '5XX': { description: 'tried again, with the same id' },
          },
        },
      },
    ]),
  );
}
