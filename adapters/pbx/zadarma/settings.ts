import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { isZone } from '../../kit/instant-of.ts';

/** Zadarma and Novofon 1.0 speak the same protocol at other addresses. */
export const zadarmaSettings = z.strictObject({
  apiSecret: z.string().min(8, 'must have at least 8 characters').meta({
    writeOnly: true,
    description: '«Secret» of the API keys: what notifications and our own requests are signed with.',
  }),
  apiKey: z
    .string()
    .regex(/^[\w.-]{8,100}$/, 'must be the «Key» of the API keys: letters and digits')
    .optional()
    .meta({ description: '«Key» of the API keys. Without it nothing is asked of the PBX: no history, no recordings.' }),
  apiUrl: apiUrl('https://api.zadarma.com').meta({
    description: 'Where the API is.',
    examples: ['https://api.zadarma.com', 'https://api.novofon.com'],
  }),
  zone: z
    .string()
    .refine(isZone, 'must be an IANA time zone, for example Europe/Moscow')
    .default('Europe/Moscow')
    .meta({
      description: 'IANA zone of the account: notifications and statistics carry local times without an offset.',
      examples: ['Europe/Moscow'],
    }),
  transferField: z
    .string()
    .regex(/^[a-z_]{1,40}$/, 'must be the name of a field, for example transfer_from')
    .default('transfer_from')
    .meta({ description: 'Field of NOTIFY_INTERNAL that names the extension which passed the call on.' }),
  redirectSeconds: z
    .number()
    .int()
    .refine((seconds) => seconds === 0 || seconds >= 3, 'must be 0 or at least 3')
    .default(15)
    .meta({
      description:
        'How long a call that we send to an extension rings there before it returns to the menu; 0: it does not return.',
      examples: ['15'],
    }),
  answeredByNobody: z.enum(['menu', 'talk']).default('menu').meta({
    description:
      'What an answered incoming call of the statistics is that names no extension: ended in the menu, or a talk.',
  }),
});
export type ZadarmaSettings = z.infer<typeof zadarmaSettings>;
