import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { uis } from '../../adapters/pbx/uis/adapter.ts';
import type { CallEvent } from '../../src/contracts/call-event.ts';
import type { ParseContext, PbxAdapter } from '../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../src/contracts/request.ts';
import { pbxRules } from './pbx-rules.ts';
import { readPbxSubject } from './pbx-subject.ts';

const sound: PbxAdapter = uis;
const subject = readPbxSubject(sound);

/** Breaks what `parse` answers for the events it concerns. */
function reads(change: (events: CallEvent[], request: InboundRequest) => CallEvent[]): PbxAdapter {
  return { ...sound, parse: (request, context) => change(sound.parse(request, context), request) };
}

function every(change: (event: CallEvent) => Partial<CallEvent>): PbxAdapter {
  return reads((events) => events.map((event) => ({ ...event, ...change(event) })));
}

function parses(parse: (request: InboundRequest, context: ParseContext<unknown>) => CallEvent[]): PbxAdapter {
  return { ...sound, parse };
}

let repeats = 0;

const breakages: readonly (readonly [what: string, caughtBy: string, adapter: PbxAdapter])[] = [
  ['refuses everybody', 'accepts every fixture', { ...sound, authenticate: () => false }],
  ['accepts everybody', 'without credentials', { ...sound, authenticate: () => true }],
  [
    'accepts any secret as long as there is one',
    'another account',
    {
      ...sound,
      authenticate: (request) => request.path.length > 1 || request.body.length + request.rawQuery.length > 0,
    },
  ],
  [
    'compares only the first byte of the secret',
    'one byte changed',
    {
      ...sound,
      authenticate: (request, settings) => {
        const { secret } = settings as { secret: string };
        const sent = /(?:"(?:secret|integration_key)"\s*:\s*"|^\/)([^"]+)/.exec(
          `${request.path}${String(request.body)}`,
        );
        return sent?.[1]?.startsWith(secret.slice(0, 1)) ?? false;
      },
    },
  ],
  [
    'ignores the case of the secret',
    'one byte changed',
    {
      ...sound,
      authenticate: (request, settings) => {
        const { secret } = settings as { secret: string };
        return `${request.path} ${String(request.body)}`.toLowerCase().includes(secret.toLowerCase());
      },
    },
  ],
  [
    'is content with one right secret beside a wrong one',
    'any one of the sent credentials',
    {
      ...sound,
      authenticate: (request, settings) =>
        sound.authenticate({ ...request, body: Buffer.alloc(0) }, settings) ||
        sound.authenticate({ ...request, path: '' }, settings),
    },
  ],
  ['forgets the leg', 'exactly its events', every(() => ({ legId: null }))],
  [
    'mixes up the directions',
    'exactly its events',
    every(({ direction }) => ({ direction: direction === 'in' ? 'out' : 'in' })),
  ],
  [
    'takes the local time for UTC',
    'exactly its events',
    every(({ occurredAt }) => ({
      occurredAt: occurredAt && new Date(Date.parse(occurredAt) + 3 * 3_600_000).toISOString(),
    })),
  ],
  [
    'reads the clock for what has no time',
    'exactly its events',
    every((event) => ({
      occurredAt: event.occurredAt ?? new Date(Date.UTC(2026, 0, 1, 0, 0, ++repeats)).toISOString(),
    })),
  ],
  [
    'does not read forms',
    'exactly its events',
    reads((events, { headers }) => (headers['content-type']?.includes('form') ? [] : events)),
  ],
  ['gives another key each time', 'twice the same', every(() => ({ eventKey: `key-${++repeats}` }))],
  ['answers every event twice', 'exactly its events', reads((events) => [...events, ...events])],
  [
    'gives numbers without a plus',
    'only valid events',
    every(({ external }) => ({ external: external && external.slice(1) })),
  ],
  ['gives events of a fixed account', 'only valid events', every(() => ({ account: 'uis' }))],
  ['keys events by the call only', 'gives the same key', every(({ providerCallId }) => ({ eventKey: providerCallId }))],
  [
    'keys events by the bytes of the body',
    'gives the same key',
    reads((events, { body, rawQuery }) =>
      events.map((event) => ({ ...event, eventKey: `${rawQuery}${String(body)}` })),
    ),
  ],
  [
    'crashes on a body that is no JSON',
    'foreign bodies',
    parses((request, context) => {
      if (request.method === 'POST' && request.body.length < 10) JSON.parse(String(request.body));
      return sound.parse(request, context);
    }),
  ],
  [
    'takes an empty body for a call',
    'foreign bodies',
    parses((request, context) =>
      String(request.body) === '{}' ? (subject.fixtures[0]?.events ?? []) : sound.parse(request, context),
    ),
  ],
  [
    'crashes before it knows who asks',
    'foreign bodies',
    {
      ...sound,
      authenticate: (request, settings) => {
        if (String(request.body).startsWith('<')) throw new TypeError('no XML');
        return sound.authenticate(request, settings);
      },
    },
  ],
  [
    'declares what no fixture shows',
    'declared capability',
    { ...sound, capabilities: [...sound.capabilities, 'voicemail'] },
  ],
  ['hides what its fixtures show', 'declared capability', { ...sound, capabilities: ['incoming'] }],
  [
    'puts quotes around placeholders',
    'its own templates',
    {
      ...sound,
      templates: (...given) =>
        (sound.templates?.(...given) ?? []).map((template) => ({
          ...template,
          body: template.body?.replace(/\{\{(\w+)\}\}/g, '{{$1}} {{$1}}') ?? null,
        })),
    },
  ],
  [
    'prints an address without the secret and a body without it',
    'its own templates',
    {
      ...sound,
      templates: (account, settings, baseUrl) =>
        (sound.templates?.(account, settings, baseUrl) ?? []).map((template) => ({
          ...template,
          url: `${baseUrl}/webhooks/${account}`,
          body: template.body?.replace(/"secret": "[^"]*",/, '') ?? null,
        })),
    },
  ],
  ['prints no templates', 'its own templates', { ...sound, templates: () => [] }],
  [
    'prints an address that nothing ever came to',
    'its own templates',
    {
      ...sound,
      templates: () => [
        {
          kind: 'address',
          title: 't',
          method: 'POST',
          url: 'https://trubka.example/webhooks/uis/k7Qm-2vX9/x',
          body: null,
        },
      ],
    },
  ],
  [
    'prints a file without its address',
    'its own templates',
    {
      ...sound,
      templates: () => [
        {
          kind: 'file',
          title: 't',
          method: 'POST',
          url: 'https://trubka.example/webhooks/uis/k7Qm-2vX9',
          body: '<a/>',
        },
      ],
    },
  ],
  [
    'asks for a placeholder nobody has seen',
    'its own templates',
    {
      ...sound,
      templates: () => [
        {
          title: 't',
          method: 'POST',
          url: 'https://trubka.example/webhooks/uis/k7Qm-2vX9',
          body: '{"a": {{invented}}}',
        },
      ],
    },
  ],
  [
    'simulates times in UTC',
    'its own simulated requests',
    {
      ...sound,
      simulate: (event, settings) => sound.simulate?.(event, { ...(settings as object), zone: 'UTC' }) ?? [],
    },
  ],
  ['simulates nothing', 'its own simulated requests', { ...sound, simulate: () => [] }],
];

it('breaks the adapter that the suite finds sound', () => {
  expect(pbxAdapters).toContain(sound);
  expect(pbxRules.flatMap((rule) => rule.problems(subject))).toEqual([]);
});

it.each(breakages)('catches an adapter that %s', (_what, caughtBy, adapter) => {
  const rule = pbxRules.filter(({ name }) => name.includes(caughtBy));
  expect(rule).toHaveLength(1);
  expect(rule[0]?.problems({ ...subject, adapter })).not.toEqual([]);
});

it('has a breakage for every rule', () => {
  const rules = breakages.map(([, caughtBy]) => pbxRules.findIndex(({ name }) => name.includes(caughtBy)));
  expect(new Set(rules)).toEqual(new Set(pbxRules.keys()));
});
