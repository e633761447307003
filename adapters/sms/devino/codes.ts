import { AmbiguousFailure } from '../../../src/contracts/failures.ts';
import { SmsRefused, SmsStopped, type SmsRefusal, type SmsState } from '../../../src/contracts/sms.ts';

/** Table 17 of the vendor's documentation. */
export function devinoFailure({ Code, Desc }: { Code: number; Desc: string }): Error {
  const what = `Devino error ${Code}`;
  if (Code === 3 || Code === 4) return new SmsStopped('credentials', `${what}: the login or the password is wrong`);
  if (Code === 5) return new SmsStopped('no-money', `${what}: no money on the account; top it up`);
  if (Code === 7) return new SmsStopped('blocked', `${what}: this account may not; ask Devino`);
  if (Code === 8 || Code === 9) return new AmbiguousFailure(`${what}: it may have been accepted`);
  if (/source\s*address/i.test(Desc)) return new SmsStopped('sender', `${what}: the sender is not agreed`);
  if (/destination\s*address/i.test(Desc)) return new SmsRefused('bad-number', `${what}: the number is refused`);
  return new SmsRefused('other', what);
}

export interface DevinoState {
  state: SmsState;
  refusal: SmsRefusal | null;
}

const states: Readonly<Record<number, SmsState>> = {
  [-98]: 'failed',
  [-2]: 'queued',
  [-1]: 'sent',
  0: 'delivered',
  10: 'failed',
  11: 'failed',
  41: 'failed',
  42: 'failed',
  46: 'failed',
  47: 'failed',
  48: 'failed',
  69: 'failed',
};
/** Not in the database yet, or older than 48 hours. */
const NOT_THERE = 255;

/** Table 18. Null: Devino does not know the message. */
export function devinoState(state: number): DevinoState | null {
  if (state === NOT_THERE) return null;
  return { state: states[state] ?? 'unknown', refusal: state === 11 || state === 41 ? 'bad-number' : null };
}

const worstFirst: readonly SmsState[] = ['failed', 'unknown', 'queued', 'sent', 'delivered'];

/** Of a message in several parts: failed when one is, delivered when all are. */
export function worstOf(parts: readonly DevinoState[]): DevinoState | null {
  return parts.toSorted((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state))[0] ?? null;
}
