import type { CallRecord, MisAdapter, MisCapability, PullPorts } from '../../src/contracts/mis.ts';
import type { InboundRequest, OutboundReply } from '../../src/contracts/request.ts';
import { askedTicket, callRecord, fakePullPorts, missedCall } from '../adapters/mis/fake-pull-ports.ts';
import type { MisSubject } from './mis-subjects.ts';

type Pull = NonNullable<MisAdapter['pull']>;

export interface PullRuleInput {
  adapter: MisAdapter;
  pull: Pull;
  subject: MisSubject;
}

/** One rule of the contract of a MIS that asks us; answers what is wrong, nothing when all is well. */
export interface PullRule {
  name: string;
  problems(input: PullRuleInput): Promise<string[]> | string[];
}

const branches = [{ id: 'center', name: 'Центр', zone: 'Europe/Moscow' }];
const noise = ['', '{}', 'null', '[]', '<x/>', '<', '\u0000\u00ff'.repeat(500_000)];

export const pullRules: readonly PullRule[] = [
  {
    name: 'reads its settings to the same settings again',
    problems({ adapter, subject }) {
      const once = adapter.settings.parse(subject.settings);
      return same(adapter.settings.parse(once), once) ? [] : ['settings change when they are read again'];
    },
  },
  {
    name: 'accepts the credentials of its account',
    problems: (input) => (authenticate(input, input.subject.credentials) === null ? [] : ['refused']),
  },
  {
    name: 'refuses without credentials, with others, with one character changed and without an account',
    problems(input) {
      const credentials = Object.entries(input.subject.credentials);
      const attempts: Record<string, Record<string, string>> = {
        none: {},
        empty: Object.fromEntries(credentials.map(([name]) => [name, ''])),
        'of another account': Object.fromEntries(credentials.map(([name]) => [name, 'another account'])),
        changed: Object.fromEntries(credentials.map(([name, value]) => [name, `${value.slice(0, -1)}~`])),
        longer: Object.fromEntries(credentials.map(([name, value]) => [name, `${value}x`])),
      };
      const refusals = Object.entries(attempts).map(([name, headers]) => ({
        name,
        reply: authenticate(input, headers),
      }));
      const noAccount = [
        { name: 'no account', reply: authenticate(input, input.subject.credentials, null) },
        { name: 'no account, no credentials', reply: authenticate(input, {}, null) },
        { name: 'no account, empty', reply: authenticate(input, attempts['empty']!, null) },
      ];
      return [...refusals, ...noAccount].flatMap(({ name, reply }) => refusalProblems(name, reply));
    },
  },
  {
    name: 'refuses an unknown account in the same words as a wrong secret',
    problems(input) {
      const wrong = Object.fromEntries(Object.keys(input.subject.credentials).map((name) => [name, 'wrong']));
      return [wrong, {}].every((headers) => same(authenticate(input, headers, null), authenticate(input, headers)))
        ? []
        : ['the two can be told apart'];
    },
  },
  {
    name: 'tells records apart by start, direction, number and line, and within a second by nothing',
    problems({ pull }) {
      const record = callRecord();
      const key = pull.recordKey(record);
      const others: Partial<CallRecord>[] = [
        { startedAt: new Date(record.startedAt.getTime() + 1000) },
        { direction: 'out' },
        { external: '+79000000999' },
        { external: null },
        { line: '+74950000102' },
      ];
      const equal = others.filter((other) => pull.recordKey({ ...record, ...other }) === key);
      return equal.map((other) => `the same key with another ${Object.keys(other).join()}`);
    },
  },
  {
    name: 'answers every capability with the rows that it is given',
    async problems(input) {
      const problems = await Promise.all(
        input.adapter.capabilities.map(async (capability) => {
          const ports = filledPorts();
          const reply = await answer(input, input.subject.requests[capability], ports);
          const rows = capability === 'timetable' ? 0 : 2;
          if (reply.status !== 200 || reply.rows !== rows)
            return [`${capability}: ${reply.status}, ${reply.rows} rows`];
          if (reply.method === null) return [`${capability}: does not say what was asked for`];
          if (capability === 'timetable' && ports.timetables.length !== 1) return ['the timetable was not stored'];
          return [];
        }),
      );
      return problems.flat();
    },
  },
  {
    name: 'rejects, and never answers, when the store is down',
    async problems(input) {
      const down = (): Promise<never> => Promise.reject(new Error('the store is down'));
      const ports: PullPorts = { finishedCalls: down, ongoingCalls: down, tickets: down, storeTimetable: down };
      const answered = await Promise.all(
        input.adapter.capabilities.map((capability) =>
          answer(input, input.subject.requests[capability], ports).then(
            () => [`${capability} was answered`],
            (error: Error) => (error.message === 'the store is down' ? [] : [`${capability}: ${error.message}`]),
          ),
        ),
      );
      return answered.flat();
    },
  },
  {
    name: 'neither crashes on nor stores a foreign body',
    async problems(input) {
      const sent = input.subject.requests.timetable;
      const problems = await Promise.all(
        noise.map(async (text) => {
          const ports = fakePullPorts();
          const name = JSON.stringify(text.slice(0, 10));
          const reply = await answer(input, { ...sent, body: Buffer.from(text, 'latin1') }, ports).catch(String);
          if (typeof reply === 'string') return [`${name}: ${reply}`];
          const stored = ports.timetables.length > 0 ? [`${name} was stored`] : [];
          return [...stored, ...(reply.status === 400 ? textProblems(name, reply) : [`${name}: ${reply.status}`])];
        }),
      );
      return input.adapter.capabilities.includes('timetable') ? problems.flat() : [];
    },
  },
  {
    name: 'takes at least 20 MB',
    problems: ({ pull }) => (pull.maximumBody >= 20 * 1024 * 1024 ? [] : [`${pull.maximumBody} bytes`]),
  },
];

function authenticate(
  { adapter, pull, subject }: PullRuleInput,
  headers: Record<string, string>,
  settings: unknown = adapter.settings.parse(subject.settings),
): OutboundReply | null {
  return pull.authenticate(request({ ...subject.requests['finished-calls'], headers }), settings);
}

function answer(
  { adapter, pull, subject }: PullRuleInput,
  sent: MisSubject['requests'][MisCapability],
  ports: PullPorts,
) {
  const account = { account: 'mis', settings: adapter.settings.parse(subject.settings), branches };
  return pull.answer(request({ ...sent, headers: { ...sent.headers, ...subject.credentials } }), account, ports);
}

function request(sent: Partial<InboundRequest> & Pick<InboundRequest, 'method' | 'path'>): InboundRequest {
  return { query: {}, rawQuery: '', headers: {}, body: Buffer.alloc(0), remoteAddress: '127.0.0.1', ...sent };
}

function filledPorts() {
  const ports = fakePullPorts();
  ports.calls = [callRecord({ recordId: '1' }), callRecord({ recordId: '2', direction: 'out' })];
  ports.missed = [missedCall({ recordId: '3' }), askedTicket({ recordId: '4' })];
  ports.ongoing = ports.calls.map((call) => ({ ...call, recordId: null, publishedAt: null, result: null }));
  return ports;
}

function refusalProblems(name: string, reply: OutboundReply | null): string[] {
  if (reply === null) return [`${name}: accepted`];
  return [...([401, 403].includes(reply.status) ? [] : [`${name}: ${reply.status}`]), ...textProblems(name, reply)];
}

function textProblems(name: string, { contentType, body }: OutboundReply): string[] {
  return contentType.startsWith('text/plain') && body.trim() !== '' && !/[<>]/.test(body)
    ? []
    : [`${name}: no plain text`];
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
