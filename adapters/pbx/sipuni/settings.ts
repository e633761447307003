import { z } from 'zod';
import { numberSettings } from '../../kit/number-settings.ts';
import { pathSecret } from '../../kit/path-secret.ts';

export const sipuniSettings = z.strictObject({
  secret: pathSecret,
  ...numberSettings,
  /** Which value of `src_type` and `dst_type` means an outside number; the other one means an extension. */
  externalType: z.enum(['1', '2']).default('1'),
});
export type SipuniSettings = z.infer<typeof sipuniSettings>;
