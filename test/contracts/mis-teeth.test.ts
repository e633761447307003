import { misAdapters } from '../../adapters/mis/index.ts';
import type { MisAdapter } from '../../src/contracts/mis.ts';
import { fakePullPorts } from '../adapters/mis/fake-pull-ports.ts';
import { pullRules } from './mis-rules.ts';
import { misSubjects } from './mis-subjects.ts';

type Pull = NonNullable<MisAdapter['pull']>;

const adapter = misAdapters.find(({ id }) => id === 'ident')!;
const sound = adapter.pull!;
const subject = misSubjects['ident']!;
const refusal = { status: 403, contentType: 'text/plain', body: 'No.' };

/** Ways to break an adapter, each with the rule that must catch it. */
const broken: [string, string, Partial<Pull>][] = [
  ['accepts everybody', 'refuses without', { authenticate: () => null }],
  ['accepts nobody', 'accepts the credentials', { authenticate: () => refusal }],
  [
    'accepts the beginning of a key',
    'refuses without',
    {
      authenticate: ({ headers }, settings) =>
        headers['ident-integration-key']?.startsWith((settings as { key: string } | null)?.key ?? 'none')
          ? null
          : refusal,
    },
  ],
  [
    'accepts an empty key for no account',
    'refuses without',
    {
      authenticate: ({ headers }, settings) =>
        headers['ident-integration-key'] === ((settings as { key: string } | null)?.key ?? '') ? null : refusal,
    },
  ],
  [
    'refuses in HTML',
    'refuses without',
    {
      authenticate: (...told) => {
        const reply = sound.authenticate(...told);
        return reply && { ...reply, body: `<p>${reply.body}</p>` };
      },
    },
  ],
  [
    'tells that there is no such account',
    'in the same words',
    {
      authenticate: (request, settings) =>
        settings === null ? { ...refusal, body: 'No account.' } : sound.authenticate(request, settings),
    },
  ],
  [
    'has one key for both directions',
    'tells records apart',
    {
      recordKey: ({ startedAt, external, line }) => `${startedAt.toISOString()} ${external} ${line}`,
    },
  ],
  [
    'has one key for a minute',
    'tells records apart',
    {
      recordKey: (record) =>
        sound.recordKey({ ...record, startedAt: new Date(Math.floor(record.startedAt.getTime() / 60_000) * 60_000) }),
    },
  ],
  [
    'gives no rows',
    'answers every capability',
    {
      answer: (request, account) => sound.answer(request, account, fakePullPorts()),
    },
  ],
  [
    'hides that the store is down',
    'rejects, and never answers',
    {
      answer: (...told) =>
        sound
          .answer(...told)
          .catch(() => ({ status: 200, contentType: 'text/plain', body: '[]', method: null, rows: 0 })),
    },
  ],
  [
    'stores whatever comes',
    'foreign body',
    {
      answer: async (request, account, ports) => {
        await ports.storeTimetable({ doctors: [], branches: [], slots: [] });
        return sound.answer(request, account, ports);
      },
    },
  ],
  ['takes little', 'at least 20 MB', { maximumBody: 1024 * 1024 }],
];

it.each(broken)('an adapter that %s is caught by the rule "%s…"', async (_, ruleName, change) => {
  const rule = pullRules.find(({ name }) => name.includes(ruleName))!;
  expect(await rule.problems({ adapter, pull: { ...sound, ...change }, subject })).not.toEqual([]);
});
