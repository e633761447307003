import { z } from 'zod';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { isZone } from '../../kit/instant-of.ts';
import { uisBrands } from './brands.ts';

const address = (description: string, example: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an address that starts with https://' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .meta({ description, examples: [example] });

const key = (description: string, example: string) =>
  z
    .string()
    .min(8, 'must have at least 8 characters')
    .meta({ description, examples: [example], writeOnly: true });

const report = (description: string) =>
  z
    .int()
    .positive()
    .optional()
    .meta({ description, examples: ['184023'] });

const apiSchema = z.strictObject({
  brand: z
    .enum(uisBrands)
    .default('uis')
    .meta({ description: 'Whose cabinet it is; it decides the addresses of the APIs.', examples: ['comagic'] }),
  dataToken: key('Key of a user with access to the Data API.', '${env:UIS_DATA_KEY}'),
  callToken: key('Key for the Call API, where it is another one than dataToken.', '${env:UIS_CALL_KEY}').optional(),
  /** `virtual_phone_number` is required to place a call. */
  dialFrom: z
    .string()
    .refine((number) => toE164(number) !== null, 'must be a telephone number, for example +7 495 000-01-01')
    .optional()
    .meta({
      description: 'Own number that click-to-call shows when the branch names none; UIS wants one, no 800 number.',
      examples: ['+7 495 000-01-01'],
    }),
  recordingFrom: z
    .enum(['link', 'report'])
    .default('link')
    .meta({
      description: 'link: the link of the notification. report: a fresh one, where the links of notifications expire.',
      examples: ['report'],
    }),
  sameLegIds: z
    .boolean()
    .default(false)
    .meta({
      description: 'The ids of get.call_legs_report are those of the notifications; to be seen with one test call.',
      examples: ['true'],
    }),
  callDetailsReport: report(
    'Id of a report of the cabinet for get.call_details, which tells why nobody answered; needs «Data API для настройки».',
  ),
  notificationsReport: report(
    'Id of a report of the cabinet for get.notifications, the journal of what UIS sent us; needs «Data API для настройки».',
  ),
  dataApiUrl: address('Another address of the Data API.', 'https://uis-proxy.clinic.example/data/v2.0'),
  callApiUrl: address('Another address of the Call API.', 'https://uis-proxy.clinic.example/call/v4.0'),
  mediaUrl: address('Another address of the recordings.', 'https://uis-proxy.clinic.example/media'),
  cabinetUrl: address('Another address of the cabinet, under which voice mail lies.', 'https://app.comagic.ru'),
});
export type UisApiSettings = z.infer<typeof apiSchema>;

export const uisSettings = z.strictObject({
  /** In the path of the webhook, in the body, or in both. Letters that a path carries unchanged. */
  secret: z
    .string()
    .min(4, 'must have at least 4 characters')
    .regex(/^[A-Za-z0-9._~-]+$/, 'may hold letters, digits and . _ ~ - only, because it stands in an address')
    .meta({ writeOnly: true, generated: true }),
  /** IANA zone of the UIS account: notifications carry local times without an offset. */
  zone: z.string().refine(isZone, 'must be an IANA time zone, for example Europe/Moscow').default('Europe/Moscow'),
  /** UIS employee id → extension, for notifications that name the employee and not the extension. */
  employees: z.record(z.string(), z.union([z.string().min(1).max(40), z.number().int().nonnegative()])).default({}),
  otherwiseCode: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: 'returned_code for the interactive operation when there is nobody to route to.',
      examples: ['usual'],
    }),
  api: apiSchema.optional().meta({
    description: 'The Data API and the Call API: history, click-to-call, tags. Left out, only notifications are read.',
    examples: ['{ dataToken: ${env:UIS_DATA_KEY} }'],
  }),
});
export type UisSettings = z.infer<typeof uisSettings>;

/** Throws where the account has no keys: nothing can be asked of it. */
export function apiOf({ api }: UisSettings): UisApiSettings {
  if (api === undefined) throw new PermanentFailure('UIS: api.dataToken is not set, so nothing can be asked.');
  return api;
}

export function extensionOf(employee: string | null, employees: UisSettings['employees']): string | null {
  return employee !== null && Object.hasOwn(employees, employee) ? String(employees[employee]) : null;
}
