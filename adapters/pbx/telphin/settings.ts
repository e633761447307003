import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { isZone } from '../../kit/instant-of.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { pathSecret } from '../../kit/path-secret.ts';

export const telphinSettings = z.strictObject({
  secret: pathSecret,
  ...numberSettings,
  /**
   * Menus and queues where calls from outside arrive, as `099`. Their `dial-in` opens the call; with them set, only
   * their `hangup` ends it. Empty: the first menu or queue that hangs up does.
   */
  entryExtensions: z.array(z.string().regex(/^\d{1,10}$/, 'must be the number of an extension alone')).default([]),
  /** `phone` where calls from outside ring a phone directly: then its own `hangup` ends the call. */
  endsWith: z.enum(['menu', 'phone']).default('menu'),
  api: z
    .strictObject({
      clientId: z
        .string()
        .min(1)
        .meta({ description: '«App ID» of a trusted application.', examples: ['0f3a…'] }),
      clientSecret: z
        .string()
        .min(8, { error: 'The App Secret is longer.' })
        .meta({
          writeOnly: true,
          description: '«App Secret» of the application.',
          examples: ['${env:TELPHIN_APP_SECRET}'],
        }),
      url: apiUrl('https://apiproxy.telphin.ru'),
      zone: z
        .string()
        .refine(isZone, { error: 'This is not the name of a time zone.' })
        .default('UTC')
        .meta({ description: 'Zone in which the API reads the dates of a request.', examples: ['Europe/Moscow'] }),
    })
    .optional()
    .meta({
      description: 'Lets Trubka ask Telphin: lost calls, recordings, click-to-call, names.',
      examples: ['{ clientId: …, clientSecret: ${env:TELPHIN_APP_SECRET} }'],
    }),
});
export type TelphinSettings = z.infer<typeof telphinSettings>;
