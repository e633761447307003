import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { misTarget } from '../../kit/mis-target.ts';

const userId = z.number().int().positive();

export const bitrix24Settings = z
  .strictObject({
    portal: z
      .url({ protocol: /^https?$/, error: 'This is not the address of a portal.' })
      .meta({ description: 'Address of the portal.', examples: ['https://clinic.bitrix24.ru'] }),
    app: z
      .strictObject({
        clientId: z.string().min(1).meta({ description: '«Код приложения» of a local application.' }),
        clientSecret: z
          .string()
          .min(8, { error: 'The key of an application is longer.' })
          .meta({ writeOnly: true, description: '«Ключ приложения».', examples: ['${env:BITRIX24_SECRET}'] }),
        applicationToken: z.string().min(8).optional().meta({
          writeOnly: true,
          description: 'Proves the events of the portal (application_token); without it they are refused.',
        }),
        oauth: apiUrl('https://oauth.bitrix24.tech').meta({ description: 'Where tokens are granted.' }),
      })
      .optional()
      .meta({ description: 'Calls are written by an application only; connect it with: trubka mis connect ACCOUNT.' }),
    webhook: z
      .string()
      .regex(/^\d+\/[A-Za-z0-9]{8,}$/, { error: 'Write what follows /rest/ in the address of the webhook: 1/abc…' })
      .optional()
      .meta({
        writeOnly: true,
        description: 'An incoming webhook, enough to look people up by their number.',
        examples: ['${env:BITRIX24_WEBHOOK}'],
      }),
    user: userId.optional().meta({
      description:
        'Employee of calls that nobody took, or whose extension no employee has. Required for writing calls.',
      examples: ['1'],
    }),
    users: z
      .record(z.string(), userId)
      .default({})
      .meta({
        description: 'Employees by their extension, where their profiles do not name it.',
        examples: ['{ 101: 12 }'],
      }),
    lines: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'External lines of the portal by our numbers.', examples: ['{ "+74950000101": site }'] }),
    unknownCallers: z.enum(['lead', 'same']).default('lead').meta({
      description: 'A number that nobody there has: lead makes one of an incoming call, same writes the call alone.',
    }),
    households: z.enum(['skip', 'as-bitrix']).default('skip').meta({
      description:
        'A number that several contacts have, while nobody has said who called: skip waits for that; as-bitrix lets the portal choose.',
    }),
    ...misTarget,
  })
  .superRefine((settings, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (settings.app === undefined && settings.webhook === undefined)
      refuse('app', 'Write app, or webhook for looking people up only.');
    if (settings.app !== undefined && settings.writeCalls && settings.user === undefined)
      refuse('user', 'Calls that nobody took need an employee: write the number of one.');
    if (settings.portal.startsWith('http:') && !settings.trusted)
      refuse(
        'portal',
        'Names and numbers go over https; for an address inside the clinic’s network write trusted: true.',
      );
  });
export type Bitrix24Settings = z.infer<typeof bitrix24Settings>;
