import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await runApp({ roles: new Set(['web']) });
  await addToken(app.db.database.sql, systemClock, {
    ...{ label: 'Старший', role: 'senior', seat: null, branches: ['center'], token: 'senior' },
  });
}, 60_000);
afterAll(() => app.stop());

async function read<T>(path: string, token = 'demo-it', init?: RequestInit): Promise<T> {
  const response = await app.api(path, token, init);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as T;
}
const post = <T>(path: string, body?: unknown) =>
  read<T>(path, 'demo-it', { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) });

it('shows what is to be entered at a provider to IT alone, and keeps that it was shown', async () => {
  const query = new URLSearchParams({ url: 'https://trubka.example.ru/' }).toString();
  expect((await app.api(`/integrations/uis/setup?${query}`, 'demo-manager')).status).toBe(403);
  expect((await app.api(`/integrations/nobody/setup?${query}`, 'demo-it')).status).toBe(404);
  expect((await app.api('/integrations/uis/setup?url=javascript:alert(1)', 'demo-it')).status).toBe(400);
  const uis = await read<{ templates: { url: string; secret: boolean }[]; letter: string }>(
    `/integrations/uis/setup?${query}`,
  );
  expect(uis.templates[0]?.url).toContain('https://trubka.example.ru/webhooks/uis');
  expect(uis.templates.some(({ secret }) => secret)).toBe(true);
  expect(uis.letter).toContain('Здравствуйте');
  expect((await read<{ letter: string }>(`/integrations/uis/setup?${query}&language=en`)).letter).toContain('Hello');
  const ident = await read<{ values: { value: string; secret: boolean }[] }>(`/integrations/ident/setup?${query}`);
  expect(ident.values.map(({ secret }) => secret)).toEqual([false, true]);
  expect(ident.values[0]?.value).toBe('https://trubka.example.ru/ident/ident');
  const { items } = await read<{ items: { subject: string }[] }>('/audit?what=integration.setup');
  expect(items.map(({ subject }) => subject)).toEqual(['ident', 'uis', 'uis']);
});

it('counts what an account still has to fetch and what was not delivered', async () => {
  await app.db.database.pool.query(
    `insert into delivery (account, kind, state, created_at, published_at, fetched_at, died_at, last_error) values
       ('ident', 'call', 'offered', now(), now(), null, null, null),
       ('ident', 'call', 'offered', now(), now() - interval '1 hour', now(), null, null),
       ('ident', 'ticket', 'offered', now(), null, null, null, null),
       ('uis', 'forward', 'dead', now(), null, null, now(), 'answered 401')`,
  );
  const { items } = await read<{ items: { account: string; name: string; owed: object }[] }>('/integrations');
  expect(items.map(({ account, name, owed }) => [account, name, owed])).toMatchObject([
    ['uis', 'UIS / CoMagic', { waiting: 0, dead: 1, lastError: 'answered 401' }],
    ['ident', 'IDENT', { waiting: 1, dead: 0, lastError: null }],
  ]);
});

it('masks what could not be read, reads it again, lets it go', async () => {
  await app.uis('no-such-event', { contact_phone_number: '79161234567', contact_full_name: 'Иванова Мария' });
  const { items } = await read<{ items: { id: number; body: string }[] }>('/quarantine?account=uis');
  expect(items).toHaveLength(1);
  expect(items[0]?.body).toContain('7916***4567');
  expect(items[0]?.body).not.toMatch(/Иванова|"demo"/);
  expect((await read<{ items: [] }>('/quarantine?account=other')).items).toEqual([]);
  expect(await post('/quarantine/replay', { account: 'uis' })).toEqual({ replayed: 0, unreadable: 1 });
  expect((await app.api('/quarantine/replay', 'demo-it', { method: 'POST', body: '{}' })).status).toBe(400);
  expect(await post(`/quarantine/${items[0]!.id}/dismiss`)).toMatchObject({ state: 'dismissed' });
  expect((await app.api(`/quarantine/${items[0]!.id}/dismiss`, 'demo-it', { method: 'POST' })).status).toBe(404);
  expect((await read<{ items: [] }>('/quarantine')).items).toEqual([]);
});

it('tells the journal by pages and filters, to those who may', async () => {
  expect((await app.api('/audit', 'senior')).status).toBe(403);
  const all: { id: string; what: string }[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: typeof all; next: string | null } = await read(
      `/audit?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      'demo-manager',
    );
    all.push(...page.items);
    cursor = page.next;
  }
  const whole = await read<{ items: typeof all }>('/audit?limit=200');
  expect(all).toEqual(whole.items);
  expect(all.map(({ what }) => what)).toContain('quarantine.dismissed');
  expect((await read<{ items: [] }>('/audit?who=%25')).items).toEqual([]);
  expect((await read<{ items: [] }>('/audit?who=DEMO-IT')).items.length).toBe(all.length);
  expect((await read<{ items: [] }>(`/audit?to=${encodeURIComponent('2020-01-01T00:00:00Z')}`)).items).toEqual([]);
});

it('tells how fast this process was', async () => {
  const { intake, pops } = await read<Record<'intake' | 'pops', { count: number }>>('/integrations/latency');
  expect(intake.count).toBeGreaterThan(0);
  expect(pops.count).toBe(0);
});
