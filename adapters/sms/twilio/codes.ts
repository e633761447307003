import { TransientFailure } from '../../../src/contracts/failures.ts';
import { SmsRefused, SmsStopped, type SmsRefusal, type SmsState, type SmsStop } from '../../../src/contracts/sms.ts';

// twilio.com/docs/api/errors
const stops: Readonly<Record<number, [SmsStop, string]>> = {
  10001: ['blocked', 'the account is not active; look at its balance, it may have to be topped up'],
  20003: ['credentials', 'the Account SID, the token or the key is wrong'],
  20403: ['blocked', 'the account is suspended or closed; ask Twilio'],
  21212: ['sender', 'the sender is not valid; correct it'],
  21601: ['sender', 'the sender is no number of this account; correct it'],
  21606: ['sender', 'the sender cannot send to this recipient; correct it'],
  30002: ['blocked', 'the account is suspended; look at its balance, it may have to be topped up'],
  70051: ['credentials', 'the account, the token or the key is not found or may not send'],
};
const refusals: Readonly<Record<number, SmsRefusal>> = {
  21211: 'bad-number',
  21610: 'stop-list',
  21614: 'bad-number',
  21635: 'bad-number',
  30005: 'bad-number',
  30006: 'bad-number',
};
const TOO_MANY = 20429;

export function twilioFailure(code: number): Error {
  const stop = stops[code];
  if (stop !== undefined) return new SmsStopped(stop[0], `Twilio ${code}: ${stop[1]}`);
  if (code === TOO_MANY) return new TransientFailure(`Twilio ${code}: too many requests`);
  return new SmsRefused(refusals[code] ?? 'other', `Twilio ${code}`);
}

/** Why a message failed that had been taken. */
export function twilioRefusal(code: number | null): SmsRefusal | null {
  return code === null ? null : (refusals[code] ?? null);
}

const states: Readonly<Record<string, SmsState>> = {
  ...{ accepted: 'queued', scheduled: 'queued', queued: 'queued', sending: 'queued', sent: 'sent' },
  ...{ delivered: 'delivered', read: 'delivered', partially_delivered: 'failed' },
  ...{ undelivered: 'failed', failed: 'failed', canceled: 'failed' },
};

export function twilioState(status: string): SmsState {
  return states[status.toLowerCase()] ?? 'unknown';
}
