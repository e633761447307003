import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';

export const smsruSettings = z.strictObject({
  apiId: z
    .string()
    .trim()
    .min(8)
    .max(100)
    .describe('api_id of the account, from the page «API» of the cabinet; best as ${env:NAME}.')
    .meta({ writeOnly: true }),
  perSecond: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('Messages a second at most; SMS.RU publishes no figure.')
    .meta({ examples: [10] }),
  timeoutSeconds: z.number().int().min(1).max(60).default(15).describe('How long SMS.RU may take to answer.'),
  url: apiUrl('https://sms.ru'),
});
export type SmsRuSettings = z.infer<typeof smsruSettings>;
