import { randomUUID } from 'node:crypto';
import { tasksSchema } from '../../src/platform/configuration/tasks-schema.ts';
import { testConfiguration } from '../support/configuration.ts';
import { eventually } from '../support/eventually.ts';
import { movableClock } from '../support/movable-clock.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';

const seat = 'demo-reception-1';
const other = 'demo-reception-2';
const north = 'demo-reception-3';
const manager = 'demo-manager';

let app: RunningApp;
const clock = movableClock();
beforeAll(async () => {
  const types = [{ id: 'ask-xray', name: { ru: 'Запросить снимок' }, dueMinutes: 45, owner: 'reception-1' }];
  app = await runApp({ clock, configuration: testConfiguration({ tasks: tasksSchema.parse({ types }) }) });
});
afterAll(() => app.stop());

interface Task {
  id: string;
  type: string;
  state: string;
  phone: string | null;
  calls: number;
  attempts: number;
  overdue: boolean;
  escalated: boolean;
  owner: { seat: string | null; name: string | null };
  closed: { as: string; reason: string | null; by: string | null; waitSeconds: number | null } | null;
  events: { what: string; who: string | null }[];
  linked: { role: string }[];
}
interface Page {
  items: Task[];
  next: string | null;
  since: string;
}

async function get<T>(path: string, token = seat): Promise<T> {
  const response = await app.api(path, token);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

async function send(
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  { token = seat, key = randomUUID() }: { token?: string; key?: string } = {},
): Promise<{ status: number; body: Task & { detail: string; type: string } & Record<string, unknown> }> {
  const init = { method, body: JSON.stringify(body), headers: { 'idempotency-key': key } };
  const response = await app.api(path, token, init);
  return { status: response.status, body: (await response.json()) as never };
}

/** A call to the center that nobody takes. */
async function misses(from: string): Promise<void> {
  const call = uisCall({ from: from.slice(1), startedAt: new Date(clock.now().getTime() - 60_000) });
  for (const [event, fields] of [call.incoming(), call.ringing('101'), call.missed()])
    expect((await app.uis(event, fields)).status).toBe(200);
  // Nothing more is waited for.
  await app.db.database.pool.query('update call set settle_due_at = now() where settled_at is null');
}

async function taskOf(phone: string, token = seat): Promise<Task> {
  return eventually(async () => {
    const { items } = await get<Page>(`/tasks?phone=${encodeURIComponent(phone)}&state=all`, token);
    expect(items).toHaveLength(1);
    return items[0]!;
  });
}

it('a missed call is a task of its branch: taken by one, and nobody else takes it unawares', async () => {
  await misses('+79000000801');
  const task = await taskOf('+79000000801');
  expect(task).toMatchObject({ type: 'callback', state: 'open', calls: 1, owner: { seat: null, name: null } });
  expect((await get<Page>('/tasks', north)).items).toEqual([]);
  expect((await app.api(`/tasks/${task.id}`, north)).status).toBe(404);

  expect((await send('PUT', `/tasks/${task.id}`, { take: 'take' })).body.owner).toMatchObject({
    ...{ seat: 'reception-1', name: seat },
  });
  const refused = await send('PUT', `/tasks/${task.id}`, { take: 'take' }, { token: other });
  expect(refused).toMatchObject({ status: 409, body: { type: 'https://trubka.dev/problems/task-taken' } });
  expect(refused.body.detail).toContain(seat);
  expect((await get<Page>('/tasks?owner=me')).items.map(({ id }) => id)).toContain(task.id);
  expect((await get<Page>('/tasks?owner=me', other)).items.map(({ id }) => id)).not.toContain(task.id);
  expect((await send('PUT', `/tasks/${task.id}`, { take: 'take-over' }, { token: other })).body.owner.name).toBe(other);
});

it('scenario 30: called back from a private mobile: closed by hand, outside the statistics of time; reopened it waits again', async () => {
  await misses('+79000000802');
  const { id } = await taskOf('+79000000802');
  const attempt = await send('POST', `/tasks/${id}/attempt`, { note: 'не берет' });
  expect(attempt.body).toMatchObject({ attempts: 1, state: 'open' });
  const key = randomUUID();
  const closing = { reason: 'another-phone' };
  const closed = await send('POST', `/tasks/${id}/close`, closing, { key });
  expect(closed.body).toMatchObject({
    ...{ state: 'closed', closed: { as: 'by-hand', reason: 'another-phone', by: seat, waitSeconds: null } },
  });
  expect(await send('POST', `/tasks/${id}/close`, closing, { key })).toEqual(closed);
  expect((await send('POST', `/tasks/${id}/close`, closing)).status).toBe(409);

  const reopened = await send('POST', `/tasks/${id}/reopen`, {});
  expect(reopened.body).toMatchObject({ state: 'open', closed: null, attempts: 1 });
  await misses('+79000000802');
  await eventually(async () => expect(await get<Task>(`/tasks/${id}`)).toMatchObject({ calls: 2, state: 'open' }));
  const detail = await get<Task>(`/tasks/${id}`);
  expect(detail.linked.map(({ role }) => role)).toEqual(['missed', 'missed']);
  expect(detail.events.map(({ what, who }) => [what, who])).toEqual([
    ...[['attempt', seat]],
    ...[['closed', seat]],
    ...[['reopened', seat]],
  ]);
  const audited = await app.db.database.pool.query<{ what: string }>(
    'select what from audit where subject = $1 order by id',
    [`task ${id}`],
  );
  expect(audited.rows.map(({ what }) => what)).toEqual(['task.attempt', 'task.closed', 'task.reopened']);
});

it('a call knows the tasks that it made, tried and closed, and another branch sees none of them', async () => {
  const asked = async (call: number, token = seat): Promise<string[]> =>
    (await get<Page>(`/tasks?call=${call}&state=all`, token)).items.map(({ id }) => id);
  await misses('+79000000807');
  const { id } = await taskOf('+79000000807');
  await misses('+79000000807');
  await eventually(async () => expect(await get<Task>(`/tasks/${id}`)).toMatchObject({ calls: 2 }));
  const { rows } = await app.db.database.pool.query<{ id: number }>(
    "select id from call where external in ('+79000000807', '+79000000802') order by external desc, id",
  );
  const [first, second, foreign] = rows;
  expect(await asked(first!.id)).toEqual([id]);
  expect(await asked(second!.id)).toEqual([id]);
  expect(await asked(foreign!.id)).not.toContain(id);
  expect(await asked(first!.id, north)).toEqual([]);
  expect((await app.api('/tasks?call=x', seat)).status).toBe(400);
});

it('a task of a type of the clinic is due and owned as its type says, is counted by it, and stays a thing to do without it', async () => {
  const types = await get<{ items: { id: string; name: { ru: string; en: string }; builtIn: boolean }[] }>(
    '/tasks/types',
  );
  expect(types.items.find(({ id }) => id === 'ask-xray')).toMatchObject({
    ...{ name: { ru: 'Запросить снимок', en: 'Запросить снимок' }, builtIn: false },
  });
  const made = await send('POST', '/tasks', { type: 'ask-xray', branch: 'north' }, { token: manager });
  expect(made.body).toMatchObject({ type: 'ask-xray', owner: { seat: 'reception-1' } });
  const due = new Date(made.body['dueAt'] as string).getTime() - clock.now().getTime();
  expect(Math.round(due / 60_000)).toBe(45);
  expect((await get<Page>('/tasks?type=ask-xray')).items.map(({ id }) => id)).toEqual([made.body.id]);
  const { byType } = await get<{ byType: Record<string, number> }>('/tasks/counts');
  expect(byType['ask-xray']).toBe(1);
  const closed = await send('POST', `/tasks/${made.body.id}/close`, { reason: 'done' });
  expect(closed.body.closed).toMatchObject({ as: 'by-hand', reason: 'done' });
  expect((await send('POST', '/tasks', { type: 'ask-scan', branch: 'center' })).status).toBe(400);
});

it('a task made by hand: a callback joins nothing that is open, and a call that comes joins it', async () => {
  const wanted = { type: 'callback', branch: 'center', phone: '8 900 000 08 03', what: 'Обещали перезвонить' };
  const made = await send('POST', '/tasks', wanted);
  expect(made).toMatchObject({ status: 201, body: { phone: '+79000000803', calls: 0, state: 'open' } });
  const again = await send('POST', '/tasks', wanted);
  expect(again).toMatchObject({ status: 409, body: { type: 'https://trubka.dev/problems/already-open' } });
  expect(again.body.detail).toContain(made.body.id);
  await misses('+79000000803');
  await eventually(async () => expect(await get<Task>(`/tasks/${made.body.id}`)).toMatchObject({ calls: 1 }));
  expect((await send('POST', '/tasks', { ...wanted, branch: 'north' })).status).toBe(403);
  expect((await send('POST', '/tasks', { branch: 'center', type: 'nonsense' })).status).toBe(400);
  expect((await send('POST', '/tasks', { type: 'callback', branch: 'center' })).status).toBe(400);
});

it('who follows by `since` is told of every change once', async () => {
  const { since } = await get<Page>('/tasks');
  const made = await send('POST', '/tasks', { branch: 'center', what: 'Позвонить в лабораторию' });
  const first = await get<Page>(`/tasks?since=${since}`);
  expect(first.items.map(({ id }) => id)).toEqual([made.body.id]);
  expect((await get<Page>(`/tasks?since=${first.since}`)).items).toEqual([]);
  await send('POST', `/tasks/${made.body.id}/close`, { reason: 'done' });
  expect((await get<Page>(`/tasks?since=${first.since}`)).items).toMatchObject([{ id: made.body.id, state: 'closed' }]);
});

it('pages are cut by a cursor, closed tasks come the latest first, and badges are counted', async () => {
  const ids: string[] = [];
  for (const what of ['раз', 'два', 'три'])
    ids.push((await send('POST', '/tasks', { branch: 'center', what })).body.id);
  const all = (await get<Page>('/tasks')).items.map(({ id }) => id);
  const paged: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page = await get<Page>(`/tasks?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  expect(paged).toEqual(all);
  const counts = await get<{ open: number; byType: Record<string, number> }>('/tasks/counts');
  expect(counts.open).toBe(all.length);
  expect(Object.values(counts.byType).reduce((sum, n) => sum + n, 0)).toBe(all.length);
  for (const id of ids) await send('POST', `/tasks/${id}/close`, { reason: 'done' });
  expect((await get<Page>('/tasks?state=closed&limit=3')).items.map(({ id }) => id)).toEqual(ids.toReversed());
});

it('what is not done in time is overdue and then shown to the senior', async () => {
  const { body } = await send('POST', '/tasks', { branch: 'center', what: 'Срочно', dueAt: clock.now().toISOString() });
  clock.ahead(31);
  await eventually(async () => {
    const { items } = await get<Page>('/tasks?escalated=true&overdue=true', manager);
    expect(items.find(({ id }) => id === body.id)).toMatchObject({ overdue: true, escalated: true });
  }, 30_000);
  expect((await get<Task>(`/tasks/${body.id}`)).events.at(-1)).toMatchObject({ what: 'escalated', who: null });
});

it('the waiting list: a wish, a time that turned free, two seats take it at once, one gets it', async () => {
  const wish = { phone: '+7 900 000 08 05', name: 'Анна', branch: 'center', doctor: 'Козлова', to: '18:00' };
  const made = await send('POST', '/waiting-list', wish);
  expect(made).toMatchObject({
    status: 201,
    body: { state: 'waiting', phone: '+79000000805', from: '00:00', to: '18:00' },
  });
  const startsAt = new Date(
    Math.ceil(clock.now().getTime() / 86_400_000 + 2) * 86_400_000 + 9 * 3_600_000,
  ).toISOString();
  const time = { branch: 'center', doctor: 'Козлова Анна', startsAt, minutes: 30 };
  const freed = await send('POST', '/waiting-list/slots', time);
  expect(freed.body['slotId']).not.toBeNull();
  const offered = await get<{ offers: { id: string; state: string }[] }>(`/waiting-list/${made.body.id}`);
  expect(offered.offers).toMatchObject([{ state: 'offered' }]);
  const asked = (await get<Page>('/tasks?type=offer-slot')).items[0]!;
  expect(asked.phone).toBe('+79000000805');
  expect((await send('POST', `/tasks/${asked.id}/close`, { reason: 'done' })).body.type).toMatch(/task-of-offer$/);

  const offer = offered.offers[0]!.id;
  const answers = await Promise.all(
    [seat, other].map((token) => send('POST', `/waiting-list/offers/${offer}/take`, {}, { token })),
  );
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  const winner = answers[0]?.status === 200 ? seat : other;
  expect(answers.find(({ status }) => status === 409)?.body.detail).toContain(winner);
  expect((await send('POST', `/waiting-list/offers/${offer}/take`, {}, { token: north })).status).toBe(404);
  expect(await get<Task>(`/waiting-list/${made.body.id}`)).toMatchObject({ state: 'booked' });
  expect((await get<Page>('/tasks?type=offer-slot')).items).toEqual([]);
  expect((await send('POST', '/waiting-list', { branch: 'center' })).status).toBe(400);
});
