import { TransientFailure } from '../../../src/contracts/failures.ts';
import { SmsRefused, SmsStopped } from '../../../src/contracts/sms.ts';
import type { SmppSettings } from './settings.ts';

// SMPP 3.4, 5.1.3.
const INVALID_COMMAND = 0x03;
const WRONG_BIND_STATE = 0x04;
const SYSTEM_ERROR = 0x08;
const INVALID_SOURCE = 0x0a;
const INVALID_DESTINATION = 0x0b;
const INVALID_MESSAGE_ID = 0x0c;
const BIND_FAILED = 0x0d;
const INVALID_PASSWORD = 0x0e;
const INVALID_SYSTEM_ID = 0x0f;
const QUEUE_FULL = 0x14;
const THROTTLED = 0x58;
const QUERY_FAILED = 0x67;

const credentials = new Set([BIND_FAILED, INVALID_PASSWORD, INVALID_SYSTEM_ID]);
const later = new Set([WRONG_BIND_STATE, SYSTEM_ERROR, QUEUE_FULL, THROTTLED]);
const unknownMessage = new Set([INVALID_COMMAND, INVALID_MESSAGE_ID, QUERY_FAILED]);

/** Of submit_sm: any status but 0 says that the message was not taken. */
export function submitFailure(status: number, { codes }: Pick<SmppSettings, 'codes'>): Error {
  const what = `SMPP ${hex(status)}`;
  if (codes.noMoney.includes(status)) return new SmsStopped('no-money', `${what}: no money on the account; top it up`);
  if (codes.blocked.includes(status)) return new SmsStopped('blocked', `${what}: the account is blocked`);
  if (codes.sender.includes(status)) return new SmsStopped('sender', `${what}: the sender is not agreed`);
  if (codes.badNumber.includes(status)) return new SmsRefused('bad-number', what);
  if (codes.stopList.includes(status)) return new SmsRefused('stop-list', what);
  if (codes.text.includes(status)) return new SmsRefused('text', what);
  if (codes.later.includes(status) || later.has(status)) return new TransientFailure(`${what}: later`);
  if (status === INVALID_SOURCE) return new SmsStopped('sender', `${what}: the sender is not agreed`);
  return new SmsRefused(status === INVALID_DESTINATION ? 'bad-number' : 'other', what);
}

export function bindFailure(status: number, { codes }: Pick<SmppSettings, 'codes'>): Error {
  const what = `SMPP bind ${hex(status)}`;
  if (codes.noMoney.includes(status)) return new SmsStopped('no-money', `${what}: no money on the account; top it up`);
  if (codes.blocked.includes(status)) return new SmsStopped('blocked', `${what}: the account is blocked`);
  if (credentials.has(status)) return new SmsStopped('credentials', `${what}: the login or the password is refused`);
  return new TransientFailure(`${what}: the SMS centre does not let us in now`);
}

/** Null: the SMS centre does not know the message, or no query_sm. */
export function queryFailure(status: number): Error | null {
  return unknownMessage.has(status) ? null : new TransientFailure(`SMPP query_sm ${hex(status)}`);
}

/** Of submit_sm: too many at once, or a full queue. */
export function isPressed(status: number, { codes }: Pick<SmppSettings, 'codes'>): boolean {
  return status === THROTTLED || status === QUEUE_FULL || codes.later.includes(status);
}

function hex(status: number): string {
  return `0x${status.toString(16).padStart(2, '0')}`;
}
