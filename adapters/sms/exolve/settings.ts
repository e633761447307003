import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { receiptFieldsSchema } from '../../kit/sms-receipts.ts';
import { smsPace, smsSecret } from '../../kit/sms-settings.ts';
import { refusalWords, stateWords } from '../../kit/sms-words.ts';

const field = (standard: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(100)
    .default(standard)
    .meta({ examples: [standard] });

export const exolveSettings = z.strictObject({
  apiKey: smsSecret('API key of the application.', 'EXOLVE_API_KEY'),
  number: z
    .string()
    .trim()
    .regex(/^(79\d{9}|[A-Za-z][\w .-]{1,10})$/, { error: 'Write a mobile number as 79XXXXXXXXX or an alpha name.' })
    .meta({
      description: 'Sender where the account has no `sender`: a bought mobile number or an alpha name.',
      examples: ['79300000000'],
    }),
  refusals: refusalWords({ badNumber: ['*destination*'], sender: ['*number does not exist*'] }),
  states: stateWords({}),
  statusField: field('delivery_status').describe('Field of GetList that holds the state of delivery.'),
  receiptFields: receiptFieldsSchema
    .optional()
    .describe('Fields of the webhook; without them webhooks are kept unread, so that you can look at one.'),
  ...smsPace({ perSecond: 10, name: 'MTS Exolve' }),
  url: apiUrl('https://api.exolve.ru'),
});
export type ExolveSettings = z.infer<typeof exolveSettings>;
