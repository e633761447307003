import { addToken } from '../../src/access/index.ts';
import { recountDue } from '../../src/reports/recount.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { lookedAt } from './golden-day/day.ts';
import { expected } from './golden-day/expected.ts';
import { instant, liveThrough } from './golden-day/live-through.ts';

const configuration = testConfiguration();
const day = 'from=2026-11-17&to=2026-11-17';
const center = `branch=center&${day}`;
let db: TestDatabase;
let app: RunningApp;

interface Figure {
  value: number | null;
}
interface ConversionAnswer {
  level: string;
  conversion: { columns: { id: string; total: Figure; groups: Record<string, Figure> }[] } & Record<string, Figure>;
  money: Record<string, unknown>;
  by: {
    operator: { name: string | null; extension: string | null } | null;
    conversion: ConversionAnswer['conversion'];
  }[];
}

beforeAll(async () => {
  db = await testDatabase();
  await liveThrough(db.database.pool, 'T4', configuration);
  await db.database.pool.query(`insert into visit_source (source, kind, refreshed_at) values ('mis', 'mis', $1)`, [
    instant('19 11:55'),
  ]);
  // Whoever talked by 101 or 102 sat at these seats.
  await db.database.pool.query(
    `update call set answered_seat = case answered_extension when '101' then 'reception-1' when '102' then 'reception-2' end
     where answered_extension in ('101', '102')`,
  );
  const now = instant(lookedAt);
  app = await runApp({ db, configuration, clock: { now: () => now }, roles: new Set(['web']) });
  for (const [token, role, seat, branches] of [
    ['senior-both', 'senior', 'reception-1', ['center', 'north']],
    ['senior-north', 'senior', null, ['north']],
  ] as const)
    await addToken(db.database.sql, { now: () => now }, { label: token, role, seat, branches, token });
});
afterAll(async () => {
  await app.stop();
  await db.drop();
});

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names the shape of the answer
async function ask<T>(path: string, token = 'demo-manager', init?: RequestInit): Promise<{ status: number; body: T }> {
  const answer = await app.api(path, token, init);
  return { status: answer.status, body: (answer.status === 204 ? null : await answer.json()) as T };
}
async function listed(path: string, figure: string): Promise<number> {
  let count = 0;
  let cursor = '';
  for (;;) {
    const { body } = await ask<{ items: unknown[]; next: string | null }>(`${path}&figure=${figure}&limit=7${cursor}`);
    count += body.items.length;
    if (body.next === null) return count;
    cursor = `&cursor=${body.next}`;
  }
}
const put = (body: unknown, method = 'PUT'): RequestInit => ({ method, body: JSON.stringify(body) });
const recount = async (): Promise<void> => {
  while ((await recountDue(db.database.pool, configuration)) > 0);
};

it('answers the six columns of the golden day, and lists behind them that are as long as the figures', async () => {
  const { body } = await ask<ConversionAnswer>(`/reports/conversion?${center}`);
  expect(body.level).toBe('T4');
  expect(Object.fromEntries(body.conversion.columns.map(({ id, total }) => [id, total.value]))).toEqual(
    expected.T4.columns,
  );
  for (const figure of ['wants', 'booked-or-waiting', 'booked', 'came'])
    expect([figure, await listed(`/reports/contacts?${center}`, figure)]).toEqual([
      ...[figure, body.conversion.columns.find(({ id }) => id === figure)?.total.value],
    ]);
  for (const figure of ['lost', 'ahead', 'due', 'unreviewed'])
    expect([figure, await listed(`/reports/contacts?${center}`, figure)]).toEqual([
      ...[figure, body.conversion[figure]?.value],
    ]);
  for (const [group, { value }] of Object.entries(body.conversion.columns[1]!.groups))
    expect([group, await listed(`/reports/contacts?${center}&group=${group}`, 'contacts')]).toEqual([group, value]);
});

it('shows managers and seniors what they may see, and adds no branches up', async () => {
  expect((await ask(`/reports/conversion?${center}`, 'demo-reception-1')).status).toBe(403);
  expect((await ask(`/reports/conversion?${center}`, 'senior-north')).status).toBe(404);
  expect(
    (await ask<ConversionAnswer>(`/reports/conversion?${day}`, 'senior-north')).body.conversion.columns[1],
  ).toMatchObject({ total: { value: 2 } });
  expect((await ask(`/reports/conversion?${day}`, 'senior-both')).status).toBe(400);
  expect((await ask('/reports/conversion?from=2026-11-18&to=2026-11-17')).status).toBe(400);
  expect((await ask<ConversionAnswer>(`/reports/conversion?${day}`)).body.conversion.columns[1]?.total.value).toBe(20);
});

it('keeps the cost of advertising to itself until it is told', async () => {
  const before = await ask<ConversionAnswer>(`/reports/conversion?${day}`);
  expect(before.body.money).toMatchObject({ spent: null, moneyLost: { value: null, basis: 'no-data' } });
  const wrong = { campaign: 'site', from: '2026-11-10', to: '2026-11-01', amount: 1 };
  expect((await ask('/reports/spend', 'demo-manager', put(wrong, 'POST'))).status).toBe(400);
  const month = { campaign: 'site', from: '2026-11-01', to: '2026-11-30', amount: 30_000 };
  expect((await ask('/reports/spend', 'senior-north', put(month, 'POST'))).status).toBe(403);
  const { body: spend } = await ask<{ id: string }>('/reports/spend', 'demo-manager', put(month, 'POST'));
  // A day costs 1000. Four first-time contacts of the network, of which p alone booked: three quarters are lost.
  const after = await ask<ConversionAnswer>(`/reports/conversion?${day}`);
  expect(after.body.money).toMatchObject({ spent: 1000, moneyLost: { value: 750 }, costPerClient: { value: 1000 } });
  const { body: channels } = await ask<{ items: { channel: string; spent: number | null }[] }>(
    `/reports/channels?${day}`,
  );
  expect(channels.items.map(({ channel, spent }) => [channel, spent])).toEqual([
    ['maps', null],
    ['site', 1000],
  ]);
  expect((await ask(`/reports/spend/${spend.id}`, 'demo-manager', { method: 'DELETE' })).status).toBe(204);
  expect((await ask(`/reports/spend/${spend.id}`, 'demo-manager', { method: 'DELETE' })).status).toBe(404);
});

it('tells the director of calls, and lists as many', async () => {
  const { body } = await ask<{
    calls: Record<string, number>;
    byHour: { hour: number; incoming: number; missed: number }[];
    response: { contacts: number; medianSeconds: number };
    withoutCallback: number;
  }>(`/reports/director?${center}`);
  // Missed: L, M, E, N, S five times and the withheld one.
  expect(body.calls).toMatchObject({ incoming: 28, missed: 10, 'long-wait': 0 });
  for (const figure of ['incoming', 'missed'])
    expect([figure, await listed(`/reports/calls?${center}`, figure)]).toEqual([figure, body.calls[figure]]);
  const two = body.byHour.find(({ hour }) => hour === 14);
  expect(two).toMatchObject({ weekday: 2, incoming: 7, missed: 6 });
  expect(await listed(`/reports/calls?${center}&weekday=2&hour=14`, 'missed')).toBe(6);
  // E after four minutes, N after two, S after twenty.
  expect(body.response).toMatchObject({ contacts: 3, medianSeconds: 240 });
  expect(body.withoutCallback).toBe(2);
  const { body: page } = await ask<{ lost: { calls: { id: string }[] }[] }>(
    '/reports/day?branch=center&day=2026-11-17',
  );
  expect(new Set(page.lost.map(({ calls }) => calls[0]?.id))).toEqual(new Set(['6', '38']));
});

it('lists every visit that was added, and keeps what a person says of it', async () => {
  const list = async (): Promise<Map<string, { callId: string | null; why: string }>> => {
    const { body } = await ask<{ items: { visitId: string; callId: string | null; why: string }[] }>(
      `/reports/bookings?${center}`,
    );
    return new Map(body.items.map((item) => [item.visitId, item]));
  };
  expect([...(await list()).keys()].toSorted()).toEqual(['101', '102', '103', '104', '105', '106', '107', '108']);
  // The insurer's call brought the patient's visit.
  expect((await ask('/reports/bookings/104', 'demo-manager', put({ callId: '15' }))).status).toBe(204);
  expect((await ask('/reports/bookings/108', 'demo-manager', put({ callId: null }))).status).toBe(204);
  expect((await ask('/reports/bookings/108', 'demo-manager', put({ callId: '4711' }))).status).toBe(404);
  expect((await ask('/reports/bookings/108', 'senior-north', put({ callId: null }))).status).toBe(404);
  await recount();
  expect([(await list()).get('104'), (await list()).get('108')]).toMatchObject([
    { callId: '15', why: 'said' },
    { callId: null, why: 'said' },
  ]);
  const { body } = await ask<ConversionAnswer>(`/reports/conversion?${center}`);
  // A contractor's contact stays out; s has lost its visit.
  expect(body.conversion.columns.find(({ id }) => id === 'booked')?.total.value).toBe(3);
  for (const visit of [104, 108]) await ask(`/reports/bookings/${visit}`, 'demo-manager', put({}));
  await recount();
  expect([(await list()).get('104'), (await list()).get('108')]).toMatchObject([
    { callId: null, why: 'without-call' },
    { callId: '39', why: 'within-half-an-hour' },
  ]);
});

it('gives calls to who sat there, also after two swap at one telephone', async () => {
  const sit = (name: string, pin: string, since: string): Promise<{ status: number }> =>
    ask('/shift', 'demo-manager', put({ seat: 'reception-1', name, pin, since }, 'POST'));
  const today = (time: string): string => instant(`19 ${time}`).toISOString();
  expect((await sit('Анна', '1234', today('08:00'))).status).toBe(200);
  expect((await sit('Анна', '4321', today('09:00'))).status).toBe(403);
  expect((await sit('Анна', '12', today('09:00'))).status).toBe(400);
  expect(
    (await ask('/shift', 'demo-reception-2', put({ seat: 'reception-1', name: 'Яна', pin: '1111' }, 'POST'))).status,
  ).toBe(404);
  expect((await sit('Вера', '5678', today('10:00'))).status).toBe(200);
  // The shifts of Tuesday, as they were taken then.
  await db.database.pool.query(
    `insert into shift_presence (seat, name, since, until) values ('reception-1', 'Анна', $1, $2), ('reception-1', 'Вера', $2, $3)`,
    [instant('17 08:00'), instant('17 14:00'), instant('17 21:00')],
  );
  await db.database.pool.query('insert into contact_due (call_id) select id from call');
  await recount();
  const { body } = await ask<ConversionAnswer>(`/reports/conversion?${center}&by=owner`);
  const contactsOf = (name: string | null): number | null | undefined =>
    body.by.find(({ operator }) => operator?.name === name)?.conversion.columns[1]?.total.value;
  // Until two: a, b, d (the assistant that answered), e, f, g, j, k, m. After two: o, q, s; c was booked by 102.
  expect([contactsOf('Анна'), contactsOf('Вера')]).toEqual([9, 3]);
  expect((await ask<{ items: { name: string }[] }>('/shift')).body.items).toMatchObject([{ name: 'Вера' }]);
});

it('takes what came of a call, and takes it back', async () => {
  const said = await ask<{ correction: { id: string }; call: { outcome: { outcome: string } | null } }>(
    '/calls/18/outcome',
    'demo-reception-1',
    put({ outcome: 'refused', reason: 'дорого' }),
  );
  expect(said.body.call.outcome).toMatchObject({ outcome: 'refused', reason: 'дорого', by: 'demo-reception-1' });
  expect((await ask('/calls/18/outcome', 'demo-reception-3', put({ outcome: 'refused' }))).status).toBe(404);
  expect((await ask('/calls/18/outcome', 'demo-reception-1', put({ outcome: 'nonsense' }))).status).toBe(400);
  const undone = await ask<{ call: { outcome: unknown } }>(
    `/corrections/${said.body.correction.id}/undo`,
    'demo-reception-1',
    {
      method: 'POST',
      headers: { 'idempotency-key': 'undo-outcome' },
    },
  );
  expect(undone.body.call.outcome).toBeNull();
});

it('knows no results of visits where the MIS tells none, and counts what fell out', async () => {
  const funnel = (report: string): ReturnType<typeof ask<{ marks: boolean; figures: Record<string, Figure> }>> =>
    ask(`/reports/visits/${report}?branch=center&from=2026-11-17&to=2026-11-20`);
  const { body: completed } = await funnel('completed');
  expect(completed).toMatchObject({ marks: false, figures: { all: { value: 4 }, 'needs-more': { value: null } } });
  await db.database.pool.query(`update visit set marks = '{needs-treatment}' where id in (103, 108)`);
  await db.database.pool.query(`update visit set marks = '{needs-nothing}' where id = 107`);
  const { body: marked } = await funnel('completed');
  // Four were completed: two need more and nobody has a next visit, one needs nothing, one is not marked.
  expect(Object.fromEntries(Object.entries(marked.figures).map(([name, { value }]) => [name, value]))).toEqual({
    ...{ all: 4, 'needs-more': 2, 'needs-nothing': 1, 'not-marked': 1, booked: 0, came: 0, ahead: 0, 'call-out': 2 },
  });
  const { body: cancelled } = await funnel('cancelled');
  // 102 was cancelled; Орлов did not come at 12:00 and came the day after.
  expect(Object.fromEntries(Object.entries(cancelled.figures).map(([name, { value }]) => [name, value]))).toEqual({
    ...{ all: 2, 'needs-treatment': 2, 'needs-nothing': 0, booked: 1, came: 1, ahead: 0, 'call-out': 1 },
  });
  for (const [name, { value }] of Object.entries(cancelled.figures)) {
    const path = `/reports/visits/cancelled/list?branch=center&from=2026-11-17&to=2026-11-20`;
    expect([name, await listed(path, name)]).toEqual([name, value]);
  }
});

it('says that there is nothing to compare with where the provider did not call any call lost', async () => {
  const { body } = await ask<{ known: boolean; compared: number }>(`/reports/differences?${center}&account=uis`);
  expect(body).toMatchObject({ known: false, compared: 33 });
  await db.database.pool.query(
    `insert into call_event (call_id, account, key, received_at, event)
     select id, 'uis', 'lost ' || id, started_at, '{"kind": "missed"}' from call where id in (6, 12, 29)`,
  );
  const { body: told } = await ask<{ known: boolean; providerLost: number; items: { callId: string; why: string }[] }>(
    `/reports/differences?${center}&account=uis`,
  );
  expect(told).toMatchObject({ known: true, providerLost: 3 });
  expect(told.items.find(({ callId }) => callId === '29')?.why).toBe('other-call-answered');
});
