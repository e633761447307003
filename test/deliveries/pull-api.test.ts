import express from 'express';
import request from 'supertest';
import { createPullApi, createPullPorts, pullAccounts, type PullPoll } from '../../src/deliveries/index.ts';
import { misAdapters } from '../../adapters/mis/index.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { at, clinic, missed, openPublishing, settledCall, type Publishing } from './publishing.ts';

let publishing: Publishing;
beforeAll(async () => void (publishing = await openPublishing()));
afterAll(() => publishing.drop());

const window = 'dateTimeFrom=2026-03-10T00:00:00%2B03:00&dateTimeTo=2026-03-10T23:59:59%2B03:00';
const key = { 'IDENT-Integration-Key': 'demo' };

function open(
  told: {
    database?: Publishing['database'];
    addressAllowed?: (allowFrom: readonly string[], address: string) => boolean;
  } = {},
) {
  const database = told.database ?? publishing.database;
  const polls: PullPoll[] = [];
  const failures: { error: unknown; account: string }[] = [];
  const configured = new Map(
    ['ident', 'second'].map((id) => [
      id,
      { id, provider: 'ident', allowFrom: ['192.0.2.1'], settings: { key: id === 'ident' ? 'demo' : 'other' } },
    ]),
  );
  const api = createPullApi({
    accounts: pullAccounts(misAdapters, configured),
    branches: [{ id: 'center', name: 'Центр', zone: 'Europe/Moscow' }],
    ports: (account) => createPullPorts({ database, clock: publishing.clock, account, clinic }),
    database,
    clock: publishing.clock,
    addressAllowed: told.addressAllowed ?? (() => true),
    polled: (poll) => polls.push(poll),
    failed: (error, account) => failures.push({ error, account }),
  });
  const app = express();
  app.use(api);
  app.use((_request, response) => void response.status(418).send('the next router'));
  return { app, polls, failures };
}

describe('the address of a MIS that asks us', () => {
  it('serves finished calls, and says when it was asked', async () => {
    await publishing.publish(settledCall({ id: 1 }), missed({ id: 2 }));
    const { app, polls } = open();
    const response = await request(app).get(`/ident/ident/GetFinishedCalls?${window}&limit=500&offset=0`).set(key);
    expect(response.status).toBe(200);
    expect(response.type).toBe('application/json');
    expect(response.body).toHaveLength(2);
    expect(response.body[0]).toMatchObject({ DateAndTime: '2026-03-10T12:00:00+03:00', PhoneFrom: '+79000000001' });
    expect(polls).toMatchObject([{ account: 'ident', method: 'GetFinishedCalls', status: 200, rows: 2 }]);
    const contacts = await publishing.database.sql.selectFrom('account_contact').selectAll().execute();
    expect(contacts).toEqual([
      { account: 'ident', what: 'polled:GetFinishedCalls', at: at('12:00:00'), detail: { status: 200, rows: 2 } },
    ]);
  });

  it('repairs a plus that was not encoded, and reads names in any case', async () => {
    const query = 'datetimefrom=2026-03-10T00:00:00+03:00&DATETIMETO=2026-03-10T23:59:59+03:00&LIMIT=1';
    const response = await request(open().app).get(`/ident/ident/getTICKETS?${query}`).set(key);
    expect([response.status, response.body]).toMatchObject([
      200,
      [{ Comment: 'Пропущенный звонок, первичный, ждал 20 с' }],
    ]);
  });

  it.each(['/ident/ident', '/ident/ident/'])('%s says that all is well', async (path) => {
    expect((await request(open().app).get(path).set(key)).status).toBe(200);
  });

  it('names what is wrong', async () => {
    const response = await request(open().app).get('/ident/ident/GetTickets?dateTimeTo=x').set(key);
    expect([response.status, response.type]).toEqual([400, 'text/plain']);
    expect(response.text).toContain('dateTimeFrom');
  });

  it('refuses a wrong key, another account’s key, no such account and a foreign address alike', async () => {
    const { app } = open();
    const strict = open({ addressAllowed: () => false }).app;
    const refusals = await Promise.all([
      request(app).get(`/ident/ident/GetTickets?${window}`).set('IDENT-Integration-Key', 'wrong'),
      request(app).get(`/ident/second/GetTickets?${window}`).set(key),
      request(app).get(`/ident/nobody/GetTickets?${window}`).set(key),
      request(app).get(`/ident/nobody/GetTickets?${window}`).set('IDENT-Integration-Key', 'wrong'),
      request(strict).get(`/ident/ident/GetTickets?${window}`).set(key),
    ]);
    for (const refusal of refusals) {
      expect([refusal.status, refusal.type, refusal.text]).toEqual([403, 'text/plain', refusals[0].text]);
      expect(refusal.text).not.toMatch(/[<>]/);
    }
    expect((await request(app).get('/ident/nobody/GetTickets')).status).toBe(401);
    expect((await request(app).get('/ident/ident/GetTickets')).status).toBe(401);
  });

  it('asks for the list of the account and the address of the sender', async () => {
    const asked: unknown[] = [];
    const addressAllowed = (...told: unknown[]) => asked.push(told) > 0;
    await request(open({ addressAllowed }).app).get('/ident/ident/').set(key);
    expect(asked).toEqual([[['192.0.2.1'], expect.stringMatching(/127\.0\.0\.1|::1/)]]);
  });

  it('keeps accounts apart', async () => {
    const response = await request(open().app)
      .get(`/ident/second/GetFinishedCalls?${window}`)
      .set('IDENT-Integration-Key', 'other');
    expect(response.body).toEqual([]);
  });

  it('stores a timetable of 20 MB, and keeps it when the next one is bad', async () => {
    const interval = {
      BranchId: 1,
      DoctorId: 7,
      StartDateTime: '2026-03-11T10:00:00',
      LengthInMinutes: 30,
      IsBusy: false,
    };
    const timetable = {
      Doctors: [{ Id: 7, Name: 'Петров' }],
      Branches: [{ Id: 1, Name: 'Центр' }],
      Intervals: [interval],
    };
    const body = JSON.stringify(timetable) + ' '.repeat(20 * 1024 * 1024);
    const post = (sent: string) =>
      request(open().app).post('/ident/ident/PostTimeTable').set(key).type('json').send(sent);
    expect((await post(body)).status).toBe(200);
    const bad = await post('{"Intervals": [{}]}');
    expect([bad.status, bad.type]).toEqual([400, 'text/plain']);
    expect(await publishing.database.sql.selectFrom('timetable_slot').selectAll().execute()).toEqual([
      {
        account: 'ident',
        branch_id: '1',
        doctor_id: '7',
        starts_at: at('2026-03-11T07:00:00Z'),
        minutes: 30,
        busy: false,
      },
    ]);
  });

  it('refuses a body over the limit, and one without a key before reading it', async () => {
    const { app } = open();
    const large = ' '.repeat(50 * 1024 * 1024 + 1);
    expect((await request(app).post('/ident/ident/PostTimeTable').set(key).type('json').send(large)).status).toBe(413);
    expect((await request(app).post('/ident/ident/PostTimeTable').type('json').send(large)).status).toBe(401);
  });

  it('takes GET and POST only, and leaves other addresses to others', async () => {
    const { app } = open();
    expect((await request(app).put('/ident/ident/GetTickets').set(key)).status).toBe(405);
    expect((await request(app).get('/identity/ident')).status).toBe(418);
    expect((await request(app).get('/ident')).status).toBe(418);
  });

  it('says 503 in plain text while the database is down', async () => {
    const database = openDatabase('postgres://nobody@127.0.0.1:1/none');
    const { app, failures, polls } = open({ database });
    const response = await request(app).get(`/ident/ident/GetFinishedCalls?${window}`).set(key);
    expect([response.status, response.type, response.get('Retry-After')]).toEqual([503, 'text/plain', '30']);
    expect(response.text).not.toMatch(/[<>]|ECONNREFUSED/);
    expect(failures).toMatchObject([{ account: 'ident' }]);
    expect(polls).toEqual([]);
    await database.close();
  });

  it('says 500 in plain text when it is our own fault', async () => {
    const { database, drop } = await openPublishing();
    await database.pool.query('drop table pull_snapshot');
    const { app, failures } = open({ database });
    const response = await request(app).get(`/ident/ident/GetFinishedCalls?${window}`).set(key);
    expect([response.status, response.type]).toEqual([500, 'text/plain']);
    expect(failures).toHaveLength(1);
    await drop();
  });
});
