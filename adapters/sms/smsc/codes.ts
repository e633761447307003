import { TransientFailure } from '../../../src/contracts/failures.ts';
import { SmsRefused, SmsStopped, type SmsRefusal, type SmsState } from '../../../src/contracts/sms.ts';

/** Of send.php and balance.php. */
export function smscFailure(code: number): Error {
  const what = `SMSC error ${code}`;
  if (code === 2) return new SmsStopped('credentials', `${what}: the login, the password or the key is wrong`);
  if (code === 3) return new SmsStopped('no-money', `${what}: no money on the account; top it up`);
  if (code === 4) return new SmsStopped('blocked', `${what}: our address is blocked for a while; ask SMSC`);
  // Nothing was taken of a request that came too often.
  if (code === 9) return new TransientFailure(`${what}: too many requests`, { retryAfterSeconds: 60 });
  return new SmsRefused(refusals[code] ?? 'other', what);
}

/** 6 means the text or the sender, and does not say which. */
const refusals: Readonly<Record<number, SmsRefusal>> = { 6: 'text', 7: 'bad-number' };

/** Error of status.php: there is no such message. In send.php the same number means money. */
export const UNKNOWN_MESSAGE = 3;
const NOT_FOUND = -3;

/** Null: SMSC does not know the message. */
export function smscState(status: number): { state: SmsState; refusal: SmsRefusal | null } | null {
  if (status === NOT_FOUND) return null;
  const state = states[status] ?? 'unknown';
  return { state, refusal: status === 22 ? 'bad-number' : null };
}

const states: Readonly<Record<number, SmsState>> = {
  [-2]: 'failed',
  [-1]: 'queued',
  0: 'sent',
  1: 'delivered',
  2: 'delivered',
  3: 'failed',
  4: 'delivered',
  6: 'failed',
  20: 'failed',
  22: 'failed',
  23: 'failed',
  24: 'failed',
  25: 'failed',
};
