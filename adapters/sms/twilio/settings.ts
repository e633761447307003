import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { smsPace, smsSecret } from '../../kit/sms-settings.ts';

export const twilioSmsSettings = z
  .strictObject({
    accountSid: z
      .string()
      .regex(/^AC[0-9a-zA-Z]{32}$/, { error: 'The Account SID is AC and 32 more characters.' })
      .meta({ description: 'Account SID.', examples: ['${env:TWILIO_ACCOUNT_SID}'] }),
    authToken: smsSecret('Auth Token of the account; receipts are signed with it.', 'TWILIO_AUTH_TOKEN'),
    apiKey: z
      .strictObject({
        sid: z
          .string()
          .regex(/^SK[0-9a-zA-Z]{32}$/, { error: 'The SID of an API key is SK and 32 more characters.' })
          .describe('SID of the key.'),
        secret: smsSecret('Secret of the key.', 'TWILIO_API_SECRET'),
      })
      .optional()
      .describe('An API key to ask with instead of the Auth Token, so that it can be revoked by itself.'),
    from: z
      .string()
      .trim()
      .regex(/^(\+[1-9]\d{4,14}|MG[0-9a-zA-Z]{32}|[A-Za-z0-9 ]{1,11})$/, {
        error: 'Write a number in E.164, an alpha sender or the SID of a messaging service.',
      })
      .meta({
        description: 'Sender where the account has no `sender`: a number of the account, an alpha sender or MG….',
        examples: ['+15005550006'],
      }),
    receiptAddress: z
      .url({ protocol: /^https?$/, error: 'This is not an http(s) address.' })
      .optional()
      .meta({
        writeOnly: true,
        description:
          'The whole address of receipts and answers exactly as Twilio calls it; with it X-Twilio-Signature is demanded.',
        examples: ['https://trubka.example.ru/sms/twilio/${env:TWILIO_RECEIPT_SECRET}'],
      }),
    ...smsPace({ perSecond: 1, name: 'Twilio' }),
    url: apiUrl('https://api.twilio.com'),
  })
  .describe('Twilio, or a platform that speaks its API.');
export type TwilioSmsSettings = z.infer<typeof twilioSmsSettings>;
