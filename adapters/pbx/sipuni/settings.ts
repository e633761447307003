import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { pathSecret } from '../../kit/path-secret.ts';

export const sipuniSettings = z.strictObject({
  secret: pathSecret,
  ...numberSettings,
  /** Which value of `src_type` and `dst_type` means an outside number; the other one means an extension. */
  externalType: z.enum(['1', '2']).default('1'),
  api: z
    .strictObject({
      user: z
        .string()
        .regex(/^\d{4,12}$/, { error: 'The number of the account is digits only.' })
        .meta({ description: '«Номер в системе» of the cabinet.', examples: ['"070196"'] }),
      key: z
        .string()
        .min(8, { error: 'The key is longer.' })
        .meta({
          writeOnly: true,
          description: '«Ключ интеграции» of «Настройки → API».',
          examples: ['${env:SIPUNI_KEY}'],
        }),
      url: apiUrl('https://sipuni.com/api'),
    })
    .optional()
    .meta({
      description: 'Lets Trubka place calls by Sipuni and end them.',
      examples: ['{ user: "070196", key: ${env:SIPUNI_KEY} }'],
    }),
});
export type SipuniSettings = z.infer<typeof sipuniSettings>;
