import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { textOfAnswer, unusable } from '../../kit/ask.ts';
import { createRequestPace, type RequestPace } from '../../kit/request-pace.ts';
import type { ZadarmaSettings } from './settings.ts';
import { authorizationOf, queryOf, type Parameters } from './sign-request.ts';

export type ZadarmaContext = PbxApiContext<ZadarmaSettings>;
type Limit = 'all' | 'statistics';

export interface ZadarmaRequest {
  /** The path with its version and both slashes. */
  method: string;
  parameters?: Parameters;
  limit?: Limit;
  /** Every method we use is a GET, also the one that places a call. */
  effect?: 'read' | 'write';
}

export type Answer = Readonly<Record<string, unknown>>;

export interface ZadarmaClient {
  /** The fields beside `status: success`; null for a thing that the provider does not know. */
  ask(context: ZadarmaContext, request: ZadarmaRequest & { mayBeUnknown: true }): Promise<Answer | null>;
  ask(context: ZadarmaContext, request: ZadarmaRequest): Promise<Answer>;
}

/** From the documentation, «Restrictions»: 100 requests a minute, of statistics 3 a minute. */
const limits = {
  all: { requests: 100, milliseconds: 60_000 },
  statistics: { requests: 3, milliseconds: 60_000 },
} as const;

/** Statistics are read by a job; whoever dials waits in front of a screen. */
const longestWaitMs: Readonly<Record<Limit, number>> = { all: 2_000, statistics: 60_000 };

/** Signed requests within the limits of each account. `pause` waits; tests pass their own. */
export function createZadarmaClient(pause: (milliseconds: number) => Promise<void>): ZadarmaClient {
  const paces = new WeakMap<ZadarmaSettings, RequestPace<Limit>>();

  async function keepPace({ settings, clock }: ZadarmaContext, limit: Limit): Promise<void> {
    const pace = paces.get(settings) ?? createRequestPace<Limit>(limits);
    paces.set(settings, pace);
    const names: Limit[] = limit === 'all' ? ['all'] : ['all', limit];
    const { taken, waitMs } = pace.take(names, clock.now().getTime(), longestWaitMs[limit]);
    if (!taken) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new TransientFailure('Zadarma takes no more requests this minute', { retryAfterSeconds });
    }
    if (waitMs > 0) await pause(waitMs);
  }

  async function ask(
    context: ZadarmaContext,
    { method, parameters = {}, limit = 'all', effect = 'read', mayBeUnknown }: ZadarmaRequest & { mayBeUnknown?: true },
  ): Promise<Answer | null> {
    const { settings, http } = context;
    const { apiKey, apiSecret } = settings;
    if (apiKey === undefined) throw new PermanentFailure('Zadarma: set apiKey of the account to ask its PBX');
    await keepPace(context, limit);
    const query = queryOf(parameters);
    const request = {
      method: 'GET',
      url: `${settings.apiUrl.replace(/\/+$/, '')}${method}${query === '' ? '' : `?${query}`}`,
      headers: { authorization: authorizationOf(method, query, { apiKey, apiSecret }), accept: 'application/json' },
      effect,
    } as const;
    const what = `Zadarma ${method}`;
    const response = await http.send(request);
    // Which of the two an unknown thing is answered with is not documented.
    if (mayBeUnknown && (response.status === 400 || response.status === 404)) return null;
    const answer = read(textOfAnswer(response, { ...request, what }));
    if (answer?.['status'] === 'success') return answer;
    if (answer?.['status'] !== 'error') throw unusable(what, request, 'no status in the answer');
    // «You exceeded the rate limit» was seen without HTTP 429. The words are not passed on: they may repeat what we sent.
    if (/limit exceeded|exceeded the rate/i.test(String(answer['message'])))
      throw new TransientFailure(`${what}: over the limit of requests`, { retryAfterSeconds: 60 });
    if (mayBeUnknown) throw new TransientFailure(`${what}: an error inside the answer`);
    throw new PermanentFailure(
      `${what}: refused by the provider; compare the settings of the account with its cabinet`,
    );
  }

  return { ask } as ZadarmaClient;
}

/** `call_id` comes as a number too long for one, 1439981389.2702773: it is read as the text it is. */
function read(text: string): Answer | null {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/("call_id"\s*:\s*)(\d+(?:\.\d+)?)/g, '$1"$2"'));
  } catch {
    return null;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Answer) : null;
}
