import { silentLog } from '../../src/platform/telemetry/index.ts';
import type { SmsAdapter } from '../../src/contracts/sms.ts';
import { createMessageSender } from '../../src/messages/message-sender.ts';
import { stopMarks } from '../../src/messages/stop-marks.ts';
import { keyRing } from '../../src/platform/keys/index.ts';
import { openSmsAccounts, type SmsAccounts } from '../../src/messages/sms-accounts.ts';
import { messagesSchema, type Configuration, type SmsAccount } from '../../src/platform/configuration/index.ts';
import type { Database } from '../../src/platform/database/index.ts';
import { testConfiguration } from '../support/configuration.ts';

/** A clock that stands still until it is moved. */
export interface StandingClock {
  now(): Date;
  set(at: string | Date): void;
  ahead(minutes: number): void;
}

export function standingClock(at: string): StandingClock {
  let time = new Date(at).getTime();
  return {
    now: () => new Date(time),
    set: (next) => void (time = new Date(next).getTime()),
    ahead: (minutes) => void (time += minutes * 60_000),
  };
}

export const templates = [
  { id: 'hello', text: { ru: 'Здравствуйте! {{ clinic }}' } },
  { id: 'offer', class: 'advertising', text: { ru: 'Скидка' } },
  {
    id: 'reminder',
    text: {
      ru: '{{ patient }}, ждем вас {{ date }} в {{ time }}',
      en: '{{ patient }}, see you on {{ date }} at {{ time }}',
    },
    shared: { ru: 'Ждем вас {{ date }} в {{ times }}' },
  },
];

export const testKeys = keyRing([Buffer.alloc(32, 7).toString('base64')]);

/** The demo clinic with these accounts, in this order. */
export function messagingClinic(adapters: readonly SmsAdapter[], messages: object = {}): Configuration {
  const accounts = adapters.map(({ id }): [string, SmsAccount] => [
    id,
    {
      ...{ id, provider: id, allowFrom: [], sender: 'Clinic', settings: {}, minimumBalance: null },
      receiptSecret: 'a-secret-of-sixteen',
    },
  ]);
  return testConfiguration({
    sms: new Map(accounts),
    messages: messagesSchema.parse({ templates, linkAddress: 'https://r.clinic.example', ...messages }),
  });
}

/** Sender and accounts over a database, without a queue: whoever tests says when something is worked on. */
export function openOutbox(options: {
  database: Database;
  adapters: readonly SmsAdapter[];
  clock: StandingClock;
  configuration?: Configuration;
}): { sender: ReturnType<typeof createMessageSender>; accounts: SmsAccounts; configuration: Configuration } {
  const configuration = options.configuration ?? messagingClinic(options.adapters);
  const accounts = openSmsAccounts({
    ...{ accounts: configuration.sms!, adapters: options.adapters, publicAddress: null, clock: options.clock },
    openHttp: () => ({ send: () => Promise.reject(new Error('no HTTP here')), close: () => undefined }),
    ...{ log: silentLog, received: () => Promise.resolve() },
  });
  const sender = createMessageSender({
    ...{ pool: options.database.pool, accounts, configuration: () => configuration, clock: options.clock },
    ...{ log: silentLog, random: () => 0, stopMarks: stopMarks(async () => testKeys) },
    queue: {
      name: 'none',
      addBulk: () => Promise.resolve(),
      work: () => Promise.resolve(),
      counts: () => Promise.resolve({ waiting: 0, delayed: 0, active: 0 }),
      close: () => Promise.resolve(),
    },
  });
  return { sender, accounts, configuration };
}
