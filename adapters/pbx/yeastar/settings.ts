import { z } from 'zod';
import { e164Schema } from '../../../src/contracts/phone-number.ts';
import { isZone } from '../../kit/instant-of.ts';
import { numberSettings } from '../../kit/number-settings.ts';

export const yeastarSettings = z.strictObject({
  secret: z
    .string()
    .min(8, { error: 'The secret of the webhook has 32 characters.' })
    .meta({
      writeOnly: true,
      description: 'The «Secret» that the PBX made for this webhook, 32 characters.',
      examples: ['${env:YEASTAR_SECRET}'],
    }),
  zone: z
    .string()
    .refine(isZone, { error: 'This is not the name of a time zone.' })
    .default('Europe/Moscow')
    .meta({ description: 'Time zone of the PBX, by its IANA name.', examples: ['Europe/Moscow'] }),
  ...numberSettings,
  trunks: z
    .record(z.string(), e164Schema)
    .default({})
    .meta({
      description: 'Name of a trunk: the public number of the clinic that it carries, where the PBX does not send it.',
      examples: ['{ MTS: +74950000101 }'],
    }),
  api: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'This is not an http(s) address.' }).meta({
        description: 'Address of the PBX, with the port of its web pages, without a path.',
        examples: ['https://pbx.clinic.example:8088'],
      }),
      clientId: z
        .string()
        .min(1)
        .meta({ description: '«Client ID» of Integrations → API.', examples: ['UEnH9Dmv…'] }),
      clientSecret: z
        .string()
        .min(8, { error: 'The Client Secret is longer.' })
        .meta({
          writeOnly: true,
          description: '«Client Secret» of Integrations → API.',
          examples: ['${env:YEASTAR_CLIENT_SECRET}'],
        }),
      dialAs: z
        .enum(['national', 'digits', 'e164'])
        .default('national')
        .meta({
          description: 'How the outbound route takes a number: 89161234567, 79161234567 or +79161234567.',
          examples: ['digits'],
        }),
    })
    .optional()
    .meta({
      description: 'Lets Trubka ask the PBX: lost calls, recordings, click-to-call, names.',
      examples: ['{ url: https://pbx.clinic.example:8088, clientId: …, clientSecret: ${env:YEASTAR_CLIENT_SECRET} }'],
    }),
  callReports: z
    .boolean()
    .default(true)
    .meta({
      description:
        'Whether «Call End Details» (30012) ends a call. Set false where it comes once per extension while the call still goes on; an outgoing call then ends with its outside party.',
      examples: ['false'],
    }),
});
export type YeastarSettings = z.infer<typeof yeastarSettings>;
