import express from 'express';
import request from 'supertest';
import { smsru } from '../../adapters/sms/smsru/adapter.ts';
import { createAnswerPage } from '../../src/messages/answer-page-api.ts';
import type { AnsweredVisits } from '../../src/messages/answer-visits.ts';
import { forgetMessagesOf } from '../../src/messages/forget-messages.ts';
import { readMailing } from '../../src/messages/mailing-report.ts';
import { claimMessages } from '../../src/messages/message-store.ts';
import { planComing } from '../../src/messages/plan-reminders.ts';
import { createReceiptsApi, type UnreadableReceipt } from '../../src/messages/receipts-api.ts';
import { receiveTold } from '../../src/messages/receive-told.ts';
import { stopMarks } from '../../src/messages/stop-marks.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { fakeSms } from '../support/fake-sms.ts';
import { messagingClinic, openOutbox, standingClock, testKeys } from './outbox.ts';

let db: TestDatabase;
let app: express.Express;
let messageId: number;
let link: string;
const answered: AnsweredVisits[] = [];
const unreadable: UnreadableReceipt[] = [];
const clock = standingClock('2026-03-09T15:00:00Z');
const fake = fakeSms('fake');
const parse = (body: Buffer) => smsru.receive!.parse({ body } as never, {} as never);
const adapter = { ...fake.adapter, receive: { ...smsru.receive!, parse: ({ body }: { body: Buffer }) => parse(body) } };
const configuration = messagingClinic([adapter], {
  templates: [
    {
      id: 'ask',
      text: { ru: 'Прием {{ date }} в {{ time }}: {{ link }}' },
      shared: { ru: 'Прием {{ date }}: {{ link }}' },
    },
  ],
  reminders: [{ id: 'evening', template: 'ask', dayBefore: '18:00', answers: 'link' }],
});
const pool = () => db.database.pool;
const row = async (columns: string) =>
  (await pool().query<Record<string, unknown>>(`select ${columns} from message where id = $1`, [messageId])).rows[0];

beforeAll(async () => {
  db = await testDatabase();
  await pool().query(
    `insert into visit (source, external_id, person_phone, branch, zone, doctor, starts_at, ends_at, state, updated_at)
     values ('mis', 'v1', '+79001000001', 'center', 'Europe/Moscow', 'Иванов', '2026-03-10T07:00:00Z', '2026-03-10T08:00:00Z',
       'planned', now())`,
  );
  const { sender, accounts } = openOutbox({ database: db.database, adapters: [adapter], clock, configuration });
  await planComing(pool(), { configuration, now: clock.now() });
  for (const id of await claimMessages(pool(), clock.now(), 10)) await sender.work(id);
  messageId = Number(fake.sent[0]!.clientId);
  link = /https:\/\/r\.clinic\.example(\/r\/[\w-]{16})/.exec(fake.sent[0]!.text)![1]!;
  const received = (account: string, told: Parameters<typeof receiveTold>[0]) =>
    receiveTold(told, { pool: pool(), account, now: clock.now(), stopScope: 'advertising', onAnswered });
  const onAnswered = async (_tx: unknown, told: AnsweredVisits): Promise<void> => void answered.push(told);
  app = express();
  const keepUnreadable = async (kept: UnreadableReceipt): Promise<void> => void unreadable.push(kept);
  const receipts = { accounts, clock, log: silentLog, addressAllowed: () => true, received, keepUnreadable };
  app.use(createReceiptsApi(receipts));
  const page = { pool: pool(), configuration: () => configuration, clock, onAnswered };
  app.use(createAnswerPage({ ...page, onCallMe: async () => undefined }));
});
afterAll(() => db.drop());

describe('receipts', () => {
  const tell = (path: string, body: string) =>
    request(app)
      .post(path)
      .type('form')
      .send(`data[0]=${encodeURIComponent(body)}`);
  const place = '/sms/fake/a-secret-of-sixteen';

  it('are refused with another secret, another account or none', async () => {
    for (const path of ['/sms/fake/a-secret-of-others', '/sms/other/a-secret-of-sixteen', '/sms/fake/x'])
      expect((await tell(path, `sms_status\nfake-${messageId}\n103`)).status).toBe(403);
    expect(await row('state')).toEqual({ state: 'sent' });
  });
  it('are kept before they are answered, in the words of the provider', async () => {
    const answer = await tell(place, `sms_status\nfake-${messageId}\n103`);
    expect([answer.status, answer.text]).toEqual([200, '100']);
    expect(await row('state')).toEqual({ state: 'delivered' });
    await tell(place, `sms_status\nfake-${messageId}\n104`);
    expect(await row('state')).toEqual({ state: 'delivered' });
  });
  it('that cannot be read are kept as they came and answered all the same', async () => {
    const answer = await request(app).post(place).set('content-type', 'text/plain').send('whatever');
    expect([answer.status, answer.text]).toEqual([200, '100']);
    expect(unreadable).toMatchObject([{ account: 'fake', request: { method: 'POST', path: '' }, truncated: false }]);
    expect(unreadable[0]!.request.body.toString()).toBe('whatever');
  });
});

describe('the page of an answer', () => {
  it('tells the time and no name, and looking changes nothing', async () => {
    for (let look = 0; look < 3; look += 1) {
      const page = await request(app).get(link);
      expect(page.status).toBe(200);
      expect(page.text).toContain('10 марта, вторник, 10:00');
      expect(page.text).not.toContain('Иванов');
      expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    }
    expect(answered).toEqual([]);
    expect((await request(app).head(link)).status).toBe(200);
  });
  it('keeps an answer once, and another one instead of it', async () => {
    const say = (answer: string) => request(app).post(link).type('form').send({ answer });
    expect((await say('confirmed')).text).toContain('Спасибо');
    await say('confirmed');
    expect(answered.map(({ answer, way, visits }) => [answer, way, visits.length])).toEqual([['confirmed', 'link', 1]]);
    await say('call-me');
    expect(answered.map(({ answer }) => answer)).toEqual(['confirmed', 'call-me']);
    expect(await row('answer')).toEqual({ answer: 'call-me' });
    expect((await pool().query('select answer, way from visit_answer')).rows).toEqual([
      { answer: 'call-me', way: 'link' },
    ]);
  });
  it('knows no other answer and no other address', async () => {
    expect((await request(app).post(link).type('form').send({ answer: 'delete' })).status).toBe(410);
    expect((await request(app).get('/r/AAAAAAAAAAAAAAAA')).status).toBe(410);
    expect(answered).toHaveLength(2);
  });
  it('keeps no address as it is', async () => {
    const token = link.slice(3);
    const { rows } = await pool().query(`select encode(hash, 'escape') as hash from answer_link`);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

it('a reply by SMS answers the reminder, STOP stops advertising, a repeat is told once', async () => {
  const reply = (replyId: string, text: string) =>
    receiveTold(
      { reports: [], replies: [{ replyId, from: '+79001000001', to: null, text, providerId: null, at: null }] },
      {
        ...{ pool: pool(), account: 'fake', now: clock.now(), stopScope: 'advertising' as const },
        onAnswered: async (_tx, told) => void answered.push(told),
      },
    );
  answered.length = 0;
  await reply('1', 'Нет');
  await reply('1', 'Нет');
  await reply('2', 'Стоп');
  expect(answered.map(({ answer, way }) => [answer, way])).toEqual([['cancel', 'reply']]);
  expect((await pool().query('select phone, scope from stop_list')).rows).toEqual([
    { phone: '+79001000001', scope: 'advertising' },
  ]);
});

it('the report counts each message once', async () => {
  const report = await readMailing(pool(), { from: '2026-03-09', to: '2026-03-09', by: 'template', branches: null });
  expect(report.rows).toEqual([
    {
      ...{
        group: 'ask',
        planned: 1,
        waiting: 0,
        sent: 1,
        delivered: 1,
        failed: 0,
        unknown: 0,
        notSent: 0,
        answered: 1,
      },
      ...{ parts: 1, cost: 2.5 },
    },
  ]);
});

it('a visit that was moved is no more what the page asks about', async () => {
  await pool().query(`update visit set starts_at = starts_at + interval '1 day'`);
  expect((await request(app).get(link)).status).toBe(410);
  expect((await request(app).post(link).type('form').send({ answer: 'cancel' })).status).toBe(410);
});

it('erasing a person empties texts and numbers, and nothing of them is sent', async () => {
  await inTransaction(pool(), (tx) =>
    forgetMessagesOf(
      tx,
      { cards: [], phones: ['+79001000001'], written: '9001000001' },
      { at: clock.now(), marks: stopMarks(async () => testKeys), stopAll: false },
    ),
  );
  expect(await row('phone, text, state, key')).toEqual({
    phone: null,
    text: null,
    state: 'delivered',
    key: `erased ${messageId}`,
  });
  expect((await pool().query('select phone, text from message_reply')).rows).toEqual([
    { phone: null, text: null },
    { phone: null, text: null },
  ]);
});
