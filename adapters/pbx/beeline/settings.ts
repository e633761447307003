import { z } from 'zod';
import { e164Schema } from '../../../src/contracts/phone-number.ts';
import { apiUrl } from '../../kit/api-url.ts';
import { numberSettings } from '../../kit/number-settings.ts';
import { pathSecret } from '../../kit/path-secret.ts';

export const beelineSettings = z.strictObject({
  secret: pathSecret,
  publicUrl: z
    .string()
    .regex(/^https?:\/\/[^\s/?#]+\/[^\s?#]*[^\s?#/]$/i, {
      error:
        'This is not the address of the webhook: https://host/webhooks/account, without ? and without / at its end.',
    })
    .meta({
      description: 'Address of this webhook as Beeline reaches it, without the secret: subscriptions are made for it.',
      examples: ['https://trubka.example.ru/webhooks/beeline'],
    }),
  api: z
    .strictObject({
      token: z
        .string()
        .min(8, { error: 'The token of the API is longer.' })
        .meta({
          writeOnly: true,
          description: 'Token of the API of the cloud PBX, from its cabinet.',
          examples: ['${env:BEELINE_TOKEN}'],
        }),
      url: apiUrl('https://cloudpbx.beeline.ru/apis/portal'),
    })
    .meta({ description: 'How the PBX is asked.', examples: ['{ token: ${env:BEELINE_TOKEN} }'] }),
  employees: z
    .array(z.string().regex(/^\d{2,11}$/, { error: 'Write an extension or the ten digits of a number.' }))
    .default([])
    .meta({
      description: 'Extensions to subscribe to. Empty: everybody whom the PBX knows with an extension.',
      examples: ['[101, 102]'],
    }),
  subscriptionType: z
    .enum(['BASIC_CALL', 'ADVANCED_CALL'])
    .default('BASIC_CALL')
    .meta({ description: 'Which events are subscribed to.', examples: ['BASIC_CALL'] }),
  subscriptionSeconds: z
    .int()
    .min(600)
    .max(604_800)
    .default(86_400)
    .meta({ description: 'For how long one subscription is asked; it is renewed before.', examples: ['86400'] }),
  ...numberSettings,
  line: e164Schema.optional().meta({
    description:
      'The public number of the clinic, where the PBX has one only: the events do not tell which was called.',
    examples: ['+74950000101'],
  }),
  recordings: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether talks are recorded by the PBX.', examples: ['false'] }),
});
export type BeelineSettings = z.infer<typeof beelineSettings>;
