import { z } from 'zod';
import { apiUrl } from '../../kit/api-url.ts';
import { isZone } from '../../kit/instant-of.ts';

/** «Уникальный код вашей АТС» and «Ключ для создания подписи» of the cabinet, and where the API is. */
export const mangoSettings = z.strictObject({
  apiKey: z.string().min(8, 'must have at least 8 characters').meta({
    writeOnly: true,
    description: '«Уникальный код вашей АТС» of the cabinet.',
  }),
  apiSalt: z.string().min(8, 'must have at least 8 characters').meta({
    writeOnly: true,
    description: '«Ключ для создания подписи» of the cabinet.',
  }),
  apiUrl: apiUrl('https://app.mango-office.ru/vpbx'),
  statisticsZone: z
    .string()
    .refine(isZone, 'must be an IANA time zone, for example Europe/Moscow')
    .default('Europe/Moscow')
    .meta({
      description: 'Zone in which the API reads the dates of a request for statistics.',
      examples: ['Europe/Moscow'],
    }),
});
export type MangoSettings = z.infer<typeof mangoSettings>;
