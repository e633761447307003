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
