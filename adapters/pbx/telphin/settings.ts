import { z } from 'zod';
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
});
export type TelphinSettings = z.infer<typeof telphinSettings>;
