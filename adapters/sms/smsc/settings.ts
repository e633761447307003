import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { smsPace, smsSecret } from '../../kit/sms-settings.ts';

export const smscSettings = z
  .strictObject({
    login: z.string().trim().min(1).max(100).optional().describe('Login of the account; with it goes `password`.'),
    password: smsSecret('Password of the account, or its MD5 in lower case.', 'SMSC_PASSWORD').optional(),
    apiKey: smsSecret('API key of the account, instead of login and password.', 'SMSC_API_KEY').optional(),
    callbackSecret: smsSecret(
      'The word that stands in the cabinet beside the address of the handler; with it every receipt must be signed.',
      'SMSC_CALLBACK_SECRET',
    ).optional(),
    replies: z
      .boolean()
      .default(false)
      .describe('You rent a number for incoming messages, and SMSC tells them to the same address.'),
    idBase: z
      .number()
      .int()
      .min(0)
      .max(2_000_000_000)
      .default(0)
      .describe('Added to our ids; a second installation with the same account starts elsewhere.'),
    ...smsPace({ perSecond: 10, name: 'SMSC' }),
    url: apiUrl('https://smsc.ru'),
  })
  .refine(({ login, password, apiKey }) => (apiKey === undefined) === (login !== undefined && password !== undefined), {
    error: 'Give either login and password or apiKey.',
    path: ['apiKey'],
  });
export type SmscSettings = z.infer<typeof smscSettings>;
