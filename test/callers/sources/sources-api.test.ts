import express, { type RequestHandler } from 'express';
import request from 'supertest';
import { createSourcesApi, sourcesSchema } from '../../../src/callers/index.ts';
import { Problem, problemHandler } from '../../../src/platform/http/index.ts';
import { testConfiguration } from '../../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { sourceSetting } from './source-setting.ts';

let test: TestDatabase;
const now = new Date('2026-11-18T07:00:00Z');
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const allowed: RequestHandler = (_request, _response, next) => next();
const refused: RequestHandler = () => {
  throw new Problem(403, 'not-allowed', 'Not allowed', 'no');
};

function api(mayAsk: RequestHandler = allowed) {
  const configuration = testConfiguration({
    directory: { sources: [sourceSetting({ id: 'clinic', kind: 'csv', path: '/srv/people.csv' })] },
  });
  const app = express();
  const options = { database: test.database, configuration: () => configuration, clock: { now: () => now } };
  app.use(createSourcesApi({ ...options, mayLook: allowed, mayAsk }));
  app.use(problemHandler(() => undefined));
  return request(app);
}

describe('GET /directory/sources', () => {
  it('shows what was not read yet, what was imported, and the age of each', async () => {
    await test.database.pool.query(
      `insert into directory_source (source, kind, refreshed_at, people) values ('file:staff', 'staff', '2026-11-17T07:00:00Z', 12)`,
    );
    const { body } = await api().get('/directory/sources').expect(200);
    expect(sourcesSchema.parse(body)).toEqual(body);
    expect(body.sources).toMatchObject([
      { id: 'clinic', kind: 'csv', people: 'patients', state: 'waiting', ageSeconds: null, everyMinutes: 60 },
      { id: 'file:staff', kind: null, people: 'staff', state: 'ok', ageSeconds: 86_400, count: 12 },
    ]);
  });

  it('a refresh is asked for by who may, of what there is', async () => {
    await api().post('/directory/sources/other/refresh').expect(404);
    await api(refused).post('/directory/sources/clinic/refresh').expect(403);
    await api().post('/directory/sources/clinic/refresh').expect(202);
    const { rows } = await test.database.pool.query('select id, asked_at from directory_refresh');
    expect(rows).toEqual([{ id: 'clinic', asked_at: now }]);
  });
});
