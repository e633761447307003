import { asterisk } from '../../adapters/pbx/asterisk/adapter.ts';
import {
  pbxConversationRules,
  readPbxConversations,
  type ConversationReader,
  type PbxConversationSubject,
} from './pbx-conversations.ts';

const sound = readPbxConversations(asterisk);
const { adapter, read } = sound;

function reads(change: (...given: Parameters<ConversationReader>) => ReturnType<ConversationReader>) {
  return { ...sound, read: change };
}

let repeats = 0;

const breakages: readonly (readonly [what: string, caughtBy: string, subject: PbxConversationSubject])[] = [
  ['lets everybody in', 'every web request', { ...sound, adapter: { ...adapter, authenticate: () => true } }],
  ['reads a web request as nothing', 'every web request', { ...sound, adapter: { ...adapter, parse: () => [] } }],
  [
    'forgets the leg',
    'exactly its events',
    reads((...given) => read(...given).map((event) => ({ ...event, legId: null }))),
  ],
  [
    'forgets what it heard before',
    'exactly its events',
    reads((messages, context) => messages.flatMap((message) => read([message], context))),
  ],
  [
    'gives numbers without a plus',
    'only valid events',
    reads((...given) =>
      read(...given).map((event) => ({ ...event, external: event.external && event.external.slice(1) })),
    ),
  ],
  [
    'gives events of a fixed account',
    'only valid events',
    reads((messages, context) => read(messages, { ...context, account: 'office' })),
  ],
  [
    'keys events by the call only',
    'the same key',
    reads((...given) => read(...given).map((event) => ({ ...event, eventKey: event.providerCallId }))),
  ],
  [
    'gives another key each time',
    'twice the same',
    reads((...given) => read(...given).map((event) => ({ ...event, eventKey: `key-${++repeats}` }))),
  ],
  [
    'waits for more after the last hang-up',
    'that it ended',
    reads((...given) => read(...given).filter(({ kind }) => kind !== 'ended' && kind !== 'missed')),
  ],
  [
    'cannot do without the first message',
    'any one message is lost',
    reads((messages, context) => {
      if (!messages[0]?.includes('Newchannel')) throw new TypeError('no channel');
      return read(messages, context);
    }),
  ],
  [
    'takes a greeting for a call',
    'what is no message',
    reads((messages, context) =>
      messages[0]?.startsWith('Asterisk') ? (sound.conversations[0]?.events ?? []) : read(messages, context),
    ),
  ],
  [
    'declares what no conversation shows',
    'declared capability',
    { ...sound, conversations: sound.conversations.filter(({ name }) => name !== 'voicemail') },
  ],
];

it('breaks a reader that the suite finds sound', () => {
  expect(pbxConversationRules.flatMap((rule) => rule.problems(sound))).toEqual([]);
});

it.each(breakages)('catches an adapter that %s', (_what, caughtBy, subject) => {
  const [rule, ...others] = pbxConversationRules.filter(({ name }) => name.includes(caughtBy));
  expect(others).toEqual([]);
  expect(rule?.problems(subject)).not.toEqual([]);
});

it('has a breakage for every rule', () => {
  const rules = breakages.map(([, caughtBy]) => pbxConversationRules.findIndex(({ name }) => name.includes(caughtBy)));
  expect(new Set(rules)).toEqual(new Set(pbxConversationRules.keys()));
});
