import { recountDue } from '../../src/reports/recount.ts';
import { testConfiguration } from '../support/configuration.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { writeCalls, writeRequests, type NotedCall, type NotedRequest } from '../reports/clinic.ts';

const noon = Date.parse('2026-10-12T09:00:00Z');
const MINUTE = 60_000;
const place = { branch: 'center', zone: 'Europe/Moscow' };

interface Page {
  items: { kind: 'call' | 'request'; call?: { id: string }; request?: { id: string }; class?: string | null }[];
  next: string | null;
}

describe('calls and requests in one list', () => {
  let app: RunningApp;
  const calls = Array.from({ length: 25 }, (_, index): NotedCall => ({
    ...{ ...place, id: index + 1, at: noon + index * 4 * MINUTE, direction: 'in', people: [], class: 'returning' },
    ...{ number: '+79160001000', talk: index % 2 === 0 ? 40 : null },
  }));
  const requests = Array.from({ length: 15 }, (_, index): NotedRequest => ({
    // Some at the very instant of a call.
    ...{ ...place, id: index + 1, at: noon + index * 6 * MINUTE, person: null },
    number: `+7916000200${index % 3}`,
    ...(index === 3 && { withdrawn: true }),
    ...(index === 4 && { source: 'seat', callId: 5 }),
  }));
  /** As each should be named, newest first. */
  const named = [
    ...calls.map(({ id, at }) => ({ at, name: `call ${id}` })),
    ...requests
      .filter(({ withdrawn, source }) => !withdrawn && source === undefined)
      .map(({ id, at }) => ({ at, name: `request ${id}` })),
  ]
    .toSorted((a, b) => b.at - a.at)
    .map(({ name }) => name);

  beforeAll(async () => {
    app = await runApp({ roles: new Set(['web']) });
    const { pool } = app.db.database;
    await writeCalls(pool, calls);
    await writeRequests(pool, requests);
    await pool.query(`update request set name = 'Ольга' where id = 2`);
    await pool.query(`select setval(pg_get_serial_sequence('request', 'id'), 1000)`);
  });
  afterAll(() => app.stop());

  async function ask(query: string, token = 'demo-manager'): Promise<Page> {
    const response = await app.api(`/history?${query}`, token);
    expect(response.status).toBe(200);
    return (await response.json()) as Page;
  }
  const names = ({ items }: Page): string[] =>
    items.map(({ kind, call, request }) => `${kind} ${(call ?? request)?.id}`);

  it('every page goes on where the one before ended, whichever list it ended in', async () => {
    for (const limit of [1, 4, 7, 100]) {
      const found: string[] = [];
      let cursor = '';
      for (;;) {
        const page = await ask(`limit=${limit}${cursor}`);
        found.push(...names(page));
        if (page.next === null) break;
        expect(page.items).toHaveLength(limit);
        cursor = `&cursor=${encodeURIComponent(page.next)}`;
      }
      expect(found).toEqual(named);
    }
  });

  it('narrows by kind and by what requests have; what only calls have leaves them out', async () => {
    const of = (kind: string): string[] => named.filter((name) => name.startsWith(kind));
    expect(names(await ask('kind=request'))).toEqual(of('request'));
    expect(names(await ask('kind=call'))).toEqual(of('call'));
    for (const only of ['direction=in', 'recording=false']) expect(names(await ask(only))).toEqual(of('call'));
    expect(names(await ask(`search=${encodeURIComponent('ольг')}`))).toEqual(['request 2']);
    expect(names(await ask('search=0002000'))).toEqual(['request 13', 'request 10', 'request 7', 'request 1']);
    expect(names(await ask(`kind=request&to=${new Date(noon).toISOString()}`))).toEqual(['request 1']);
    expect(names(await ask('branch=north'))).toEqual([]);
    expect(names(await ask('', 'north-manager'))).toEqual([]);
    expect(names(await ask('', 'demo-it'))).toEqual(of('call'));
    expect(names(await ask('kind=request', 'demo-it'))).toEqual([]);
  });

  it('a request that is left counts within the next count, and no more when it is taken back', async () => {
    const { pool } = app.db.database;
    const configuration = testConfiguration();
    const now = new Date();
    const day = now.toISOString().slice(0, 10);
    const figures = async (): Promise<unknown> => {
      while ((await recountDue(pool, configuration)) > 0);
      const from = new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10);
      const to = new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
      const report = await app.api(`/reports/channels?branch=center&from=${from}&to=${to}`, 'demo-manager');
      const { items } = (await report.json()) as {
        items: { channel: string; conversion: { columns: { id: string; total: { value: number } }[] } }[];
      };
      return items.map(({ channel, conversion }) => [channel, conversion.columns[0]?.total.value]);
    };
    const answer = await app.api('/requests', 'demo-manager', {
      method: 'POST',
      body: JSON.stringify({
        phone: '+7 916 000-30-00',
        branch: 'center',
        utm_source: 'yandex',
        utm_campaign: 'spring',
      }),
    });
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: string };
    expect(await figures()).toEqual([['spring', 1]]);
    const { items } = await ask(`kind=request&from=${day}T00:00:00Z`);
    expect(items).toMatchObject([{ request: { id }, class: expect.any(String) as unknown }]);
    const back = await app.api(`/requests/${id}`, 'demo-manager', {
      method: 'PUT',
      body: JSON.stringify({ state: 'withdrawn' }),
    });
    expect(back.status).toBe(200);
    expect(await figures()).toEqual([]);
  });
});
