import { z } from 'zod';

/** «Уникальный код вашей АТС» and «Ключ для создания подписи» of the cabinet. */
export const mangoSettings = z.strictObject({
  apiKey: z.string().min(8, 'must have at least 8 characters').meta({ writeOnly: true }),
  apiSalt: z.string().min(8, 'must have at least 8 characters').meta({ writeOnly: true }),
});
export type MangoSettings = z.infer<typeof mangoSettings>;
