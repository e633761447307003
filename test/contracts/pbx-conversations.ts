import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readConversation } from '../../adapters/pbx/asterisk/read-conversation.ts';
import { foldCall } from '../../src/calls/fold-call.ts';
import { callEventSchema, type CallEvent } from '../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../src/contracts/failures.ts';
import type { ParseContext, PbxAdapter } from '../../src/contracts/pbx.ts';
import { sharedKeys, unshown } from './pbx-rules.ts';
import { inboundRequest, pbxFolder } from './pbx-subject.ts';

/** What a PBX that is connected to said, one message each as it came, and what we read in it. */
export interface PbxConversation {
  /** File name without `.json`. */
  name: string;
  settings: Record<string, unknown>;
  account: string;
  messages: string[];
  events: CallEvent[];
}

export type ConversationReader = (messages: readonly string[], context: ParseContext<never>) => CallEvent[];

export interface PbxConversationSubject {
  adapter: PbxAdapter;
  read: ConversationReader;
  conversations: readonly PbxConversation[];
}

/** The pure reader of each adapter with `connect`. */
const readers: Readonly<Record<string, ConversationReader>> = { asterisk: readConversation };

export function readPbxConversations(adapter: PbxAdapter): PbxConversationSubject {
  const reader = readers[adapter.id];
  if (reader === undefined) throw new Error(`${adapter.id} has no reader of conversations in pbx-conversations.ts`);
  const folder = new URL(`${adapter.id}/fixtures/`, pbxFolder);
  const conversations = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<PbxConversation, 'name'>),
    }));
  return { adapter, read: reader, conversations };
}

export interface PbxConversationRule {
  name: string;
  problems(subject: PbxConversationSubject): string[];
}

export const pbxConversationRules: readonly PbxConversationRule[] = [
  { name: 'refuses every web request', problems: refusesRequests },
  { name: 'reads every conversation as exactly its events, twice the same', problems: readsConversations },
  { name: 'gives only valid events of the account it was asked for', problems: givesValidEvents },
  { name: 'gives the same key to the same event and another to any other', problems: keysAreDistinct },
  { name: 'tells of every call that it ended', problems: endsCalls },
  { name: 'goes on when any one message is lost, repeated or comes to an end too soon', problems: standsLosses },
  { name: 'reads no call in what is no message', problems: standsForeignMessages },
  { name: 'has a conversation for every declared capability and declares what they show', problems: owesConversations },
];

function each(
  subject: PbxConversationSubject,
  check: (conversation: PbxConversation) => string | null | (string | null)[],
): string[] {
  if (subject.conversations.length === 0) return ['no conversations'];
  return subject.conversations.flatMap((conversation) =>
    [check(conversation)]
      .flat()
      .filter((problem) => problem !== null)
      .map((problem) => `${conversation.name}: ${problem}`),
  );
}

function read(
  { adapter, read: reader }: PbxConversationSubject,
  { settings, account }: PbxConversation,
  messages: readonly string[],
): CallEvent[] {
  return reader(messages, { account, settings: adapter.settings.parse(settings) as never });
}

function refusesRequests(subject: PbxConversationSubject): string[] {
  const { adapter } = subject;
  return each(subject, ({ settings, account, messages }) => {
    const parsed = adapter.settings.parse(settings);
    const secret = String(settings['secret']);
    return [
      inboundRequest({ path: '', body: '{}' }),
      inboundRequest({ path: `/${secret}`, query: { secret }, body: messages.join('\r\n\r\n') }),
      inboundRequest({ headers: { authorization: `Bearer ${secret}` }, body: JSON.stringify({ secret }) }),
    ].flatMap((request) => {
      const problems = adapter.authenticate(request, parsed) ? ['lets a web request in'] : [];
      try {
        adapter.parse(request, { account, settings: parsed });
        return [...problems, 'reads a web request'];
      } catch (error) {
        return error instanceof UnreadableNotification ? problems : [...problems, `fails with ${String(error)}`];
      }
    });
  });
}

function readsConversations(subject: PbxConversationSubject): string[] {
  return each(subject, (conversation) => {
    const first = read(subject, conversation, conversation.messages);
    const second = read(subject, conversation, conversation.messages);
    if (!isDeepStrictEqual(first, second)) return 'differs when it is read again';
    return isDeepStrictEqual(first, conversation.events) ? null : `reads ${JSON.stringify(first)}`;
  });
}

function givesValidEvents(subject: PbxConversationSubject): string[] {
  return each(subject, (conversation) =>
    invalid(read(subject, { ...conversation, account: 'another-account' }, conversation.messages), 'another-account'),
  );
}

function invalid(events: readonly CallEvent[], account: string): string[] {
  return events.flatMap((event) => {
    if (event.account !== account) return [`is of account ${event.account}`];
    const valid = callEventSchema.safeParse(event);
    return valid.success ? [] : [z.prettifyError(valid.error)];
  });
}

function keysAreDistinct(subject: PbxConversationSubject): string[] {
  return sharedKeys(
    subject.conversations.flatMap((conversation) =>
      read(subject, conversation, conversation.messages).map((event) => ({ name: conversation.name, event })),
    ),
  );
}

function endsCalls(subject: PbxConversationSubject): string[] {
  return each(subject, (conversation) => {
    const events = read(subject, conversation, conversation.messages);
    if (events.length === 0) return 'tells nothing';
    const { state } = foldCall(events.map((event) => ({ event, receivedAt: new Date(0) })));
    return state === 'ended' ? null : `the call is ${state} at the end`;
  });
}

function standsLosses(subject: PbxConversationSubject): string[] {
  return each(subject, (conversation) =>
    conversation.messages.flatMap((message, at, all) =>
      [
        all.toSpliced(at, 1),
        all.toSpliced(at, 0, message),
        all.slice(0, at),
        all.slice(at),
        all.with(at, message.slice(0, message.length / 2)),
      ].flatMap((damaged) => {
        try {
          return invalid(read(subject, conversation, damaged), conversation.account);
        } catch (error) {
          return [`message ${at + 1}: ${String(error)}`];
        }
      }),
    ),
  );
}

const foreign: readonly string[] = [
  '',
  'Asterisk Call Manager/11.0.0',
  ': no name',
  'Event',
  'Event:',
  'Event: constructor',
  'Event: __proto__',
  'Event: Newchannel',
  'Event: Newchannel\r\nUniqueid: \r\nChannel: ',
  'Event: Hangup\r\nUniqueid: 1.1',
  'Event: DialEnd\r\nDestUniqueid: 1.1\r\nDialStatus: ANSWER',
  'HTTP/1.1 400 Bad Request',
  '{"event":"ringing"}',
  'a'.repeat(200_000),
  `Event: Newchannel\r\nX: ${'b'.repeat(1_000_000)}`,
  '\0\u0001\uFFFD: \0',
];

function standsForeignMessages(subject: PbxConversationSubject): string[] {
  return each(subject, (conversation) =>
    foreign.map((message) => {
      const shown = JSON.stringify(message.slice(0, 40));
      try {
        return read(subject, conversation, [message]).length === 0 ? null : `${shown} was read as a call`;
      } catch (error) {
        return error instanceof UnreadableNotification ? null : `${shown} failed with ${String(error)}`;
      }
    }),
  );
}

function owesConversations({ adapter, conversations }: PbxConversationSubject): string[] {
  return unshown(
    adapter.capabilities,
    conversations.flatMap(({ events }) => events),
  );
}
