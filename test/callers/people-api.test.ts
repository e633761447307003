import express from 'express';
import request from 'supertest';
import { createPeopleApi, identifyCaller, type AskedNumber } from '../../src/callers/index.ts';
import type { Configuration } from '../../src/platform/configuration/configuration.ts';
import { problemHandler } from '../../src/platform/http/index.ts';
import { CALL, input, regular } from './directory-person.ts';

const branches = new Map([
  ['center', { id: 'center', name: 'Центр', zone: 'Europe/Moscow', areaCode: '495' }],
  ['east', { id: 'east', name: 'Восток', zone: 'Asia/Vladivostok', areaCode: '423' }],
]);
const configuration = {
  clinic: { name: 'К', country: 'RU', language: 'ru' },
  branches,
  lines: new Map(),
} as unknown as Configuration;

function api(asked: AskedNumber[] = []) {
  const app = express();
  app.use(
    createPeopleApi({
      async find(question) {
        asked.push(question);
        return identifyCaller(input([regular({ phone: question.phone })], { external: question.phone })).caller;
      },
      async search({ name }) {
        return name === 'орл'
          ? [
              {
                id: '1',
                source: 's',
                externalId: '7',
                kind: 'patient',
                name: 'Орлова',
                birthDate: null,
                lastVisit: null,
                phones: 1,
              },
            ]
          : [];
      },
      configuration: () => configuration,
      clock: { now: () => CALL },
    }),
  );
  app.use(problemHandler(() => undefined));
  return request(app);
}

describe('GET /people', () => {
  it('finds by name', async () => {
    const { body } = await api()
      .get(`/people?name=${encodeURIComponent('орл')}`)
      .expect(200);
    expect(body.items).toMatchObject([{ name: 'Орлова' }]);
  });

  it('wants a number or a name', async () => {
    expect((await api().get('/people')).status).toBe(400);
  });

  it.each([
    ['/people?phone=%2B79160001122', '+79160001122', 'Europe/Moscow'],
    ['/people?phone=+79160001122', '+79160001122', 'Europe/Moscow'],
    ['/people?phone=8(916)000-11-22&branch=east', '+79160001122', 'Asia/Vladivostok'],
    ['/people?phone=123-45-67', '+74951234567', 'Europe/Moscow'],
    ['/people?phone=212-34-56&branch=east', '+74232123456', 'Asia/Vladivostok'],
  ])('%s', async (path, phone, zone) => {
    const asked: AskedNumber[] = [];
    const { status, body } = await api(asked).get(path);
    expect(status).toBe(200);
    expect(asked).toEqual([{ phone, at: CALL, configuration, zone }]);
    expect(body).toMatchObject({
      phone,
      kind: 'patient',
      class: 'returning',
      candidates: [{ name: 'Орлова Мария Петровна' }],
    });
  });

  it.each(['/people', '/people?phone=', '/people?phone=101', '/people?phone=89160001122&branch=nowhere'])(
    '%s is refused',
    async (path) => {
      const { status, body } = await api().get(path);
      expect(status).toBe(400);
      expect(body.detail).toMatch(/phone|branch/);
    },
  );
});
