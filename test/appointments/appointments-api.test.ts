import { randomUUID } from 'node:crypto';
import express from 'express';
import request from 'supertest';
import { addToken, identify, requireIdentity } from '../../src/access/index.ts';
import { startAppointments } from '../../src/appointments/index.ts';
import { appointmentsSchema } from '../../src/platform/configuration/appointments-schema.ts';
import { problemHandler } from '../../src/platform/http/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let test: TestDatabase;
let app: express.Express;
const clock = { now: () => new Date('2026-11-18T07:00:00Z') };
const appointments = appointmentsSchema.parse({
  sources: [{ id: 'reports', kind: 'report', files: [{ path: '/srv/visits.csv' }] }],
});
const configuration = { ...testConfiguration(), appointments };
const [center, north] = [...configuration.branches.keys()];

beforeAll(async () => {
  test = await testDatabase();
  const { routers } = startAppointments({
    ...{ database: test.database, clock, log: silentLog },
    configuration: () => configuration,
  });
  app = express();
  app.use(
    requireIdentity((token) => identify(test.database.sql, token)),
    ...routers,
    problemHandler(() => undefined),
  );
  const add = (token: string, role: 'it' | 'manager' | 'reception', branches: string[]) =>
    addToken(test.database.sql, clock, { ...{ label: token, role, seat: null, branches, token } });
  await add('whole', 'it', [...configuration.branches.keys()]);
  await add('north', 'manager', [north!]);
  await add('reception', 'reception', [center!]);
  await test.database.pool.query(
    `insert into person (source, external_id, kind, full_name, updated_at) values ('mis', '1001', 'patient', 'Орлова Мария', now())`,
  );
});
afterAll(() => test.drop());

const newKey = (): string => randomUUID();
const put = (id: string, body: object, { token = 'whole', key = newKey() } = {}) =>
  request(app).put(`/appointments/${id}`).auth(token, { type: 'bearer' }).set('Idempotency-Key', key).send(body);
const get = (path: string, token = 'whole') => request(app).get(path).auth(token, { type: 'bearer' });
const visit = (told: object = {}) => ({
  person: { source: 'mis', id: '1001' },
  branch: center,
  startsAt: '2026-11-20T10:00:00+03:00',
  minutes: 30,
  ...told,
});

describe('PUT /appointments/{source}/{id}', () => {
  it('stores a visit, changes what is told of it later, and says the change once', async () => {
    const created = await put('mis/1', visit({ doctor: { id: '7', name: 'Ким' }, service: 'Гигиена' }));
    expect([created.status, created.body]).toMatchObject([
      201,
      {
        ...{ source: 'mis', externalId: '1', state: 'planned', startsAt: '2026-11-20T07:00:00.000Z' },
        ...{ endsAt: '2026-11-20T07:30:00.000Z', zone: 'Europe/Moscow', addedAt: '2026-11-18T07:00:00.000Z' },
        ...{ person: { name: 'Орлова Мария' }, doctor: { id: '7', name: 'Ким' } },
      },
    ]);
    const moved = await put('mis/1', { startsAt: '2026-11-21T09:00:00Z', state: 'confirmed' });
    expect([moved.status, moved.body]).toMatchObject([
      200,
      {
        state: 'confirmed',
        service: 'Гигиена',
        endsAt: '2026-11-21T09:30:00.000Z',
        branch: center,
        doctor: { id: '7' },
      },
    ]);
    await put('mis/1', { startsAt: '2026-11-21T09:00:00Z', state: 'confirmed' });
    const { rows } = await test.database.pool.query(
      `select kinds, initial from visit_change where source = 'mis' and external_id = '1' order by id`,
    );
    expect(rows).toEqual([
      { kinds: ['added'], initial: false },
      { kinds: ['moved', 'confirmed'], initial: false },
    ]);
  });

  it('one key does it once', async () => {
    const key = randomUUID();
    expect((await put('mis/once', visit(), { key })).status).toBe(201);
    const again = await put('mis/once', visit(), { key });
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
    expect((await put('mis/once', visit({ minutes: 40 }), { key })).status).toBe(422);
  });

  it.each<[string, object, RegExp]>([
    ['an end before the start', { minutes: undefined, endsAt: '2026-11-20T06:00:00Z' }, /endsAt/],
    ['a branch that is none', { branch: 'moon' }, /branch/],
    ['a number that is none', { person: { phone: 'нет' } }, /phone/],
    ['a time without an offset', { startsAt: '2026-11-20T10:00:00' }, /startsAt/],
    ['an unknown state', { state: 'сидит' }, /state/],
  ])('refuses %s', async (_title, told, detail) => {
    const answer = await put('mis/bad', visit(told));
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringMatching(detail)]);
    expect(
      (await get('/appointments?source=mis')).body.items.map(({ externalId }: { externalId: string }) => externalId),
    ).not.toContain('bad');
  });

  it('keeps to the branches of the token, to its role and to sources that are nobody else’s', async () => {
    await put('mis/center', visit());
    expect((await put('mis/center', { startsAt: '2026-11-22T10:00:00Z' }, { token: 'north' })).status).toBe(403);
    expect((await put('mis/mine', visit(), { token: 'north' })).status).toBe(403);
    expect((await put('mis/mine', visit({ branch: undefined }), { token: 'north' })).status).toBe(403);
    expect((await put('mis/mine', visit({ branch: north }), { token: 'north' })).status).toBe(201);
    expect((await put('mis/any', visit(), { token: 'reception' })).status).toBe(403);
    expect((await put('reports/1', visit())).body.detail).toMatch(/read from it/);
    expect((await put('file:appointments/1', visit())).status).toBe(403);
  });
});

describe('GET /appointments', () => {
  it('pages through a range, of a branch, a person and states', async () => {
    for (let hour = 0; hour < 5; hour += 1)
      await put(
        `paged/${hour}`,
        visit({ startsAt: `2026-12-01T1${hour}:00:00Z`, state: hour === 2 ? 'cancelled' : 'planned' }),
      );
    await put(
      'paged/n',
      visit({ branch: north, startsAt: '2026-12-01T11:30:00Z', person: { phone: '8 916 000-11-22', name: 'Ким' } }),
    );
    const ids: string[] = [];
    let next: string | null = null;
    do {
      const page = await get(
        `/appointments?from=2026-12-01T00:00:00Z&to=2026-12-01T14:00:00Z&limit=2${next === null ? '' : `&cursor=${next}`}`,
      );
      ids.push(...page.body.items.map(({ externalId }: { externalId: string }) => externalId));
      next = page.body.next as string | null;
    } while (next !== null);
    expect(ids).toEqual(['0', '1', 'n', '2', '3']);
    const of = async (query: string, token?: string) =>
      (await get(`/appointments?from=2026-12-01T00:00:00Z&${query}`, token)).body.items.map(
        ({ externalId }: { externalId: string }) => externalId,
      );
    expect(await of('state=cancelled')).toEqual(['2']);
    expect(await of(`branch=${north}`)).toEqual(['n']);
    expect(await of('', 'north')).toEqual(['n']);
    expect(await of('person=1')).toEqual(['0', '1', '2', '3', '4']);
    expect((await get(`/appointments?branch=${center}`, 'north')).status).toBe(403);
    expect((await get('/appointments?state=sitting')).status).toBe(400);
    const named = await get(`/appointments?branch=${north}&from=2026-12-01T00:00:00Z`);
    expect(named.body.items[0].person).toEqual({ id: null, name: 'Ким', phone: '+79160001122' });
  });

  it('the date of the last visit on a card is none of them', async () => {
    await test.database.pool.query(
      `insert into visit (source, external_id, person_id, zone, starts_at, ends_at, state, updated_at, of_card)
       values ('card', 'last:1001', 1, 'UTC', '2025-01-01', '2025-01-01', 'completed', now(), true)`,
    );
    expect((await get('/appointments?to=2025-12-31T00:00:00Z')).body.items).toEqual([]);
  });
});

describe('GET /appointments/sources', () => {
  it('shows configured and pushed sources, their level and age, to those who may look', async () => {
    await put('live/1', visit({ person: { id: '9999' } }));
    const { body } = await get('/appointments/sources');
    expect(body.sources[0]).toMatchObject({
      id: 'reports',
      kind: 'report',
      level: 'T3',
      state: 'waiting',
      fresh: false,
    });
    expect(body.sources.find(({ id }: { id: string }) => id === 'live')).toMatchObject({
      ...{ kind: 'push', level: 'T4', fresh: true, ageSeconds: 0, visits: 1, withoutPerson: 1, state: 'ok' },
    });
    expect((await get('/appointments/sources', 'reception')).status).toBe(403);
  });

  it('a configured one can be asked to be read now', async () => {
    const ask = (id: string, token: string) =>
      request(app).post(`/appointments/sources/${id}/refresh`).auth(token, { type: 'bearer' });
    expect((await ask('reports', 'whole')).status).toBe(202);
    expect((await ask('nothing', 'whole')).status).toBe(404);
    expect((await ask('reports', 'north')).status).toBe(403);
    const { rows } = await test.database.pool.query('select id, asked_at from directory_refresh');
    expect(rows).toEqual([{ id: 'visits:reports', asked_at: clock.now() }]);
  });
});
