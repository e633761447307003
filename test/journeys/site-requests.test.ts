import { misAdapters } from '../../adapters/mis/index.ts';
import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { lockToPublish, queriesOf } from '../../src/deliveries/index.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import type { RequestView } from '../../src/requests/request-view.ts';
import type { TaskView } from '../../src/tasks/task-view.ts';
import { testConfiguration } from '../support/configuration.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeCrm, type FakeCrm } from '../support/fake-crm.ts';
import { openScreen, runApp, uisCall, type RunningApp } from '../support/running-app.ts';

type Made = Partial<RequestView> & { id: string; repeated: boolean; phone: string | null; ignored: string[] };
type Row = Record<string, unknown> & { Id: string; ClientPhone: string };
interface Refusal {
  type: string;
  detail: string;
  errors?: { path: string }[];
}

const quick = testConfiguration();
const configuration = (crm: FakeCrm) =>
  testConfiguration({
    mis: new Map([...quick.mis, ['crm', { id: 'crm', provider: 'fake-crm', allowFrom: [], settings: crm.settings }]]),
    pbx: new Map([...quick.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 0 }])),
    seats: new Map([...quick.seats].map(([id, seat]) => [id, { ...seat, booksInMis: id !== 'reception-2' }])),
  });
const SITE = 'site-of-the-clinic';

let running: RunningApp;
let crm: FakeCrm;
beforeAll(async () => {
  crm = await startFakeCrm();
  running = await runApp({ configuration: configuration(crm), adapters: { mis: [...misAdapters, crm.adapter] } });
  await addToken(running.db.database.sql, systemClock, {
    ...{
      label: 'site',
      role: 'reception',
      seat: null,
      branches: ['center', 'north'],
      token: SITE,
      onlyFor: 'requests',
    },
  });
  const timetable = {
    Doctors: [{ Id: 7, Name: 'Петров П. П.' }],
    Branches: [{ Id: 1, Name: 'Центр' }],
    Intervals: [
      { BranchId: 1, DoctorId: 7, StartDateTime: '2036-03-11T10:00:00+03:00', LengthInMinutes: 30, IsBusy: false },
    ],
  };
  const uploaded = await ident('PostTimeTable', { method: 'POST', body: JSON.stringify(timetable) });
  if (!uploaded.ok) throw new Error(`the timetable was not taken: ${uploaded.status}`);
});
afterAll(async () => {
  await running.stop();
  await crm.close();
});

function ident(method: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'IDENT-Integration-Key': 'demo', 'content-type': 'application/json' };
  return fetch(`${running.url}/ident/ident/${method}`, { ...init, headers });
}

async function tickets(of: string): Promise<Row[]> {
  const window = new URLSearchParams({
    dateTimeFrom: new Date(Date.now() - 20 * 3600_000).toISOString(),
    dateTimeTo: new Date(Date.now() + 60_000).toISOString(),
  });
  const answer = await ident(`GetTickets?${window.toString()}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Row[]).filter(({ ClientPhone }) => ClientPhone === of);
}

async function leave(body: Record<string, unknown>, token = SITE): Promise<{ status: number; made: Made }> {
  const answer = await running.api('/requests', token, {
    method: 'POST',
    body: JSON.stringify({ branch: 'center', ...body }),
  });
  return { status: answer.status, made: (await answer.json()) as Made };
}

async function shown(id: string): Promise<RequestView> {
  const answer = await running.api(`/requests/${id}`, 'demo-manager');
  expect(answer.status).toBe(200);
  return (await answer.json()) as RequestView;
}

async function taskOf({ task }: RequestView): Promise<TaskView> {
  const answer = await running.api(`/tasks/${task?.id}`, 'demo-reception-1');
  expect(answer.status).toBe(200);
  return (await answer.json()) as TaskView;
}

async function missed(from: string): Promise<void> {
  const call = uisCall({ from });
  await running.uis(...call.incoming());
  await running.uis(...call.ringing('101'));
  await running.uis(...call.missed());
  await running.uis(...call.ended(20, 20, 0));
}

it('a request is kept once, is a task with a clock and one row for IDENT, and our call that gets through closes it', async () => {
  const asked = {
    ...{ id: 'form-17', phone: '8 (900) 000-02-01', name: 'Анна', comment: 'Болит зуб', doctor: 'Петров П. П.' },
    ...{ planStart: '2036-03-11T10:00', planEnd: '2036-03-11T10:30', form: 'Запись', utm_source: 'yandex' },
    page: 'https://clinic.example/zapis',
  };
  const first = await leave({ ...asked, button: 'Отправить' });
  expect(first).toEqual({
    status: 201,
    made: { id: expect.any(String), repeated: false, phone: '+79000000201', ignored: ['button'] },
  });
  // A form that is sent twice at once, and once more later.
  const again = await Promise.all([leave(asked), leave(asked)]);
  expect(again.map(({ status, made }) => [status, made.id, made.repeated])).toEqual([
    [200, first.made.id, true],
    [200, first.made.id, true],
  ]);

  const request = await shown(first.made.id);
  expect(request).toMatchObject({
    state: 'active',
    late: false,
    madeBy: 'site',
    person: null,
    task: { state: 'open' },
  });
  const task = await taskOf(request);
  expect(task).toMatchObject({ type: 'request', phone: '+79000000201', name: 'Анна', state: 'open', overdue: false });
  expect(task.requests).toMatchObject([
    { id: first.made.id, comment: 'Болит зуб', doctor: 'Петров П. П.', form: 'Запись' },
  ]);
  expect(Date.parse(task.dueAt ?? '') - Date.parse(request.askedAt)).toBe(15 * 60_000);

  for (let poll = 0; poll < 2; poll += 1)
    expect(await tickets('+79000000201')).toEqual([
      {
        ...{ Id: expect.any(String), DateAndTime: expect.stringMatching(/\+03:00$/), ClientPhone: '+79000000201' },
        ...{ ClientFullName: 'Анна', FormName: 'Запись', DoctorId: 7, DoctorName: 'Петров П. П.' },
        ...{ PlanStart: '2036-03-11T10:00:00+03:00', PlanEnd: '2036-03-11T10:30:00+03:00' },
        Comment: 'Заявка с сайта\nБолит зуб',
        ...{ UtmSource: 'yandex', HttpReferer: 'https://clinic.example/zapis' },
      },
    ]);

  // A system whose API we call is told once, too.
  await eventually(async () =>
    expect((await shown(first.made.id)).told).toEqual([
      { account: 'crm', state: 'sent' },
      { account: 'ident', state: 'offered' },
    ]),
  );
  expect(crm.tickets).toEqual(['Заявка с сайта, Запись, Петров П. П., на 11.03 10:00, Болит зуб']);

  // Short of 15 seconds it is the voice assistant of an operator.
  await called('79000000201', 8);
  expect(
    (
      await eventually(async () => {
        const tried = await taskOf(request);
        if (tried.attempts === 0) throw new Error('not yet');
        return tried;
      })
    ).state,
  ).toBe('open');
  await called('79000000201', 40);
  await eventually(async () => expect((await taskOf(request)).closed?.as).toBe('called-back'));
});

async function called(to: string, talk: number): Promise<void> {
  const call = uisCall({ from: to });
  await running.uis(...call.outgoing('101'));
  const [, answered] = call.answered('101');
  await running.uis('answered', { ...answered, direction: 'out' });
  const [event, ended] = call.ended(talk + 4, 4, talk);
  await running.uis(event, { ...ended, direction: 'out' });
}

it('scenario 40: a request and a call three minutes apart are one task and one ticket, whichever comes first', async () => {
  const { made } = await leave({ phone: '+79000000202' });
  await missed('79000000202');
  const grown = await eventually(async () => {
    const task = await taskOf(await shown(made.id));
    if (task.calls === 0) throw new Error('not yet');
    return task;
  });
  expect(grown).toMatchObject({ type: 'request', calls: 1 });
  expect(await tickets('+79000000202')).toMatchObject([{ FormName: 'Заявка с сайта' }]);

  await missed('79000000203');
  const callback = await eventually(async () => {
    const answer = await running.api('/tasks?phone=%2B79000000203', 'demo-manager');
    const { items } = (await answer.json()) as { items: TaskView[] };
    if (items[0] === undefined) throw new Error('not yet');
    return items[0];
  });
  const later = await leave({ phone: '+79000000203', comment: 'Перезвоните' });
  const joined = await shown(later.made.id);
  expect(joined.task?.id).toBe(callback.id);
  expect((await taskOf(joined)).requests).toMatchObject([{ comment: 'Перезвоните' }]);
  expect(await tickets('+79000000203')).toMatchObject([{ FormName: 'Заявка с сайта' }]);
  const { rows } = await running.db.database.pool.query(
    `select d.account, d.state from delivery d join call c on c.id = d.call_id
     where d.kind in ('ticket', 'mis-ticket') and c.external in ('+79000000202', '+79000000203') order by 1`,
  );
  // The one that was there before the request is told no more; the other was never owed.
  expect(rows).toEqual([
    { account: 'crm', state: 'superseded' },
    { account: 'ident', state: 'superseded' },
  ]);
});

it('waits for calls that are being settled: of a missed one beside it nobody is told twice', async () => {
  const { first, asked } = await inTransaction(running.db.database.pool, async (tx) => {
    await lockToPublish(queriesOf(tx));
    const leaving = leave({ phone: '+79000000219' });
    const made = leaving.then(() => 'made');
    const waits = new Promise<string>((resolve) => setTimeout(() => resolve('waits'), 300));
    return { first: await Promise.race([made, waits]), asked: leaving };
  });
  expect(first).toBe('waits');
  expect((await asked).status).toBe(201);
});

it('what cannot be read as a number is kept and shown, and goes on once a person has put it right', async () => {
  const { status, made } = await leave({ phone: 'мой 900 000', name: 'Олег' });
  expect([status, made.phone]).toEqual([201, null]);
  const request = await shown(made.id);
  expect(request).toMatchObject({ phone: null, phoneWritten: 'мой 900 000', told: [], task: { state: 'open' } });
  expect((await taskOf(request)).requests).toMatchObject([{ phoneWritten: 'мой 900 000' }]);
  const put = await running.api(`/requests/${made.id}`, 'demo-reception-1', {
    method: 'PUT',
    body: JSON.stringify({ phone: '8 900 000 02 04' }),
  });
  const right = (await put.json()) as RequestView;
  expect(right).toMatchObject({
    phone: '+79000000204',
    told: [{ account: 'crm' }, { account: 'ident', state: 'offered' }],
  });
  expect(right.task?.id).not.toBe(request.task?.id);
  expect(await tickets('+79000000204')).toHaveLength(1);
});

it('what is learnt a day late is kept, and nothing is done as if it were live', async () => {
  const askedAt = new Date(Date.now() - 13 * 3600_000).toISOString();
  const { made } = await leave({ phone: '+79000000205', askedAt });
  expect(await shown(made.id)).toMatchObject({ late: true, askedAt, task: null, told: [] });
  expect(await tickets('+79000000205')).toEqual([]);
});

it('is linked to the one whose number it is, and of several a person says whose', async () => {
  const card = async (name: string, phone: string): Promise<string> => {
    const { rows } = await running.db.database.pool.query<{ id: number }>(
      `with p as (insert into person (source, external_id, kind, full_name, updated_at)
         values ('file:patients', gen_random_uuid()::text, 'patient', $1, now()) returning id)
       insert into person_phone (person_id, e164) select id, $2 from p returning person_id as id`,
      [name, phone],
    );
    return String(rows[0]!.id);
  };
  const anna = await card('Анна', '+79000000206');
  expect((await shown((await leave({ phone: '+79000000206' })).made.id)).person).toEqual({ id: anna, name: 'Анна' });

  const oleg = await card('Олег', '+79000000207');
  await card('Ольга', '+79000000207');
  const { made } = await leave({ phone: '+79000000207' });
  const several = await shown(made.id);
  expect(several.person).toBeNull();
  expect(several.candidates.map(({ name }) => name)).toEqual(['Олег', 'Ольга']);
  await running.api(`/requests/${made.id}`, 'demo-reception-1', {
    method: 'PUT',
    body: JSON.stringify({ personId: oleg }),
  });
  expect(await shown(made.id)).toMatchObject({ person: { id: oleg, name: 'Олег' }, candidates: [] });
});

it('advertising is taken back: no task, no ticket', async () => {
  const { made } = await leave({ phone: '+79000000208', comment: 'Продвижение сайтов' });
  const put = await running.api(`/requests/${made.id}`, 'demo-reception-1', {
    method: 'PUT',
    body: JSON.stringify({ state: 'withdrawn' }),
  });
  expect(await put.json()).toMatchObject({ state: 'withdrawn', task: { state: 'closed' } });
  expect(await tickets('+79000000208')).toEqual([]);
  const twice = await running.api(`/requests/${made.id}`, 'demo-reception-1', {
    method: 'PUT',
    body: JSON.stringify({ state: 'withdrawn' }),
  });
  expect(twice.status).toBe(409);
});

it('one of two requests of a number taken back leaves the task to the other; the last one closes it', async () => {
  const [first, second] = [await leave({ phone: '+79000000213' }), await leave({ phone: '+79000000213' })];
  const [one, other] = [await shown(first.made.id), await shown(second.made.id)];
  expect(other.task).toEqual({ id: one.task?.id, state: 'open' });
  const takeBack = async (id: string): Promise<RequestView> => {
    const put = await running.api(`/requests/${id}`, 'demo-reception-1', {
      method: 'PUT',
      body: JSON.stringify({ state: 'withdrawn' }),
    });
    return (await put.json()) as RequestView;
  };
  expect(await takeBack(one.id)).toMatchObject({ state: 'withdrawn', task: { state: 'open' } });
  expect((await taskOf(other)).requests).toMatchObject([{ id: other.id }]);
  expect(await takeBack(other.id)).toMatchObject({ state: 'withdrawn', task: { state: 'closed' } });
});

it('taken back, it does not close what a person wants done under the same number', async () => {
  const asked = await running.api('/tasks', 'demo-reception-1', {
    method: 'POST',
    headers: { 'idempotency-key': 'by-hand-214' },
    body: JSON.stringify({ type: 'callback', branch: 'center', phone: '+79000000214' }),
  });
  expect(asked.status).toBe(201);
  const byHand = (await asked.json()) as TaskView;
  const { made } = await leave({ phone: '+79000000214' });
  expect((await shown(made.id)).task?.id).toBe(byHand.id);
  await running.api(`/requests/${made.id}`, 'demo-reception-1', {
    method: 'PUT',
    body: JSON.stringify({ state: 'withdrawn' }),
  });
  expect(await shown(made.id)).toMatchObject({ state: 'withdrawn', task: { id: byHand.id, state: 'open' } });
});

it('a number that was put right before IDENT asked is the one that it gets', async () => {
  const { made } = await leave({ phone: '+79000000215' });
  const put = await running.api(`/requests/${made.id}`, 'demo-reception-1', {
    method: 'PUT',
    body: JSON.stringify({ phone: '+79000000216' }),
  });
  expect(await put.json()).toMatchObject({ phone: '+79000000216', task: { state: 'open' } });
  expect(await tickets('+79000000216')).toHaveLength(1);
  expect(await tickets('+79000000215')).toEqual([]);
});

describe('who may', () => {
  const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${running.url}/api/v1/requests`, { method: 'POST', body: new URLSearchParams(fields), headers });

  it('leave one: a form of any site with the token', async () => {
    const preflight = await fetch(`${running.url}/api/v1/requests`, { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization/i);
    const headers = { authorization: `Bearer ${SITE}`, 'idempotency-key': 'form-18' };
    const made = await form({ branch: 'center', phone: '+79000000209', utm_medium: 'cpc', comment: '' }, headers);
    expect([made.status, made.headers.get('access-control-allow-origin')]).toEqual([201, '*']);
    const again = await form({ branch: 'center', phone: '+79000000209' }, headers);
    expect(again.status).toBe(200);
    expect(await tickets('+79000000209')).toMatchObject([{ UtmMedium: 'cpc' }]);
    expect((await form({ phone: '+79000000209' })).status).toBe(401);
  });

  it('nothing else with the token of a site, neither by the API nor by a socket', async () => {
    for (const path of ['/requests', '/tasks', '/calls', '/me', '/people?phone=%2B79000000206'])
      expect((await running.api(path, SITE)).status).toBe(403);
    const put = await running.api('/requests/1', SITE, { method: 'PUT', body: '{"state":"withdrawn"}' });
    expect(put.status).toBe(403);
    const { status, made } = await leave({ callId: '1' });
    expect([status, (made as unknown as Refusal).errors?.[0]?.path]).toEqual([400, 'callId']);
    const socket = await openScreen(`${running.url.replace('http', 'ws')}/ws/v1`, SITE);
    expect(await socket.closed).toBe(4401);
    expect(socket.frames).toEqual([]);
  });

  it('learn what stands under an id: not with the token of a site', async () => {
    const { made } = await leave({ id: 'form-19', phone: '+79000000217' });
    const guessed = await leave({ id: 'form-19', email: 'anybody@example.org' });
    expect(guessed).toEqual({ status: 200, made: { id: made.id, repeated: true, phone: null, ignored: [] } });
  });

  it('not leave one: who sees no requests, without a token that is for it', async () => {
    const { status, made } = await leave({ phone: '+79000000206' }, 'demo-it');
    expect([status, made.id]).toEqual([403, undefined]);
  });

  it('is told of a key that is too long: cut, two of them would be one request', async () => {
    const headers = { authorization: `Bearer ${SITE}`, 'idempotency-key': 'x'.repeat(201) };
    const refused = await form({ branch: 'center', phone: '+79000000218' }, headers);
    const { errors } = (await refused.json()) as Refusal;
    expect([refused.status, errors?.map(({ path }) => path)]).toEqual([400, ['Idempotency-Key']]);
  });

  it.each([
    ['branch', { branch: 'east' }],
    ['branch', { branch: '' }],
    ['phone', { phone: '' }],
    ['planEnd', { planEnd: '2036-03-11T10:30' }],
    ['planStart', { planStart: 'завтра' }],
  ])('a problem names its field: %s of %j', async (field, told) => {
    const { status, made } = await leave({ phone: '+79000000210', ...told });
    const refusal = made as unknown as Refusal;
    expect([status, refusal.errors?.map(({ path }) => path)]).toEqual([400, [field]]);
    expect(refusal.detail).toContain(field);
  });

  it('see those of the own branches only', async () => {
    const { made } = await leave({ phone: '+79000000211', branch: 'north' });
    expect((await running.api(`/requests/${made.id}`, 'demo-reception-1')).status).toBe(404);
    const seen = await running.api('/requests?limit=1', 'north-manager');
    expect(((await seen.json()) as { items: RequestView[] }).items.map(({ id }) => id)).toEqual([made.id]);
    // IDENT’s timetable has the branch Центр only: a request of another one is none of its.
    expect((await shown(made.id)).told).toMatchObject([{ account: 'crm' }]);
  });
});

it('a workplace without IDENT makes one of the call at its card, once, with the slot that it offered', async () => {
  const me = (token: string) => running.api('/me', token).then((answer) => answer.json());
  expect(await me('demo-reception-1')).toMatchObject({ reception: { booksIn: 'IDENT', requestsIn: null } });
  expect(await me('demo-reception-2')).toMatchObject({ reception: { booksIn: null, requestsIn: 'IDENT' } });
  const screen = await running.screen('demo-reception-2');
  const call = uisCall({ from: '79000000212' });
  await running.uis(...call.incoming());
  await running.uis(...call.ringing('102'));
  const { callId } = await screen.next(({ type }) => type === 'call.ringing');
  await running.uis(...call.answered('102'));
  const slots = await running.api('/slots?branch=center', 'demo-reception-2').then((answer) => answer.json());
  const {
    doctor,
    doctorId,
    slots: free,
  } = (slots as { doctors: { doctor: string; doctorId: string; slots: { startsAt: string; minutes: number }[] }[] })
    .doctors[0]!;
  const asked = { callId, branch: undefined, doctor, doctorId, planStart: free[0]!.startsAt, comment: 'Чистка' };
  const [one, two] = await Promise.all([leave(asked, 'demo-reception-2'), leave(asked, 'demo-reception-2')]);
  expect([one.status, two.status].toSorted((a, b) => a - b)).toEqual([200, 201]);
  expect(one.made).toMatchObject({ id: two.made.id, source: 'seat', callId, phone: '+79000000212', task: null });
  expect(await tickets('+79000000212')).toMatchObject([
    {
      DoctorId: 7,
      PlanStart: '2036-03-11T10:00:00+03:00',
      Comment: expect.stringContaining('Чистка'),
      FormName: 'Заявка с рабочего места',
    },
  ]);
});
