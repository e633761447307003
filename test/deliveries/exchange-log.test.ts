import express from 'express';
import request from 'supertest';
import { misAdapters } from '../../adapters/mis/index.ts';
import { createPullApi, createPullPorts, pruneExchanges, pullAccounts } from '../../src/deliveries/index.ts';
import { listExchanges } from '../../src/deliveries/exchange-log.ts';
import { at, clinic, missed, openPublishing, settledCall, type Publishing } from './publishing.ts';

let publishing: Publishing;
let app: express.Express;
let down = false;
beforeAll(async () => {
  publishing = await openPublishing();
  const { database, clock } = publishing;
  app = express();
  app.use(
    createPullApi({
      accounts: pullAccounts(
        misAdapters,
        new Map([['ident', { id: 'ident', provider: 'ident', allowFrom: [], settings: { key: 'demo' } }]]),
      ),
      branches: [],
      ports(account) {
        if (down) throw new Error('a fault of ours');
        return createPullPorts({ database, clock, account, clinic });
      },
      ...{ database, clock },
      addressAllowed: () => true,
      failed: () => undefined,
    }),
  );
});
beforeEach(() => publishing.database.pool.query('truncate mis_exchange'));
afterAll(() => publishing.drop());

const ask = (path: string, key = 'demo') =>
  request(app).get(`/ident/ident/${path}`).set({ 'IDENT-Integration-Key': key, 'User-Agent': 'IDENT' });
const list = (more: Partial<Parameters<typeof listExchanges>[1]> = {}) =>
  listExchanges(publishing.database.sql, { account: 'ident', errors: false, limit: 50, ...more });
const window = 'dateTimeFrom=2026-03-10T00:00:00%2B03:00&dateTimeTo=2026-03-10T23:59:59%2B03:00';

it('keeps what was asked and what it got, and no number of anybody', async () => {
  await publishing.publish(settledCall({ id: 1 }), missed({ id: 2 }));
  await ask(`GetFinishedCalls?${window}&limit=500&offset=0`);
  await ask('GetOngoingCalls?limit=20');
  await ask('');
  const [hello, ongoing, finished] = await list();
  expect(finished).toEqual({
    ...{ id: expect.any(String), at: at('12:00:00').toISOString(), method: 'GetFinishedCalls', rows: 2, status: 200 },
    period: { from: '2026-03-09T21:00:00.000Z', to: '2026-03-10T20:59:59.000Z' },
    page: { limit: 500, offset: 0 },
    ...{ milliseconds: expect.any(Number), address: expect.stringMatching(/127\.0\.0\.1|::1/), said: null },
  });
  expect(ongoing).toMatchObject({ method: 'GetOngoingCalls', period: null, page: { limit: 20, offset: 0 }, rows: 0 });
  expect(hello).toMatchObject({ method: null, status: 200, rows: null, said: expect.stringContaining('ключ верный') });
  const { rows } = await publishing.database.pool.query('select * from mis_exchange');
  expect(JSON.stringify(rows)).not.toMatch(/7900000|4950000/);
});

it('a first synchronisation from the beginning of time gets everything, in pages', async () => {
  const old = Array.from({ length: 3 }, (_, n) =>
    settledCall({ id: 11 + n, startedAt: at(`2019-05-0${n + 1}T09:00:00Z`) }),
  );
  await publishing.publish(...old);
  const since = 'dateTimeFrom=0001-01-01T00:00:00%2B03:00&dateTimeTo=2019-12-31T23:59:59%2B03:00&limit=2';
  const pages: unknown[] = [];
  for (const offset of [0, 2, 4]) pages.push((await ask(`GetFinishedCalls?${since}&offset=${offset}`)).body);
  expect(pages.map((page) => (page as unknown[]).length)).toEqual([2, 1, 0]);
  expect((await list())[0]).toMatchObject({ status: 200, period: { to: '2019-12-31T20:59:59.000Z' }, rows: 0 });
});

it('keeps why it was refused, and shows these alone', async () => {
  await ask(`GetTickets?${window}`);
  await ask('GetTickets?dateTimeTo=x');
  down = true;
  await ask(`GetTickets?${window}`);
  down = false;
  expect((await list()).map(({ status }) => status)).toEqual([500, 400, 200]);
  const errors = await list({ errors: true });
  expect(errors.map(({ status, said }) => [status, said])).toEqual([
    [500, expect.stringContaining('не может ответить')],
    [400, expect.stringContaining('dateTimeFrom')],
  ]);
  expect(await list({ errors: true, before: Number(errors[0]!.id) })).toHaveLength(1);
});

it('keeps one in ten seconds of those who have no key, and none at accounts that there are not', async () => {
  publishing.clock.time = at('13:00:00');
  for (const _ of [1, 2, 3]) expect((await ask(`GetTickets?${window}`, 'wrong')).status).toBe(403);
  expect((await request(app).get('/ident/nobody/GetTickets')).status).toBe(401);
  publishing.clock.time = at('13:00:11');
  await ask(`GetTickets?${window}`, 'wrong');
  const { rows } = await publishing.database.pool.query('select account, status from mis_exchange');
  expect(rows).toEqual([
    { account: 'ident', status: 403 },
    { account: 'ident', status: 403 },
  ]);
});

it('is forgotten in time', async () => {
  publishing.clock.time = at('12:00:00');
  await ask('');
  publishing.clock.time = at('14:00:00');
  await ask('');
  expect(await pruneExchanges(publishing.database.pool, at('13:00:00'))).toBe(1);
  expect(await list()).toHaveLength(1);
});
