import { z } from 'zod';
import type { CallEvent, Direction } from '../../../src/contracts/call-event.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { numberField, textField } from '../../kit/field.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import type { ItoolabsSettings } from './settings.ts';

export const notificationSchema = z.object({
  cmd: textField,
  type: textField,
  callid: textField,
  second_callid: textField,
  phone: textField,
  user: textField,
  ext: textField,
  direction: textField,
  diversion: textField,
  groupRealName: textField,
  status: textField,
  start: textField,
  duration: numberField,
  wait: numberField,
  link: textField,
});
export type Notification = z.infer<typeof notificationSchema>;

/** Our names of what the vendor calls otherwise, for what is wrong with a notification. */
export const fieldNames = {
  providerCallId: 'callid',
  linkedCallIds: 'second_callid',
  extension: 'ext',
  employeeRef: 'user',
  reason: 'status',
  recording: 'link',
} as const;

/** Extensions have up to six digits; whoever calls from one is a colleague. A single zero is a withheld number. */
export function isInternalNumber(phone: string | null): boolean {
  return /^\d{2,6}$/.test(phone ?? '');
}

/** Who speaks with whom: the same in every notification of a call. */
export function partiesOf(
  told: Notification,
  direction: Direction | null,
  settings: ItoolabsSettings,
): Pick<CallEvent, 'direction' | 'external' | 'line' | 'extension' | 'employeeRef'> {
  const context = phoneContextOf(settings);
  const isInternal = told.direction?.toLowerCase() === 'internal' || isInternalNumber(told.phone);
  return {
    direction: isInternal ? 'internal' : direction,
    external: isInternal ? null : toE164(told.phone, context),
    line: toE164(told.diversion, context),
    ...(isPerson(told.user) ? { extension: extensionOf(told, settings), employeeRef: told.user } : nobody),
  };
}

const nobody = { extension: null, employeeRef: null };

/** A department (`g_<uuid>@tenant`), the menu and the fax stand where a person's login stands. */
export function isPerson(user: string | null): boolean {
  return user === null || !(isDepartment(user) || /^(?:ivr|fax)$/i.test(user));
}

export function isDepartment(user: string): boolean {
  return /^g_[^@]*@/i.test(user);
}

function extensionOf({ ext, user }: Notification, { employees }: ItoolabsSettings): string | null {
  if (ext !== null) return ext;
  return user !== null && Object.hasOwn(employees, user) ? String(employees[user]) : null;
}

export function directionOf(word: string | null): Direction | null {
  const known = word?.toLowerCase();
  return known === 'in' || known === 'out' ? known : null;
}
