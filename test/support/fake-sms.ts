import { z } from 'zod';
import { AmbiguousFailure, TransientFailure } from '../../src/contracts/failures.ts';
import {
  SmsRefused,
  SmsStopped,
  type SmsAdapter,
  type SmsCapability,
  type SmsMessage,
  type SmsReport,
  type SmsState,
} from '../../src/contracts/sms.ts';

export type FakeWord = 'takes' | 'transient' | 'lost' | 'ambiguous' | 'refuses' | 'stops' | 'dies';

/** A provider in memory that knows what truly left. */
export interface FakeSms {
  adapter: SmsAdapter;
  /** What phones got, in order. */
  sent: SmsMessage[];
  /** How often it was asked to send. */
  asked: number;
  /** What happens with the next message. */
  word: (message: SmsMessage) => FakeWord;
  states: Map<string, SmsState>;
  balance: number;
}

/** `lost`: taken, and the answer is lost; `dies`: taken, and whoever asked never hears anything. */
export function fakeSms(
  id = 'fake',
  options: { capabilities?: readonly SmsCapability[]; answerable?: boolean } = {},
): FakeSms {
  const capabilities = options.capabilities ?? ['client-id', 'status-query', 'receipts', 'balance'];
  const fake: FakeSms = {
    ...{ sent: [], asked: 0, word: () => 'takes', states: new Map(), balance: 100 },
    adapter: {
      ...{ id, name: id, settings: z.strictObject({}), capabilities, timeoutMs: () => 1000, statusBatch: 50 },
      answerable: () => options.answerable ?? false,
      open: () => ({
        async send(message) {
          fake.asked += 1;
          const word = fake.word(message);
          if (word === 'transient') throw new TransientFailure('busy');
          if (word === 'refuses') throw new SmsRefused('bad-number', 'no such number');
          if (word === 'stops') throw new SmsStopped('no-money', 'no money');
          if (word === 'ambiguous') throw new AmbiguousFailure('nobody knows');
          fake.sent.push(message);
          if (word === 'lost') throw new AmbiguousFailure('no answer');
          if (word === 'dies') await new Promise(() => undefined);
          return { providerId: `${id}-${message.clientId}`, parts: 1, cost: 2.5 };
        },
        status: (queries) =>
          Promise.resolve(
            queries.map(({ clientId }): SmsReport | null =>
              fake.sent.some((message) => message.clientId === clientId)
                ? {
                    ...{ providerId: `${id}-${clientId}`, clientId, state: fake.states.get(clientId) ?? 'sent' },
                    ...{ at: null, code: null, refusal: null, cost: 2.5 },
                  }
                : null,
            ),
          ),
        balance: () => Promise.resolve({ amount: fake.balance, currency: 'RUB' }),
      }),
    },
  };
  return fake;
}
