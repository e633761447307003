import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpClient } from '../../adapters/kit/http.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { MisAdapter } from '../../src/contracts/mis.ts';
import type { MisPush, Told } from '../../src/contracts/mis-push.ts';
import { pushedEventSchema } from '../../src/contracts/pushed-event.ts';
import { tell } from '../../src/deliveries/push-kinds.ts';
import type { PushSubject } from './mis-push-subjects.ts';
import { person, toldEvents } from './told-events.ts';

export interface PushRuleInput {
  adapter: MisAdapter;
  push: MisPush<unknown>;
  subject: PushSubject;
}

/** One rule of the contract of a MIS that we tell; answers what is wrong, nothing when all is well. */
export interface PushRule {
  name: string;
  problems(input: PushRuleInput): Promise<string[]> | string[];
}

type Outcome = 'done' | 'transient' | 'ambiguous' | 'permanent' | 'stops' | 'unknown failure';
interface Seen {
  headers: IncomingHttpHeaders;
  body: string;
}
type Answer = (response: ServerResponse, step: number) => void;

const [settled] = toldEvents as [Told];
const html = '<!DOCTYPE html><html><body>Войдите в сеть</body></html>';
const answers =
  (status: number, body = '', headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(body);
const takes =
  ({ subject }: PushRuleInput): Answer =>
  (response, step) => {
    const taken = subject.taken[step] ?? { status: 500, body: 'too many steps' };
    answers(taken.status, taken.body)(response, step);
  };
const mayRepeat: readonly Outcome[] = ['ambiguous', 'transient'];

export const pushRules: readonly PushRule[] = [
  {
    name: 'reads its settings to the same settings again',
    problems({ adapter, subject }) {
      const once = adapter.settings.parse(subject.settings('http://127.0.0.1:1'));
      return same(adapter.settings.parse(once), once) ? [] : ['settings change when they are read again'];
    },
  },
  {
    name: 'says how a lost answer is settled, and owes the look-up where it says so',
    problems: ({ push }) =>
      (push.afterDoubt === 'look-up') === (push.lookUp !== undefined)
        ? []
        : [`${push.afterDoubt} and the look-up differ`],
  },
  {
    name: 'tells every event to a server that takes it',
    async problems(input) {
      const problems: string[] = [];
      for (const told of toldEvents) {
        pushedEventSchema.parse(told.event);
        const { outcome, seen } = await ask(input, takes(input), { told });
        if (outcome !== 'done') problems.push(`${told.event.type}: ${outcome}`);
        if (seen.length !== input.subject.taken.length) problems.push(`${told.event.type}: ${seen.length} requests`);
      }
      return problems;
    },
  },
  {
    name: 'sends the same bytes under the same id at every attempt, and another id for another revision',
    async problems(input) {
      const first = await ask(input, takes(input), {});
      const later = await ask(input, takes(input), { now: new Date('2026-03-10T15:00:00Z') });
      const updated = await ask(input, takes(input), { told: toldEvents[1]! });
      const id = ({ seen }: { seen: Seen[] }): string => input.subject.idOf(seen[0] ?? { headers: {}, body: '' });
      return [
        ...(first.seen[0]?.body === later.seen[0]?.body ? [] : ['the body changes between attempts']),
        ...(id(first) === id(later) ? [] : ['the id changes between attempts']),
        ...(id(first).includes(settled.id) ? [] : ['the id of the delivery is not told']),
        ...(id(first) === id(updated) ? ['two revisions under one id'] : []),
      ];
    },
  },
  {
    name: 'tells 429 and 503 as transient, with what the server asks to wait',
    async problems(input) {
      const problems = await Promise.all(
        [429, 503].map(async (status) => {
          const { outcome, error } = await ask(input, answers(status, '', { 'retry-after': '77' }));
          const wait = error instanceof TransientFailure ? error.retryAfterSeconds : null;
          return outcome === 'transient' && wait === 77 ? [] : [`${status}: ${outcome}, waits ${wait}`];
        }),
      );
      return problems.flat();
    },
  },
  {
    name: 'tells 408 as not taken, and 500, 502 and 504 as perhaps taken',
    problems: (input) =>
      expectEach(input, [
        ['408', answers(408), ['transient']],
        ...[500, 502, 504].map((status): Case => [String(status), answers(status, 'internal'), ['ambiguous']]),
      ]),
  },
  {
    name: 'tells 400, 401, 403, 404, 413 and 422 as permanent',
    problems: (input) =>
      expectEach(
        input,
        [400, 401, 403, 404, 413, 422].map((status): Case => [String(status), answers(status, 'no'), ['permanent']]),
      ),
  },
  {
    name: 'follows no redirect',
    async problems(input) {
      const problems = await Promise.all(
        [301, 302, 303, 307, 308].map(async (status) => {
          const { outcome, seen } = await ask(input, answers(status, '', { location: '/elsewhere' }));
          return outcome === 'permanent' && seen.length === 1 ? [] : [`${status}: ${outcome}, ${seen.length} requests`];
        }),
      );
      return problems.flat();
    },
  },
  {
    name: 'takes a page in HTML for no success, whatever its status',
    problems: (input) =>
      expectEach(input, [
        ['200', answers(200, html, { 'content-type': 'text/html' }), mayRepeat],
        ['200 without a type', answers(200, `\n${html.toLowerCase()}`), mayRepeat],
        ['200 after a byte order mark', answers(200, `\ufeff${html}`), mayRepeat],
        ['502', answers(502, html, { 'content-type': 'text/html' }), mayRepeat],
      ]),
  },
  {
    name: 'tells a lost or slow answer as perhaps taken, and a refused connection as not taken',
    async problems(input) {
      const lost = await expectEach(input, [
        ['cut', (response) => void response.socket?.destroy(), ['ambiguous']],
        ['slow', () => undefined, ['ambiguous']],
        [
          'cut in the middle',
          (response) => void response.writeHead(200, { 'content-length': '10' }).write('{', () => response.destroy()),
          ['ambiguous'],
        ],
      ]);
      const { outcome } = await ask(input, takes(input), { address: 'http://127.0.0.1:1' });
      return [...lost, ...(outcome === 'transient' ? [] : [`refused connection: ${outcome}`])];
    },
  },
  {
    name: 'stops the account where the server wants nothing more, and only there',
    problems(input) {
      const { gone } = input.subject;
      const others = [400, 401, 403, 404].map((status): Case => [String(status), answers(status), ['permanent']]);
      return expectEach(
        input,
        gone === null ? others : [...others, ['gone', answers(gone.status, gone.body), ['stops']]],
      );
    },
  },
  {
    name: 'names no secret, number, name or address of the account in a failure',
    async problems(input) {
      const noisy = `${input.subject.secrets.join(' ')} ${person.name} ${person.phone}`;
      const failures = await Promise.all([
        ...[400, 401, 403, 404, 408, 410, 422, 429, 500, 502, 503].map((status) => ask(input, answers(status, noisy))),
        ask(input, answers(302, noisy, { location: `/${input.subject.secrets[0]}` })),
        ask(input, answers(200, `${html} ${noisy}`)),
        ask(input, (response) => void response.socket?.destroy()),
        ask(input, takes(input), { address: 'http://127.0.0.1:1' }),
      ]);
      const forbidden = [...input.subject.secrets, person.name, person.phone, person.phone.slice(1)];
      return failures.flatMap(({ error }) => {
        if (error === null) return ['no failure'];
        const text = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
        return forbidden.filter((word) => text.includes(word)).map((word) => `${error.message} names ${word}`);
      });
    },
  },
  {
    name: 'connects to nothing inside a private network that the account does not trust',
    async problems(input) {
      const problems: string[] = [];
      const attempts: [string, string[]][] = [
        ['https://127.0.0.1:PORT', ['127.0.0.1']],
        ['https://[::1]:PORT', ['::1']],
        ['https://crm.example.com:PORT', ['127.0.0.1']],
        ['https://crm.example.com:PORT', ['203.0.113.1', '10.0.0.1']],
      ];
      for (const [address, addresses] of attempts) {
        const { outcome, seen, connections } = await ask(input, takes(input), { address, addresses });
        if (outcome !== 'transient' || seen.length > 0 || connections > 0) problems.push(`${address}: ${outcome}`);
      }
      return problems;
    },
  },
];

type Case = [string, Answer, readonly Outcome[]];

async function expectEach(input: PushRuleInput, cases: readonly Case[]): Promise<string[]> {
  const problems = await Promise.all(
    cases.map(async ([name, answer, expected]) => {
      const { outcome } = await ask(input, answer);
      return expected.includes(outcome) ? [] : [`${name}: ${outcome}`];
    }),
  );
  return problems.flat();
}

/** Tells one thing to a server of this machine, through the client that the product uses. */
async function ask(
  { adapter, push, subject }: PushRuleInput,
  answer: Answer,
  options: { told?: Told; now?: Date; address?: string; addresses?: string[] } = {},
): Promise<{ outcome: Outcome; error: Error | null; seen: Seen[]; connections: number }> {
  const seen: Seen[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response, seen.length - 1);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = (options.address ?? 'http://127.0.0.1:PORT').replace('PORT', String(port));
  const settings = adapter.settings.parse(
    options.addresses === undefined ? subject.settings(address) : subject.publicSettings(address),
  );
  const http = createHttpClient({
    timeoutMs: 5_000,
    publicOnly: !push.target(settings).trusted,
    lookUp: (_host, found) =>
      found(
        null,
        (options.addresses ?? []).map((one) => ({ address: one, family: one.includes(':') ? 6 : 4 })),
      ),
  });
  const account = { account: 'crm', name: adapter.name, push, settings, wants: push.wants(settings) };
  const error = await tell(account, options.told ?? settled, {
    http,
    now: options.now ?? new Date('2026-03-10T09:02:00Z'),
  }).then(
    () => null,
    (failure: Error) => failure,
  );
  http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { outcome: outcomeOf(error), error, seen, connections };
}

function outcomeOf(error: Error | null): Outcome {
  if (error === null) return 'done';
  if (error instanceof PermanentFailure) return error.stops ? 'stops' : 'permanent';
  if (error instanceof TransientFailure) return 'transient';
  return error instanceof AmbiguousFailure ? 'ambiguous' : 'unknown failure';
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
