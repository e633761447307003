import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { receiptFieldsSchema } from '../../kit/sms-receipts.ts';
import { smsPace, smsSecret } from '../../kit/sms-settings.ts';
import { refusalWords, stateWords } from '../../kit/sms-words.ts';

export const smsAeroSettings = z.strictObject({
  email: z.email().describe('E-mail of the account.'),
  apiKey: smsSecret('API key, from the settings of the cabinet.', 'SMSAERO_API_KEY'),
  sign: z
    .string()
    .trim()
    .min(1)
    .max(20)
    .default('SMS Aero')
    .describe('Signature that goes out where the account has no `sender`; SMS Aero takes no message without one.'),
  channel: z
    .string()
    .trim()
    .min(1)
    .max(30)
    .optional()
    .meta({ description: 'Channel, for accounts that must name one.', examples: ['DIRECT'] }),
  refusals: refusalWords({
    credentials: ['*invalid credentials*'],
    noMoney: ['no credits', '*not enough*money*', '*insufficient*'],
  }),
  receiptFields: receiptFieldsSchema.default({ id: 'id', state: 'status' }),
  states: stateWords({ queued: ['0', '8'], sent: ['3', '4'], delivered: ['1'], failed: ['2', '6'] }),
  ...smsPace({ perSecond: 10, name: 'SMS Aero' }),
  url: apiUrl('https://gate.smsaero.ru/v2'),
});
export type SmsAeroSettings = z.infer<typeof smsAeroSettings>;
