import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { receiptFieldsSchema } from '../../kit/sms-receipts.ts';
import { smsPace, smsSecret } from '../../kit/sms-settings.ts';
import { refusalWords, stateWords } from '../../kit/sms-words.ts';

export const iDigitalSettings = z.strictObject({
  token: smsSecret('Token of the API, as the cabinet shows it.', 'IDIGITAL_TOKEN'),
  scheme: z.enum(['Basic', 'Bearer']).default('Basic').describe('What stands before the token; both are in use.'),
  senderName: z
    .string()
    .trim()
    .min(1)
    .max(20)
    .meta({ description: 'Sender where the account has no `sender`.', examples: ['sms_promo'] }),
  ttl: z
    .enum(['none', 'seconds'])
    .default('none')
    .describe('Whether the age of a message is told, and in what; its unit was not found in the documents.'),
  idField: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .default('id')
    .meta({
      description: 'Field of the answer that holds the id of the message; dots lead into objects.',
      examples: ['id'],
    }),
  refusals: refusalWords({}),
  states: stateWords({}),
  receiptFields: receiptFieldsSchema
    .optional()
    .describe('Fields of the callback; with them every message asks for one (`callbackUrl`).'),
  callbackEvents: z
    .array(z.string().trim().min(1).max(40))
    .default([])
    .meta({ description: 'Which events to ask for; none: whatever the account is set to.', examples: ['[delivered]'] }),
  ...smsPace({ perSecond: 10, name: 'i-Digital' }),
  url: apiUrl('https://direct.i-dgtl.ru'),
});
export type IDigitalSettings = z.infer<typeof iDigitalSettings>;
