import { TransientFailure } from '../../../src/contracts/failures.ts';
import { SmsRefused, SmsStopped, type SmsRefusal, type SmsState, type SmsStop } from '../../../src/contracts/sms.ts';

const HOUR_SECONDS = 3600;

// 103, 104 and 207 are confirmed by the vendor's page; the others are named in the README to be confirmed.
const stops: Readonly<Record<number, [SmsStop, string]>> = {
  200: ['credentials', 'the api_id is wrong; correct it'],
  201: ['no-money', 'no money on the account; top it up'],
  204: ['sender', 'the sender is not agreed with SMS.RU; agree it or correct it'],
  300: ['credentials', 'the token is wrong or expired'],
  301: ['credentials', 'the api_id or the password is wrong'],
  302: ['credentials', 'the account is not confirmed'],
};

const refusals: Readonly<Record<number, SmsRefusal>> = {
  202: 'bad-number',
  203: 'text',
  205: 'text',
  207: 'bad-number',
  209: 'stop-list',
  230: 'limit',
  231: 'limit',
  232: 'limit',
};

/** Null: the code says that the message was taken. */
export function smsruFailure(code: number): Error | null {
  if (code >= 100 && code <= 103) return null;
  const stop = stops[code];
  if (stop !== undefined) return new SmsStopped(stop[0], `SMS.RU ${code}: ${stop[1]}`);
  if (code === 220) return new TransientFailure('SMS.RU 220: it is not available');
  if (code === 206)
    return new TransientFailure('SMS.RU 206: the limit of the day is reached', { retryAfterSeconds: HOUR_SECONDS });
  return new SmsRefused(refusals[code] ?? 'other', `SMS.RU ${code}`);
}

/** Null: SMS.RU does not know the message. */
export function smsruState(code: number): { state: SmsState; refusal: SmsRefusal | null } | null {
  if (code === -1) return null;
  if (code === 100) return { state: 'queued', refusal: null };
  if (code === 101 || code === 102) return { state: 'sent', refusal: null };
  if (code === 103 || code === 110) return { state: 'delivered', refusal: null };
  if (code >= 104 && code < 200) return { state: 'failed', refusal: null };
  if (refusals[code] !== undefined) return { state: 'failed', refusal: refusals[code] };
  return { state: 'unknown', refusal: null };
}
