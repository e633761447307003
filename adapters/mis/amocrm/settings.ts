import { z } from 'zod';
import { misTarget } from '../../kit/mis-target.ts';

const id = z.number().int().positive();

export const amocrmSettings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'This is not the address of an account.' })
      .meta({ description: 'Address of the account; Kommo’s works too.', examples: ['https://clinic.amocrm.ru'] }),
    token: z
      .string()
      .min(20, { error: 'A long-lived token is longer.' })
      .optional()
      .meta({
        writeOnly: true,
        description: 'A long-lived token («долгосрочный токен»).',
        examples: ['${env:AMOCRM_TOKEN}'],
      }),
    app: z
      .strictObject({
        clientId: z.string().min(1).meta({ description: '«ID интеграции».' }),
        clientSecret: z
          .string()
          .min(8, { error: 'The key of an integration is longer.' })
          .meta({ writeOnly: true, description: '«Секретный ключ».', examples: ['${env:AMOCRM_SECRET}'] }),
        redirectUri: z.url().meta({ description: '«Ссылка для перенаправления», as it is written there.' }),
      })
      .optional()
      .meta({ description: 'Instead of token: an integration, connected with: trubka mis connect ACCOUNT.' }),
    source: z
      .string()
      .min(1)
      .max(50)
      .default('Trubka')
      .meta({ description: 'What amoCRM names as the source of calls.', examples: ['АТС'] }),
    users: z
      .record(z.string(), id)
      .default({})
      .meta({
        description: 'Users of amoCRM by our extension: they become responsible for the call.',
        examples: ['{ 101: 8238390 }'],
      }),
    pipeline: id
      .optional()
      .meta({ description: 'Pipeline of calls of unknown numbers; its own main one when left out.' }),
    unknownCallers: z.enum(['lead', 'skip']).default('lead').meta({
      description:
        'An incoming call of a number that nobody there has: lead puts it under «Неразобранное», skip leaves it out.',
    }),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .default('RU')
      .meta({ description: 'Country of numbers that cards write without a code.' }),
    ...misTarget,
  })
  .superRefine((settings, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if ((settings.token === undefined) === (settings.app === undefined)) refuse('token', 'Write either token or app.');
    if (settings.url.startsWith('http:') && !settings.trusted)
      refuse('url', 'Names and numbers go over https; for an address inside the clinic’s network write trusted: true.');
  });
export type AmocrmSettings = z.infer<typeof amocrmSettings>;
