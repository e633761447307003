import { z } from 'zod';
import { numberSettings } from '../../kit/number-settings.ts';

export const itoolabsSettings = z.strictObject({
  /** The key that the cabinet shows beside our address; sent as `crm_token` with every request. */
  token: z.string().min(8, 'must have at least 8 characters').meta({ writeOnly: true }),
  ...numberSettings,
  /** PBX login → extension, for users whose notifications carry no `ext`. */
  employees: z.record(z.string(), z.union([z.string().min(1).max(40), z.number().int().nonnegative()])).default({}),
  /** What `duration` of `history` counts: the whole call with the waiting, or the talk alone. */
  duration: z.enum(['call', 'talk']).default('call'),
});
export type ItoolabsSettings = z.infer<typeof itoolabsSettings>;
