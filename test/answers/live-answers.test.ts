import { Readable } from 'node:stream';
import { importPeople } from '../../src/callers/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { PermanentFailure } from '../../src/contracts/failures.ts';
import type { WantedRoute } from '../../src/contracts/pbx-api.ts';
import { russia } from '../../src/contracts/phone-number.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { askingAccount, askingAdapter } from './asking-adapter.ts';

const patient = '+79000000101';

describe('a PBX that waits for our word', () => {
  let app: RunningApp;
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    app = await runApp({
      db,
      configuration: testConfiguration({ pbx: new Map([['asking', askingAccount()]]) }),
      adapters: { pbx: [askingAdapter({ asks: true })] },
      // A machine that runs all tests at once is slower than one that answers telephones.
      answerWithinMs: 3_000,
    });
    await addPatient(db, 'Иванова Мария Петровна', patient);
  });
  afterAll(async () => {
    await app.stop();
    await db.drop();
  });

  const tell = (body: object) =>
    fetch(`${app.url}/webhooks/asking/s3cret`, { method: 'POST', body: JSON.stringify(body) });
  const ask = async (body: object): Promise<unknown> => await (await tell({ ask: true, ...body })).json();

  it('is told the name, and nothing of an unseen number', async () => {
    expect(await ask({ from: patient })).toEqual({ callerName: 'Иванова Мария' });
    expect(await ask({ from: '+79000000999' })).toEqual({});
    expect(await ask({ from: null })).toEqual({});
  });

  it('is sent to the last operator, whose call is stored before the answer', async () => {
    await tell({ call: 'A', kind: 'ended', from: patient, extension: '102', talk: 60 });
    await tell({ call: 'A', kind: 'answered', from: patient, extension: '102' });
    const response = await ask({ call: 'B', kind: 'started', from: patient });
    expect(response).toEqual({ callerName: 'Иванова Мария', extension: '102' });
    const stored = await db.database.sql.selectFrom('provider_call').select('provider_call_id').execute();
    expect(stored.map((row) => row.provider_call_id).sort()).toEqual(['A', 'B']);
  });

  it('is not sent to an operator who talks', async () => {
    await tell({ call: 'C', kind: 'started', from: '+79000000555' });
    await tell({ call: 'C', kind: 'answered', from: '+79000000555', extension: '102' });
    expect(await ask({ from: patient })).toEqual({ callerName: 'Иванова Мария' });
    await tell({ call: 'C', kind: 'ended', from: '+79000000555', extension: '102', talk: 20 });
    expect(await ask({ from: patient })).toMatchObject({ extension: '102' });
  });

  it('gets the usual acknowledgement where it asks nothing, and 403 with a bad secret', async () => {
    expect(await (await tell({ call: 'D', kind: 'started', from: patient })).text()).toBe('ok');
    const refused = await fetch(`${app.url}/webhooks/asking/guess`, { method: 'POST', body: '{"ask":true}' });
    expect(refused.status).toBe(403);
  });

  it('is told to go on as without us when the look-up takes longer than 100 ms', async () => {
    const strict = await runApp({
      db,
      configuration: testConfiguration({ pbx: new Map([['asking', askingAccount()]]) }),
      adapters: { pbx: [askingAdapter({ asks: true })] },
    });
    const holder = await db.database.pool.connect();
    try {
      await holder.query('begin; lock table person in access exclusive mode');
      const began = performance.now();
      const response = await fetch(`${strict.url}/webhooks/asking/s3cret`, {
        method: 'POST',
        body: JSON.stringify({ ask: true, from: patient }),
      });
      const milliseconds = performance.now() - began;
      expect([response.status, await response.json()]).toEqual([200, {}]);
      expect(milliseconds).toBeGreaterThanOrEqual(99);
      expect(milliseconds).toBeLessThan(900);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    const metrics = await (await fetch(`${strict.url}/metrics`)).text();
    expect(metrics).toMatch(/trubka_answer_seconds_count\{account="asking",outcome="late"\} 1/);
    await strict.stop();
    expect(await ask({ from: patient })).toMatchObject({ callerName: 'Иванова Мария' });
  });

  it('whose request cannot be answered gets the usual acknowledgement', async () => {
    const broken = {
      ...askingAdapter({ asks: true }),
      reply: () => {
        throw new Error('a mistake of the adapter');
      },
    };
    const other = await runApp({
      db,
      configuration: testConfiguration({ pbx: new Map([['asking', askingAccount()]]) }),
      adapters: { pbx: [broken] },
    });
    const response = await fetch(`${other.url}/webhooks/asking/s3cret`, {
      method: 'POST',
      body: JSON.stringify({ ask: true, from: patient }),
    });
    expect([response.status, await response.text()]).toEqual([200, 'ok']);
    await other.stop();
  });
});

describe('a PBX that is commanded', () => {
  let db: TestDatabase;
  let routed: WantedRoute[] = [];
  let answer: () => Promise<void> = async () => undefined;
  const api = {
    route: async (_context: unknown, wanted: WantedRoute): Promise<void> => {
      routed.push(wanted);
      await answer();
    },
  };
  const start = () =>
    runApp({
      db,
      configuration: testConfiguration({ pbx: new Map([['asking', askingAccount()]]) }),
      adapters: { pbx: [askingAdapter({ asks: false, api })] },
    });
  const tell = (app: RunningApp, body: object) =>
    fetch(`${app.url}/webhooks/asking/s3cret`, { method: 'POST', body: JSON.stringify(body) });

  beforeEach(async () => {
    db = await testDatabase();
    routed = [];
    answer = async () => undefined;
    await addPatient(db, 'Иванова Мария Петровна', patient);
  });
  afterEach(() => db.drop());

  const talked = async (app: RunningApp) => {
    await tell(app, { call: 'A', kind: 'answered', from: patient, extension: '102', at: '2026-11-01T09:00:00Z' });
    await tell(app, {
      call: 'A',
      kind: 'ended',
      from: patient,
      extension: '102',
      talk: 60,
      at: '2026-11-01T09:01:00Z',
    });
  };

  it('is told once per call, by whatever process, and its 200 does not wait', async () => {
    const [one, other] = [await start(), await start()];
    try {
      await talked(one);
      let finish = (): void => undefined;
      answer = () => new Promise((resolve) => (finish = resolve));
      const response = await tell(one, { call: 'B', kind: 'started', from: patient });
      expect(response.status).toBe(200);
      await eventually(() => expect(routed).toHaveLength(1));
      await tell(one, { call: 'B', kind: 'ringing', from: patient, extension: '101' });
      await tell(other, { call: 'B', kind: 'ringing', from: patient, extension: '101' });
      finish();
      await Promise.all([one.stop(), other.stop()]);
      expect(routed).toHaveLength(1);
      expect(routed[0]).toMatchObject({ providerCallId: 'B', extension: '102', callerName: 'Иванова Мария' });
      expect(routed[0]!.event).toMatchObject({ kind: 'started', providerCallId: 'B' });
      const kept = await db.database.sql.selectFrom('routed_call').selectAll().execute();
      expect(kept).toEqual([expect.objectContaining({ extension: '102', reasons: ['name-told', 'last-operator'] })]);
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });

  it('is told nothing of an old call, of one that rings there already, and of strangers', async () => {
    const app = await start();
    await talked(app);
    await tell(app, { call: 'C', kind: 'started', from: patient, at: new Date(Date.now() - 90_000).toISOString() });
    await tell(app, { call: 'D', kind: 'ringing', from: patient, extension: '102' });
    await tell(app, { call: 'E', kind: 'started', from: '+79000000777' });
    await tell(app, { call: 'F', kind: 'started', from: null });
    await app.stop();
    expect(routed).toEqual([]);
  });

  it('may refuse; the notification is stored all the same', async () => {
    const app = await start();
    await talked(app);
    answer = () => Promise.reject(new PermanentFailure('route is not in the tariff'));
    expect((await tell(app, { call: 'G', kind: 'started', from: patient })).status).toBe(200);
    await eventually(() => expect(routed).toHaveLength(1));
    await app.stop();
  });
});

async function addPatient(db: TestDatabase, name: string, phone: string): Promise<void> {
  await importPeople({
    database: db.database,
    clock: systemClock,
    file: Readable.from([Buffer.from(`Карта;ФИО;Телефон\n1;${name};${phone}\n`)]),
    kind: 'patient',
    context: { phones: russia, zone: 'Europe/Moscow' },
  });
}
