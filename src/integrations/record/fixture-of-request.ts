import type { CallEvent } from '../../contracts/call-event.ts';
import { UnreadableNotification } from '../../contracts/failures.ts';
import type { PbxAdapter } from '../../contracts/pbx.ts';
import type { InboundRequest } from '../../contracts/request.ts';
import type { NameReplacer } from './replace-names.ts';
import type { NumberReplacer } from './replace-numbers.ts';

/** A file of `adapters/pbx/<vendor>/fixtures`. */
export interface Fixture {
  settings: unknown;
  account: string;
  request: Pick<InboundRequest, 'method' | 'path' | 'query' | 'headers'> & { body: string };
  /** What today's adapter reads: a proposal. */
  events: CallEvent[];
}

export interface RecordedFixture {
  fixture: Fixture;
  /** Why the adapter could not read it, null when it could. */
  problem: string | null;
  /** False where the request, as it came, did not carry this account's credentials. */
  authentic: boolean;
  /** False where the provider signs its requests: the replaced one must be signed again, with the replaced secret. */
  accepted: boolean;
}

export interface RecordOptions {
  adapter: PbxAdapter;
  settings: unknown;
  /** Every secret of the settings. */
  secrets: readonly string[];
  numbers: NumberReplacer;
  names: NameReplacer;
  /** Names and values of the fields of a request, as far as it has some. */
  fieldsOf(request: InboundRequest): readonly (readonly [name: string, value: string])[];
}

/** What may matter to an adapter; addresses, hosts and the like are nobody's business. */
const keptHeaders = /^content-type$|signature|^authorization$|token|api-?key/;

/** A request as it came, made fit to be shown: numbers, names and secrets are others, everything else is the same. */
export function fixtureOfRequest(request: InboundRequest, options: RecordOptions): RecordedFixture {
  const { adapter, numbers, names } = options;
  const fields = options.fieldsOf(request);
  const secretFree = withFakeSecrets(options.secrets);
  const clean = (text: string): string => numbers.replace(names.replace(secretFree(text), fields));
  const rawQuery = clean(request.rawQuery);
  const headers = Object.entries(request.headers)
    .filter(([name]) => keptHeaders.test(name))
    .map(([name, value]) => [name, clean(value)] as const);
  const told: Fixture['request'] = {
    method: request.method,
    path: clean(request.path),
    query: Object.fromEntries(new URLSearchParams(rawQuery)),
    headers: Object.fromEntries(headers),
    body: clean(request.body.toString('utf8')),
  };
  const settings = JSON.parse(clean(JSON.stringify(options.settings))) as unknown;
  const again: InboundRequest = {
    ...told,
    rawQuery,
    body: Buffer.from(told.body),
    remoteAddress: '192.0.2.1',
  };
  const read = readAgain(adapter, again, settings);
  return {
    fixture: { settings, account: adapter.id, request: told, events: read.events },
    problem: read.problem,
    authentic: adapter.authenticate(request, options.settings),
    accepted: adapter.authenticate(again, settings),
  };
}

function readAgain(
  adapter: PbxAdapter,
  request: InboundRequest,
  settings: unknown,
): { events: CallEvent[]; problem: string | null } {
  try {
    return { events: adapter.parse(request, { account: adapter.id, settings }), problem: null };
  } catch (error) {
    if (!(error instanceof UnreadableNotification)) throw error;
    return { events: [], problem: error.message };
  }
}

const letters = 'k7Qm2vX9tR4wZ8bN1cL6pD3sF5gH0jKa';

/** One secret of the same length for each, with the punctuation of the real one, so that settings stay valid. */
function withFakeSecrets(secrets: readonly string[]): (text: string) => string {
  const sorted = [...new Set(secrets)].filter((one) => one.length >= 4).sort((a, b) => b.length - a.length);
  const fakes = sorted.map((secret, which) =>
    [...secret]
      .map((char, at) => (/[A-Za-z0-9]/.test(char) ? letters[(at + which * 7) % letters.length] : char))
      .join(''),
  );
  return (text) =>
    sorted.reduce(
      (left, secret, at) =>
        left
          .replaceAll(secret, fakes[at] ?? '')
          .replaceAll(encodeURIComponent(secret), encodeURIComponent(fakes[at] ?? '')),
      text,
    );
}
