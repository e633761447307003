import type { Direction } from '../../../src/contracts/call-event.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import type { Notification } from './notification.ts';
import type { SipuniSettings } from './settings.ts';

export interface Parties {
  direction: Direction;
  /** Of our employee: who is called, or who calls out. */
  extension: string | null;
  external: E164 | null;
  line: E164 | null;
}

/** Sources and destinations have a type; where it is missing, an extension is told by its length. */
export function partiesOf(told: Notification, settings: SipuniSettings): Parties {
  const context = phoneContextOf(settings);
  const source = extensionOf(told.short_src_num, told.user_id) ?? extensionOf(told.src_num, told.user_id);
  const destination = extensionOf(told.short_dst_num, told.user_id) ?? extensionOf(told.dst_num, told.user_id);
  const fromOurs = isOurs(told.src_type, source, settings);
  const toOurs = isOurs(told.dst_type, destination, settings);
  if (fromOurs) {
    const direction = toOurs ? 'internal' : 'out';
    const external = toOurs ? null : toE164(told.dst_num, context);
    return { direction, extension: toOurs ? destination : source, external, line: null };
  }
  return {
    direction: 'in',
    extension: toOurs ? destination : null,
    external: toE164(told.src_num, context),
    // The scheme that took the call stands behind the number: `74950000101_id265648`.
    line: toE164(told.pbxdstnum ?? (toOurs ? null : (told.dst_num?.replace(/_.*$/, '') ?? null)), context),
  };
}

function isOurs(type: string | null, extension: string | null, { externalType }: SipuniSettings): boolean {
  return type === null ? extension !== null : type !== externalType;
}

/** `101`, or `070196101`, where the number of the Sipuni account stands before it. */
export function extensionOf(number: string | null, account: string | null): string | null {
  if (number === null) return null;
  const short = account !== null && number.startsWith(account) ? number.slice(account.length) : number;
  return /^\d{2,6}$/.test(short) ? short : null;
}
