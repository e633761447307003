import { z } from 'zod';
import { TransientFailure } from '../../src/contracts/failures.ts';
import { SmsRefused, SmsStopped, type SmsRefusal, type SmsState, type SmsStop } from '../../src/contracts/sms.ts';
import { namesOfWord } from './words-of.ts';

/** Texts of a vendor that publishes no codes; case does not matter, `*` stands for anything. */
const words = (standard: readonly string[] = []) =>
  z
    .array(z.string().trim().min(1).max(200))
    .default([...standard])
    .meta({ examples: [JSON.stringify(standard)] });

const stops: Readonly<Record<string, [SmsStop, string]>> = {
  noMoney: ['no-money', 'no money on the account; top it up'],
  credentials: ['credentials', 'the credentials are refused; correct them'],
  sender: ['sender', 'the sender is not agreed; agree it or correct it'],
  blocked: ['blocked', 'the account is blocked; ask the provider'],
};
const refusals: Readonly<Record<string, SmsRefusal>> = {
  badNumber: 'bad-number',
  stopList: 'stop-list',
  text: 'text',
  limit: 'limit',
};
type Meaning = 'noMoney' | 'credentials' | 'sender' | 'blocked' | 'badNumber' | 'stopList' | 'text' | 'limit' | 'later';

/** What the error texts of a provider mean: those that its documents name, and those that an administrator met. */
export function refusalWords(standard: Partial<Record<Meaning, readonly string[]>>) {
  return z
    .strictObject({
      noMoney: words(standard.noMoney).describe('No money: the account stops.'),
      credentials: words(standard.credentials).describe('Wrong key or password: the account stops.'),
      sender: words(standard.sender).describe('The sender is not agreed: the account stops.'),
      blocked: words(standard.blocked).describe('The account is blocked: it stops.'),
      badNumber: words(standard.badNumber).describe('This number never.'),
      stopList: words(standard.stopList).describe('This number does not want messages.'),
      text: words(standard.text).describe('This text never.'),
      limit: words(standard.limit).describe('Too many messages to this number.'),
      later: words(standard.later).describe('It was not taken and may be sent later.'),
    })
    .prefault({})
    .meta({ description: 'What error texts of the provider mean; case does not matter, * stands for anything.' });
}
export type RefusalWords = z.infer<ReturnType<typeof refusalWords>>;

/** The failure that an error text stands for; a text that is not known refuses this one message. It is not repeated. */
export function failureOfWord(text: string, table: RefusalWords, what: string): Error {
  const [meaning] = namesOfWord(text, table);
  if (meaning === 'later') return new TransientFailure(`${what}: later`);
  const stop = meaning === undefined ? undefined : stops[meaning];
  if (stop !== undefined) return new SmsStopped(stop[0], `${what}: ${stop[1]}`);
  const refusal = meaning === undefined ? undefined : refusals[meaning];
  return new SmsRefused(
    refusal ?? 'other',
    `${what}: the message is refused (${refusal ?? 'a reason not known here'})`,
  );
}

/** The provider's words or numbers for what became of a message. */
export function stateWords(standard: Partial<Record<'queued' | 'sent' | 'delivered' | 'failed', readonly string[]>>) {
  return z
    .strictObject({
      queued: words(standard.queued).describe('With the provider.'),
      sent: words(standard.sent).describe('With the operator.'),
      delivered: words(standard.delivered).describe('Delivered.'),
      failed: words(standard.failed).describe('Not delivered, and it stays so.'),
    })
    .prefault({})
    .meta({ description: 'Words or numbers of states by what they mean; others count as not known.' });
}
export type StateWords = z.infer<ReturnType<typeof stateWords>>;

export function stateOfWord(word: string, table: StateWords): SmsState {
  return namesOfWord(word, table)[0] ?? 'unknown';
}
