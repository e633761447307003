import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpResponse } from '../../../src/contracts/http-client.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { createGuards, type Guard, type LimitName } from './guard.ts';
import { failureOfCode, isCredentialsCode, isWrongRequestCode, resultCodeOf, unknownOutcome } from './result-code.ts';
import type { Failure } from './result-code.ts';
import type { MangoSettings } from './settings.ts';
import { sign } from './sign.ts';

export type MangoContext = PbxApiContext<MangoSettings>;

export interface MangoRequest {
  /** What follows `apiUrl`, with its slash. */
  path: string;
  told: object;
  limit: LimitName;
  effect: 'read' | 'write';
}

export interface MangoAnswer extends HttpResponse {
  /** The JSON object of the answer, null where it is anything else. */
  told: Readonly<Record<string, unknown>> | null;
  code: number | null;
  /** Null for success; a redirect is none of the failures. */
  failure: Failure | null;
}

export interface MangoClient {
  /** Any answer. Throws when none came, and while Mango takes no requests. */
  post(context: MangoContext, request: MangoRequest): Promise<MangoAnswer>;
  /** A good answer. Throws its failure otherwise. */
  ask(context: MangoContext, request: MangoRequest): Promise<MangoAnswer>;
  guardOf(settings: MangoSettings): Guard;
  pause(milliseconds: number): Promise<void>;
}

/** Signed requests within Mango's limits. `pause` waits; tests pass their own. */
export function createMangoClient(pause: (milliseconds: number) => Promise<void>): MangoClient {
  const guardOf = createGuards();

  async function post(context: MangoContext, request: MangoRequest): Promise<MangoAnswer> {
    const { settings, http, clock } = context;
    const guard = guardOf(settings);
    const waitMs = guard.admit(request.limit, clock.now().getTime());
    if (waitMs > 0) {
      await pause(waitMs);
      guard.check(clock.now().getTime());
    }
    const response = await http.send({
      method: 'POST',
      url: settings.apiUrl.replace(/\/+$/, '') + request.path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: formOf(request.told, settings),
      effect: request.effect,
    });
    return judged(response, request.effect, guard, clock.now().getTime());
  }

  return {
    post,
    async ask(context, request) {
      const answer = await post(context, request);
      if (answer.failure !== null) throw answer.failure;
      return answer;
    },
    guardOf,
    pause,
  };
}

function formOf(told: object, settings: MangoSettings): string {
  const json = JSON.stringify(told);
  return new URLSearchParams({ vpbx_api_key: settings.apiKey, sign: sign(json, settings), json }).toString();
}

function judged(response: HttpResponse, effect: 'read' | 'write', guard: Guard, now: number): MangoAnswer {
  const told = objectOf(response.body);
  const code = resultCodeOf(told);
  if (code !== null && isWrongRequestCode(code)) guard.wrongRequest(now);
  const byCode = code === null ? null : failureOfCode(code, effect);
  if (code !== null && isCredentialsCode(code)) guard.refused(byCode as PermanentFailure, now);
  else if (response.status === 401) {
    guard.closed(now);
    return { ...response, told, code, failure: closedFailure(guard, now) };
  }
  return { ...response, told, code, failure: byCode ?? failureOfStatus(response.status, effect) };
}

/** The guard knows best: whether the credentials were refused before, and until when nothing may be sent. */
function closedFailure(guard: Guard, now: number): Failure {
  try {
    guard.check(now);
  } catch (error) {
    return error as Failure;
  }
  return new TransientFailure('Mango Office answered HTTP 401');
}

function failureOfStatus(status: number, effect: 'read' | 'write'): Failure | null {
  const said = `Mango Office answered HTTP ${status}`;
  if (status < 400) return null;
  if (status >= 500) return unknownOutcome(said, effect);
  if (status === 403)
    return new PermanentFailure(`${said}; look at the addresses that may use the API in the cabinet, and at apiUrl.`);
  return new PermanentFailure(`${said}; look at apiUrl.`);
}

const utf8 = new TextDecoder();

function objectOf(body: Buffer): Readonly<Record<string, unknown>> | null {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch {
    return null;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}
