import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { misTarget } from '../../kit/mis-target.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { refusePlainHttp } from '../../kit/plain-http.ts';

const token = z.string().regex(/^[\w.-]{8,200}$/, { error: 'This is not a token.' });

export const yclientsSettings = z
  .strictObject({
    url: apiUrl('https://api.yclients.com'),
    company: z
      .number()
      .int()
      .positive()
      .meta({ description: 'Number of the location.', examples: [543499] }),
    partnerToken: token.meta({
      writeOnly: true,
      description: 'Token of the partner.',
      examples: ['${env:YCLIENTS_PARTNER_TOKEN}'],
    }),
    userToken: token.meta({
      writeOnly: true,
      description: 'Token of the user whose rights the search has.',
      examples: ['${env:YCLIENTS_USER_TOKEN}'],
    }),
    crmToken: token.optional().meta({
      writeOnly: true,
      description: 'crm_token of the telephony integration; left out: people are only looked up.',
      examples: ['${env:YCLIENTS_CRM_TOKEN}'],
    }),
    users: z
      .record(z.string(), z.string().min(1))
      .default({})
      .meta({ description: 'Users of YCLIENTS by our extension.', examples: ["{ '101': anna }"] }),
    numbers: z.enum(['digits', 'plus']).default('digits').meta({
      description: 'How numbers are written: 79001234567 or +79001234567.',
    }),
    ...numberSettings,
    ...misTarget,
  })
  .superRefine((settings, context) => refusePlainHttp('url', settings, context));
export type YclientsSettings = z.infer<typeof yclientsSettings>;
