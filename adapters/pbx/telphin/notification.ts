import { z } from 'zod';
import type { E164 } from '../../../src/contracts/phone-number.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { textField } from '../../kit/field.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import type { TelphinSettings } from './settings.ts';

export const notificationSchema = z.object({
  EventType: textField,
  EventTime: textField,
  CallID: textField,
  SubCallID: textField,
  CallFlow: textField,
  CallStatus: textField,
  CallerIDNum: textField,
  CallerIDName: textField,
  CallerExtension: textField,
  CalledNumber: textField,
  CalledDID: textField,
  CalledExtension: textField,
  RemoteNumber: textField,
  Duration: textField,
  RecID: textField,
  Transfered: textField,
  Bridged: textField,
});
export type Notification = z.infer<typeof notificationSchema>;

export const fieldNames = {
  providerCallId: 'CallID',
  legId: 'SubCallID',
  extension: 'CalledExtension',
  reason: 'CallStatus',
  recording: 'RecID',
} as const;

/** `3515*101@sipproxy.telphin.ru`, `3515*101` and `101` are one extension. Null for anything longer. */
export function extensionOf(written: string | null): string | null {
  return written === null ? null : (/^(?:\d+\*)?(\d{2,6})(?:@.*)?$/.exec(written)?.[1] ?? null);
}

/**
 * The outside party of a call that came in. When an extension answers, `CallerIDNum` is its own number and only
 * `CallerIDName` still holds the caller's; after a transfer by keys `RemoteNumber` does.
 */
export function callerOf(told: Notification, settings: TelphinSettings): E164 | null {
  const context = phoneContextOf(settings);
  const name = /^[+\d\s().-]+$/.test(told.CallerIDName ?? '') ? told.CallerIDName : null;
  const sources = [told.RemoteNumber, told.CallerIDNum, name];
  for (const source of sources) {
    const number = extensionOf(source) === null ? toE164(source, context) : null;
    if (number !== null) return number;
  }
  return null;
}
