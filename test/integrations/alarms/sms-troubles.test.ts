import { alarmKinds } from '../../../src/integrations/alarms/alarm-store.ts';
import { alarmWords } from '../../../src/integrations/alarms/alarm-words.ts';
import { smsTroubles } from '../../../src/integrations/alarms/sms-troubles.ts';
import type { SmsAccount } from '../../../src/platform/configuration/index.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';

let db: TestDatabase;
beforeAll(async () => void (db = await testDatabase()));
afterAll(() => db.drop());

const account = (id: string, minimumBalance: number | null): [string, SmsAccount] => [
  id,
  { id, provider: id, allowFrom: [], sender: null, settings: {}, receiptSecret: null, minimumBalance },
];
const sms = new Map([account('poor', 500), account('careless', null), account('rich', 500), account('stopped', 500)]);
const troubles = () => smsTroubles({ database: db.database, configuration: { sms } });

it('little money and a stopped account are troubles, each told once', async () => {
  const { pool } = db.database;
  expect(await troubles()).toEqual([]);
  await pool.query(
    `insert into sms_account_state (account, balance, currency, balance_at)
     values ('poor', 499.5, 'RUB', now()), ('careless', 0, 'RUB', now()), ('rich', 500, 'RUB', now()),
       ('stopped', 0, 'RUB', now()), ('gone', 0, 'RUB', now())`,
  );
  await pool.query(
    `insert into sending_pace (account, lane, stopped_at, stopped_reason)
     values ('stopped', 'sms', '2026-03-02T09:00:00Z', 'no money'), ('gone', 'sms', now(), 'x')`,
  );
  expect(await troubles()).toEqual([
    {
      ...{ kind: 'sms-stopped', account: 'stopped', subject: 'stopped' },
      detail: { reason: 'no money', since: '2026-03-02T09:00:00.000Z' },
    },
    {
      ...{ kind: 'sms-balance', account: 'poor', subject: 'poor' },
      detail: { balance: 499.5, currency: 'RUB', minimum: 500 },
    },
  ]);
});

it.each(alarmKinds)('%s has words in both languages', (kind) => {
  for (const language of ['ru', 'en'] as const)
    expect(Object.values(alarmWords[language][kind]).every((words) => words.length > 3)).toBe(true);
});
