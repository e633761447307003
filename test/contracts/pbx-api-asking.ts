import { createHttpClient } from '../../adapters/kit/http.ts';
import type { CallEvent } from '../../src/contracts/call-event.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/contracts/http-client.ts';
import type { PbxApi, PbxApiContext } from '../../src/contracts/pbx-api.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import type { PbxApiBehaviour, PbxApiSubject } from './pbx-api-subject.ts';

export interface PbxApiInput {
  adapter: PbxAdapter;
  api: PbxApi<unknown>;
  subject: PbxApiSubject;
}

type Context = PbxApiContext<unknown>;

/** One thing that can be asked of the provider, with the subject's own words. */
export interface Asking {
  name: string;
  /** Null: either may be said of it. */
  effect: 'read' | 'write' | null;
  run(context: Context): Promise<unknown>;
}

/** Answers instead of the stand-in, or lets it answer (null). `position` counts the requests of one asking from 0. */
export type Fault = (request: HttpRequest, position: number) => HttpResponse | Error | null;

export interface Asked {
  value: unknown;
  /** What it was rejected with; null when it was answered. */
  error: unknown;
  sent: HttpRequest[];
  /** What each of `sent` was answered with; null for one that failed. */
  answers: (HttpResponse | null)[];
}

/** No vendor needs so many requests for what a subject asks: an adapter that sends more turns pages for ever. */
const MOST_REQUESTS = 100;

/** Every part that the adapter declares, and what the subject owes for them and does not have. */
export function askingsOf({ api, subject }: PbxApiInput): { askings: Asking[]; owed: string[] } {
  const { asks, window, calls } = subject;
  const askings: Asking[] = [];
  const owed: string[] = [];
  const part = <T>(
    name: keyof PbxApi<unknown>,
    effect: 'read' | 'write' | null,
    sample: T | undefined,
    run: (context: Context, sample: T) => Promise<unknown>,
  ): void => {
    if (api[name] === undefined) return;
    if (sample === undefined) owed.push(`${name} is declared and the subject does not say what to ask`);
    else askings.push({ name, effect, run: (context) => run(context, sample) });
  };
  part('history', 'read', calls.length >= 3 ? window : undefined, (context, sample) =>
    pagesOf(api.history!.read(context, sample)),
  );
  part('ongoing', 'read', true, (context) => api.ongoing!(context));
  part('call', 'read', calls[0]?.id, (context, id) => api.call!(context, id));
  part(
    'recording',
    'read',
    asks.recordings?.find(({ answer }) => answer === 'http' || answer === 'file'),
    (context, sample) => api.recording!(context, sample.wanted),
  );
  part('employees', 'read', true, (context) => api.employees!(context));
  part('trace', 'read', asks.trace, (context, id) => api.trace!(context, id));
  // Subscribing once more harms nothing, so an adapter may call it a read.
  part('subscribe', null, true, (context) => api.subscribe!(context));
  part('selfTest', 'read', true, (context) => api.selfTest!(context));
  part('dial', 'write', asks.dial, (context, wanted) => api.dial!(context, wanted));
  part('hangUp', 'write', asks.hangUp, (context, id) => api.hangUp!(context, id, asks.hangUpLegs ?? []));
  part('route', 'write', asks.route, (context, wanted) => api.route!(context, wanted));
  part('writeTags', 'write', asks.writeTags, (context, wanted) => api.writeTags!(context, wanted));
  if ((api.call ?? api.trace ?? api.recording) !== undefined && asks.unknownCall === undefined)
    owed.push('the subject names no unknown call');
  return { askings, owed };
}

export async function pagesOf(pages: AsyncIterable<CallEvent[]>): Promise<CallEvent[][]> {
  const read: CallEvent[][] = [];
  for await (const page of pages) read.push(page);
  return read;
}

export const ACCOUNT = 'the-account';

/** Asks once, with the stand-in open meanwhile. */
export async function ask(
  { adapter, subject }: PbxApiInput,
  run: Asking['run'],
  options: {
    behaviour?: PbxApiBehaviour;
    settings?: Record<string, unknown>;
    fault?: Fault;
    /** The fault answers everything, so no stand-in is opened. */
    closed?: boolean;
  } = {},
): Promise<Asked> {
  const settings = adapter.settings.parse(options.settings ?? subject.settings);
  const opened = options.closed ? null : await subject.open(settings, options.behaviour ?? 'sound');
  const client = createHttpClient({ timeoutMs: 2_000 });
  const { http, sent, answers } = watched(client, options.fault ?? (() => null));
  const context = { account: ACCOUNT, settings, http, clock: { now: () => subject.now } };
  try {
    return { value: await run(context), error: null, sent, answers };
  } catch (error) {
    return { value: null, error, sent, answers };
  } finally {
    client.close();
    await opened?.close();
  }
}

function watched(client: HttpClient, fault: Fault): { http: HttpClient } & Pick<Asked, 'sent' | 'answers'> {
  const sent: HttpRequest[] = [];
  const answers: (HttpResponse | null)[] = [];
  return {
    sent,
    answers,
    http: {
      async send(request) {
        if (sent.length >= MOST_REQUESTS) throw new Error('asks without an end');
        const position = sent.push(request) - 1;
        answers.push(null);
        const instead = fault(request, position);
        if (instead instanceof Error) throw instead;
        const answer = instead ?? (await client.send(request));
        answers[position] = answer;
        return answer;
      },
      close: () => undefined,
    },
  };
}

/** The same asking once more: what came before the fault is answered as it was, which is quicker than the stand-in. */
export function replaying({ answers }: Asked, from: number, fault: Fault): Fault {
  return (request, position) => (position < from ? (answers[position] ?? null) : fault(request, position));
}

/** What a repeat of this request does, as the HTTP client understands it. */
export function effectOf({ effect, method }: HttpRequest): 'read' | 'write' {
  return effect ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write');
}
