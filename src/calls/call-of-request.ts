import { Problem } from '../platform/http/index.ts';

/** The id of a call in an address. */
export function callId(written: unknown): number {
  if (!/^\d{1,15}$/.test(String(written))) throw noSuchCall();
  return Number(written);
}

export function noSuchCall(): Problem {
  return new Problem(
    404,
    'no-such-call',
    'No such call',
    'There is no call with this id among those that the token may see.',
  );
}
