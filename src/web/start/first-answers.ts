import { takesSetupCode, knownToken } from '../access/token.ts';
import { createApi } from '../api/api.ts';
import type { CallRow, Me, Page, SignInState } from '../api/shapes.ts';
import { beginOfToday } from '../today/begin-of-today.ts';
import { serverNow } from '../words/server-clock.ts';
import { type Early, early } from './early.ts';

/** What the first page asks for anyway. Null where it failed: whoever needs it asks again and says what is wrong. */
export interface FirstAnswers {
  /** The key of a workplace with which it was asked; null: with the session of this browser. */
  token: string | null;
  /** Whether there is a session; asked only without a key. */
  signIn: Early<SignInState> | null;
  me: Early<Me>;
  today: Early<FirstCalls>;
}

/** The first page of today's calls. */
export interface FirstCalls {
  since: string;
  page: Page<CallRow>;
}

const longestMs = 15_000;

let asked: FirstAnswers | null = null;

/** Asks while the browser still loads and compiles the app, so that the first picture of the page is the whole one. */
export function askFirst(): void {
  if (takesSetupCode()) return;
  const token = knownToken();
  const api = createApi(token);
  const stop = AbortSignal.timeout(longestMs);
  const signIn = token === null ? early(api.get<SignInState>('sign-in', stop)) : null;
  const mayAsk = signIn === null ? Promise.resolve(true) : signIn.later.then((state) => state?.signedIn === true);
  const me = early(mayAsk.then((may) => (may ? api.me(stop) : null)));
  const today = early(me.later.then((known) => (known === null ? null : todaysCalls(known))));
  asked = { token, signIn, me, today };

  async function todaysCalls(known: Me): Promise<FirstCalls> {
    const since = beginOfToday(known, serverNow());
    return { since, page: await api.calls({ since, cursor: null }, stop) };
  }
}

/** Until all has come or failed, but no longer than this: to draw the page twice would take longer than to wait a moment. */
export async function untilFirstAnswers(mostMs: number): Promise<void> {
  if (asked === null) return;
  await Promise.race([asked.today.later, new Promise((resolve) => setTimeout(resolve, mostMs))]);
}

/** To be taken once: whoever comes after a sign-out must find nothing of the one before. */
export function takeFirstAnswers(token: string | null): FirstAnswers | null {
  const taken = asked?.token === token ? asked : null;
  asked = null;
  return taken;
}
