import { z } from 'zod';
import { isZone } from '../../kit/instant-of.ts';

/** Zadarma and Novofon 1.0 speak the same protocol; the account's zone is the only difference an account may have. */
export const zadarmaSettings = z.strictObject({
  /** «Secret» of the API keys: what notifications are signed with. */
  apiSecret: z.string().min(8, 'must have at least 8 characters').meta({ writeOnly: true }),
  /** IANA zone of the account: notifications carry local times without an offset. */
  zone: z.string().refine(isZone, 'must be an IANA time zone, for example Europe/Moscow').default('Europe/Moscow'),
  /** The field of NOTIFY_INTERNAL that names the extension which passed the call on. No text of the vendor has one. */
  transferField: z
    .string()
    .regex(/^[a-z_]{1,40}$/, 'must be the name of a field, for example transfer_from')
    .optional(),
});
export type ZadarmaSettings = z.infer<typeof zadarmaSettings>;
