import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { extensionOf } from '../../kit/extension-of.ts';
import type { TwilioSettings } from './settings.ts';

/** Who stands at one end of a call: one of us, or a number outside; both null for a withheld number or nobody. */
export interface Party {
  extension: string | null;
  number: E164 | null;
}

/** Twilio writes numbers in E.164, its own telephones as `client:name` and SIP ones as `sip:name@domain`. */
export function partyOf(written: string | null, settings: TwilioSettings): Party {
  if (written === null || settings.withheldNumbers.includes(written)) return { extension: null, number: null };
  const bound = Object.hasOwn(settings.extensions, written) ? settings.extensions[written] : undefined;
  if (bound !== undefined) return { extension: bound, number: null };
  // A SIP address of a number is somebody outside, as on a SIP trunk.
  const extension = /^(?:client|sips?):/i.test(written) ? extensionOf(written) : null;
  return { extension, number: extension === null ? toE164(written) : null };
}
