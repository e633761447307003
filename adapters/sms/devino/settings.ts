import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { smsPace, smsSecret } from '../../kit/sms-settings.ts';

export const devinoSettings = z.strictObject({
  login: z.string().trim().min(1).max(100).describe('Login of the account.'),
  password: smsSecret('Password of the account.', 'DEVINO_PASSWORD'),
  sourceAddress: z
    .string()
    .trim()
    .regex(/^([A-Za-z0-9 ._-]{1,11}|\d{1,15})$/, { error: 'At most 11 Latin letters or 15 digits.' })
    .meta({ description: 'Sender where the account has no `sender`.', examples: ['Romashka'] }),
  ...smsPace({ perSecond: 10, name: 'Devino' }),
  url: apiUrl('https://integrationapi.net/rest/v2'),
});
export type DevinoSettings = z.infer<typeof devinoSettings>;
