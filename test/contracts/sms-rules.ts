import { createHttpClient } from '../../adapters/kit/http.ts';
import {
  AmbiguousFailure,
  PermanentFailure,
  TransientFailure,
  UnreadableNotification,
} from '../../src/contracts/failures.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import {
  SmsRefused,
  SmsStopped,
  type SmsAdapter,
  type SmsLink,
  type SmsMessage,
  type SmsState,
} from '../../src/contracts/sms.ts';
import type { SmsBehaviour, SmsStand, SmsSubject } from './sms-subject.ts';

export interface SmsRuleInput {
  adapter: SmsAdapter;
  subject: SmsSubject;
}

/** What a provider must keep to; each answers what is wrong. */
export interface SmsRule {
  name: string;
  problems(input: SmsRuleInput): Promise<string[]>;
}

const now = new Date('2026-03-10T09:00:00Z');
const text = 'Прием 11.03 в 10:00 & «Ромашка» 100%\nДо встречи 🙂';

export const smsRules: readonly SmsRule[] = [
  {
    name: 'a message arrives as it was given, once',
    problems: (input) =>
      withStand(input, async ({ stand, link, message }) => {
        const accepted = await link.send(message({ templateId: input.subject.templateId ?? null }));
        const [taken, ...more] = stand.taken;
        if (taken === undefined) return ['nothing arrived'];
        return [
          ...(more.length > 0 || stand.asked() !== 1 ? ['more than one arrived'] : []),
          ...differs('to', digits(taken.to), '79001000001'),
          ...differs('text', taken.text, text),
          ...differs('sender', taken.sender, input.subject.sender),
          ...(has(input, 'client-id') ? differs('clientId', taken.clientId, '4711') : []),
          ...(has(input, 'templates') ? differs('templateId', taken.templateId, input.subject.templateId) : []),
          ...(has(input, 'status-query') || has(input, 'receipts')
            ? differs('providerId', accepted.providerId, taken.providerId)
            : []),
        ];
      }),
  },
  {
    name: 'without a sender the account’s own is used',
    problems: (input) =>
      withStand(input, async ({ stand, link, message }) => {
        await link.send(message({ sender: null }));
        return stand.taken.length === 1 ? [] : [`${stand.taken.length} arrived`];
      }),
  },
  {
    name: 'an answer that is a success as a whole and refuses the recipient is a refusal',
    problems: (input) => outcomes(input, { 'refuses-recipient': 'refused' }),
  },
  {
    name: 'a wrong number and a stop-list refuse this message only, and say so',
    problems: (input) => outcomes(input, { 'bad-number': 'refused bad-number', 'stop-list': 'refused stop-list' }),
  },
  {
    name: 'no money, a wrong key and a sender that is not agreed stop the account',
    problems: (input) =>
      outcomes(input, {
        'no-money': 'stopped no-money',
        'wrong-key': 'stopped credentials',
        'sender-not-agreed': 'stopped sender',
      }),
  },
  {
    name: 'what was throttled or could not be reached was not taken',
    async problems(input) {
      const told = await outcomes(input, { throttled: 'transient', unavailable: 'transient' });
      const refused = await withStand(
        input,
        async ({ link, message }) =>
          differs('no connection', outcomeOf(await failureOf(link.send(message()))), 'transient'),
        { unreachable: true },
      );
      return [...told, ...refused];
    },
  },
  {
    name: 'a lost, cut or slow answer, an error of the server and a page mean that it may have been taken',
    problems: (input) =>
      outcomes(input, {
        'lost-answer': 'ambiguous',
        slow: 'ambiguous',
        'half-answer': 'ambiguous',
        'server-error': 'ambiguous',
        page: 'ambiguous',
      }),
  },
  {
    name: 'nothing is sent again by the adapter itself',
    async problems(input) {
      const problems: string[] = [];
      for (const behaviour of able(input, ['lost-answer', 'slow', 'throttled', 'unavailable', 'server-error']))
        problems.push(
          ...(await withStand(input, async ({ stand, link, message }) => {
            stand.behave(behaviour);
            await failureOf(link.send(message()));
            return stand.asked() <= 1 ? [] : [`${behaviour}: asked ${stand.asked()} times`];
          })),
        );
      return problems;
    },
  },
  {
    name: 'what became of messages is told for each, in order; an id that is not known gives null',
    problems: (input) =>
      has(input, 'status-query')
        ? withStand(input, async ({ stand, link, message }) => {
            if (link.status === undefined) return ['it declares status-query and has no status'];
            const problems: string[] = [];
            const states: SmsState[] = ['queued', 'sent', 'delivered', 'failed'];
            const batch = input.adapter.statusBatch ?? 1;
            const queries = [];
            for (const [index, state] of states.entries()) {
              const clientId = String(5000 + index);
              const { providerId } = await link.send(message({ clientId }));
              stand.become(providerId ?? '', state);
              queries.push({ providerId, clientId, to: '+79001000001', triedAt: now });
            }
            queries.splice(2, 0, {
              providerId: unknownLike(queries[0]?.providerId),
              clientId: '999',
              to: '+79001000001',
              triedAt: now,
            });
            const wanted: (SmsState | null)[] = [...states.slice(0, 2), null, ...states.slice(2)];
            const told: (SmsState | null)[] = [];
            for (let at = 0; at < queries.length; at += batch) {
              const reports = await link.status(queries.slice(at, at + batch));
              told.push(...reports.map((report) => report?.state ?? null));
            }
            const tells = (state: SmsState | null) => (state === null ? null : (input.subject.tells?.[state] ?? state));
            problems.push(...differs('states', told, wanted.map(tells)));
            return problems;
          })
        : Promise.resolve([]),
  },
  {
    name: 'a message whose answer was lost is found by the id that we gave it',
    problems: (input) =>
      has(input, 'client-id')
        ? withStand(input, async ({ stand, link, message }) => {
            if (link.status === undefined) return ['it declares client-id and has no status'];
            if (able(input, ['lost-answer']).length === 0) return [];
            stand.behave('lost-answer');
            await failureOf(link.send(message()));
            stand.behave('takes');
            const [report] = await link.status([
              { providerId: null, clientId: '4711', to: '+79001000001', triedAt: now },
            ]);
            return report == null ? ['not found'] : [];
          })
        : Promise.resolve([]),
  },
  {
    name: 'a status that could not be asked is transient, for asking changes nothing',
    problems: (input) =>
      has(input, 'status-query')
        ? withStand(
            input,
            async ({ link }) => {
              const asked = link.status?.([{ providerId: '1', clientId: '1', to: '+79001000001', triedAt: now }]);
              return differs('status', outcomeOf(await failureOf(asked)), 'transient');
            },
            { unreachable: true },
          )
        : Promise.resolve([]),
  },
  {
    name: 'the balance is told as the provider has it',
    problems: (input) =>
      has(input, 'balance')
        ? withStand(input, async ({ stand, link }) => {
            stand.setBalance(123.45);
            return differs('balance', (await link.balance?.())?.amount, 123.45);
          })
        : Promise.resolve([]),
  },
  {
    name: 'receipts and replies are read exactly, twice the same',
    problems({ adapter, subject }) {
      const { receive, capabilities } = adapter;
      const wants = capabilities.some((each) => each === 'receipts' || each === 'replies');
      const samples = subject.received ?? [];
      const settings = adapter.settings.parse(sampleSettings(subject));
      if (!wants || receive === undefined) return Promise.resolve([]);
      const states = new Set(samples.flatMap(({ told }) => told.reports.map(({ state }) => state)));
      const problems = samples.flatMap(({ name, request, told }) => {
        const read = receive.parse(request, settings);
        return [
          ...differs(name, read, told),
          ...differs(`${name}, again`, receive.parse(request, settings), told),
          ...(receive.authenticate?.(request, settings) === false ? [`${name}: refused`] : []),
        ];
      });
      if (capabilities.includes('receipts') && !(states.has('delivered') && states.has('failed')))
        problems.push('a delivered and a failed receipt are owed');
      if (capabilities.includes('replies') && !samples.some(({ told }) => told.replies.length > 0))
        problems.push('a reply is owed');
      return Promise.resolve(problems);
    },
  },
  {
    name: 'a foreign request is unreadable or means nothing, and is never a crash',
    problems({ adapter, subject }) {
      const { receive } = adapter;
      if (receive === undefined) return Promise.resolve([]);
      const settings = adapter.settings.parse(sampleSettings(subject));
      const bodies = [
        '',
        '{}',
        'null',
        '[]',
        '<a/>',
        'data[0]=',
        'a=b&a=c',
        '\u0000',
        'x'.repeat(1_000_000),
        '[[[[',
        '{"id":{}}',
      ];
      return Promise.resolve(
        bodies.flatMap((body) =>
          (['GET', 'POST'] as const).flatMap((method) => {
            try {
              const told = receive.parse({ ...emptyRequest, method, body: Buffer.from(body) }, settings);
              return told.reports.length + told.replies.length === 0 ? [] : [`${body.slice(0, 20)}: read as something`];
            } catch (error) {
              return error instanceof UnreadableNotification ? [] : [`${body.slice(0, 20)}: ${String(error)}`];
            }
          }),
        ),
      );
    },
  },
  {
    name: 'failures name no secret, number or text',
    async problems(input) {
      const problems: string[] = [];
      const forbidden = [...input.subject.secrets, '79001000001', '9001000001', 'Ромашка'];
      for (const behaviour of able(input, allBehaviours))
        problems.push(
          ...(await withStand(input, async ({ stand, link, message }) => {
            stand.behave(behaviour);
            const error = await failureOf(link.send(message()));
            if (error === null) return behaviour === 'takes' ? [] : [`${behaviour}: no failure`];
            const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
            return forbidden.filter((word) => told.includes(word)).map((word) => `${behaviour}: names ${word}`);
          })),
        );
      return problems;
    },
  },
];

const allBehaviours: readonly SmsBehaviour[] = [
  ...(['refuses-recipient', 'bad-number', 'stop-list', 'no-money', 'wrong-key', 'sender-not-agreed'] as const),
  ...(['throttled', 'unavailable', 'lost-answer', 'half-answer', 'server-error', 'page'] as const),
];

const emptyRequest: InboundRequest = {
  ...{ method: 'POST', path: '', query: {}, rawQuery: '', headers: {}, remoteAddress: '203.0.113.9' },
  body: Buffer.alloc(0),
};

/** Settings that need no stand, for what is pure. */
function sampleSettings(subject: SmsSubject): Record<string, unknown> {
  return subject.settings('http://127.0.0.1:1');
}

interface Opened {
  stand: SmsStand;
  link: SmsLink;
  message(change?: Partial<SmsMessage>): SmsMessage;
}

async function withStand(
  { adapter, subject }: SmsRuleInput,
  check: (opened: Opened) => Promise<string[]>,
  options: { unreachable?: boolean } = {},
): Promise<string[]> {
  const stand = await subject.start();
  const settings = adapter.settings.parse(options.unreachable === true ? stand.unreachable : stand.settings);
  const http = createHttpClient({ timeoutMs: adapter.timeoutMs(settings) });
  const link = adapter.open({
    ...{ account: 'sms', settings, http, clock: { now: () => now } },
    ...{ receiptUrl: 'https://clinic.example/sms/sms/a-secret-of-ours', received: () => Promise.resolve() },
    note: () => undefined,
  });
  try {
    return await check({
      stand,
      link,
      message: (change = {}) => ({
        ...{ clientId: '4711', to: '+79001000001', text, sender: subject.sender, templateId: null },
        ...{ class: 'service', validUntil: null },
        ...change,
      }),
    });
  } finally {
    await link.close?.();
    http.close();
    await stand.close();
  }
}

async function outcomes(input: SmsRuleInput, wanted: Partial<Record<SmsBehaviour, string>>): Promise<string[]> {
  const problems: string[] = [];
  for (const behaviour of able(input, Object.keys(wanted) as SmsBehaviour[]))
    problems.push(
      ...(await withStand(input, async ({ stand, link, message }) => {
        stand.behave(behaviour);
        const outcome = outcomeOf(await failureOf(link.send(message())));
        const expected = wanted[behaviour] ?? '';
        return outcome === expected || outcome.startsWith(`${expected} `) ? [] : [`${behaviour}: ${outcome}`];
      })),
    );
  return problems;
}

function able({ subject }: SmsRuleInput, behaviours: readonly SmsBehaviour[]): SmsBehaviour[] {
  return behaviours.filter((behaviour) => subject.lacks?.[behaviour] === undefined);
}

async function failureOf(work: Promise<unknown> | undefined): Promise<Error | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return error as Error;
  }
}

function outcomeOf(error: Error | null): string {
  if (error === null) return 'taken';
  if (error instanceof SmsStopped) return `stopped ${error.stop}`;
  if (error instanceof SmsRefused) return `refused ${error.refusal}`;
  if (error instanceof TransientFailure) return 'transient';
  if (error instanceof AmbiguousFailure) return 'ambiguous';
  return error instanceof PermanentFailure ? 'permanent of no kind' : `unknown failure ${error.message}`;
}

/** Of the same form, so that the provider reads it and does not know it. */
function unknownLike(id: string | null | undefined): string {
  return (id ?? '0').replace(/\d/g, '9').replace(/[a-f]/g, 'f');
}

function has({ adapter }: SmsRuleInput, capability: SmsAdapter['capabilities'][number]): boolean {
  return adapter.capabilities.includes(capability);
}

function digits(number: string): string {
  return number.replace(/\D/g, '');
}

function differs(what: string, is: unknown, wanted: unknown): string[] {
  const [one, other] = [JSON.stringify(is), JSON.stringify(wanted)];
  return one === other ? [] : [`${what}: ${one} instead of ${other}`];
}
