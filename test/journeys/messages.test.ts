import { randomUUID } from 'node:crypto';
import { startReceiver, type Receiver } from '../../adapters/mis/webhooks/stub.ts';
import { webhooks } from '../../adapters/mis/webhooks/adapter.ts';
import type { ToldVisitAnswer } from '../../src/contracts/mis-api.ts';
import { UnreadableNotification } from '../../src/contracts/failures.ts';
import type { SmsAdapter } from '../../src/contracts/sms.ts';
import { taskSettings } from '../../src/platform/configuration/index.ts';
import { messagingClinic } from '../messages/outbox.ts';
import { testDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeCrm, type FakeCrm } from '../support/fake-crm.ts';
import { fakeSms } from '../support/fake-sms.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { tellingClinic, webhookSecret } from '../support/webhook-account.ts';

const seat = 'demo-reception-1';
const [anna, boris, vera, gleb, darya] = [1, 2, 3, 4, 5].map((n) => `+7900000090${n}`) as [string, ...string[]] &
  [string, string, string, string, string];
const fake = fakeSms('fake');
let understands = true;
const adapter: SmsAdapter = {
  ...fake.adapter,
  receive: {
    parse({ body }) {
      if (!understands) throw new UnreadableNotification('no such event');
      return { reports: [], replies: [{ ...JSON.parse(body.toString()), to: null, at: null }] };
    },
  },
};

let app: RunningApp;
let crm: FakeCrm;
let receiver: Receiver;
const answers: Pick<ToldVisitAnswer, 'visitId' | 'answer'>[] = [];
/** By the external id. */
const visits: Record<string, number> = {};

beforeAll(async () => {
  crm = await startFakeCrm({
    can: () => ({
      ...{ findPeople: false, calls: false, recordings: false, tickets: false, outcomes: false, visits: 'whole' },
      clickToCall: false,
      ringing: false,
      visitAnswers: { afterDoubt: 'repeat' },
      newVisits: false,
    }),
    wants: () => ({
      branches: null,
      names: false,
      calls: false,
      recordings: false,
      outcomes: false,
      ringing: false,
      tickets: null,
      requests: false,
      newVisits: false,
    }),
    writeVisitAnswer: async ({ visitId, answer }) => void answers.push({ visitId, answer }),
  });
  receiver = await startReceiver({ secret: webhookSecret });
  const told = tellingClinic(receiver.url, { events: ['task.created'] });
  const settings = taskSettings({});
  const db = await testDatabase();
  for (const [id, phone, hours] of [
    ['v-gleb', gleb, 30],
    ['v-darya', darya, 200],
  ] as const) {
    const { rows } = await db.database.pool.query<{ id: number }>(
      `insert into visit (source, external_id, person_phone, branch, zone, doctor, starts_at, ends_at, state, updated_at)
       values ('mis', $1, $2, 'center', 'Europe/Moscow', 'Козлова Анна', $3, $3::timestamptz + interval '1 hour', 'planned',
         now()) returning id`,
      [id, phone, new Date(Date.now() + hours * 3_600_000)],
    );
    visits[id] = rows[0]!.id;
  }
  app = await runApp({
    db,
    adapters: { sms: [adapter], mis: [webhooks, crm.adapter] },
    configuration: {
      ...messagingClinic([adapter], {
        ...{ from: '00:00', to: '24:00', slotOffer: 'offer', slotTaken: 'taken' },
        templates: [
          { id: 'offer', text: { ru: 'Свободно {{ date }} в {{ time }}. {{ link }}' } },
          { id: 'taken', text: { ru: 'Время занято' } },
          { id: 'ask', text: { ru: 'Прием {{ date }}: {{ link }}' } },
        ],
        reminders: [{ id: 'long-before', template: 'ask', hoursBefore: 48, answers: 'link' }],
      }),
      pbx: told.pbx,
      mis: new Map([...told.mis, ['mis', { id: 'mis', provider: 'fake-crm', allowFrom: [], settings: crm.settings }]]),
      tasks: { ...settings, offers: { ...settings.offers, way: 'sms', atOnce: 2 } },
    },
  });
});
afterAll(async () => {
  await app.stop();
  await crm.close();
  await receiver.close();
});

async function post<T>(path: string, body: unknown): Promise<T> {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'idempotency-key': randomUUID() } };
  const response = await app.api(path, seat, init);
  expect([response.status, path]).toEqual([response.ok ? response.status : 0, path]);
  return (await response.json()) as T;
}
const tasksOf = async (phone: string): Promise<{ id: string; type: string; what: string }[]> => {
  const response = await app.api(`/tasks?phone=${encodeURIComponent(phone)}`, seat);
  return ((await response.json()) as { items: { id: string; type: string; what: string }[] }).items;
};
const textsTo = (phone: string): string[] => fake.sent.filter(({ to }) => to === phone).map(({ text }) => text);
const wishes = (phones: string[], doctor = 'Козлова') =>
  Promise.all(phones.map((phone) => post<{ id: string }>('/waiting-list', { phone, branch: 'center', doctor })));
const wishState = async (id: string): Promise<string> =>
  ((await (await app.api(`/waiting-list/${id}`, seat)).json()) as { state: string }).state;
async function frees(daysAhead: number, doctor = 'Козлова Анна'): Promise<void> {
  const startsAt = new Date(Math.ceil(Date.now() / 86_400_000 + daysAhead) * 86_400_000 + 9 * 3_600_000).toISOString();
  await post('/waiting-list/slots', { branch: 'center', doctor, startsAt, minutes: 30 });
}
const replies = (from: string, text: string) =>
  fetch(`${app.url}/sms/fake/a-secret-of-sixteen`, {
    method: 'POST',
    body: JSON.stringify({ replyId: randomUUID(), from, text, providerId: null }),
  });
const linkIn = (text: string): string => new URL(/https:\/\/\S+/.exec(text)![0]).pathname;
const says = (link: string, answer: string) =>
  fetch(app.url + link, { method: 'POST', body: new URLSearchParams({ answer }) });

it('an offer by SMS is taken by the first who replies; the other is told, and is called when they reply all the same', async () => {
  const [first, second] = await wishes([anna, boris]);
  await frees(2);
  await eventually(() => expect([textsTo(anna).length, textsTo(boris).length]).toEqual([1, 1]), 30_000);
  expect((await replies(boris, 'Да')).status).toBe(200);
  expect(await wishState(second!.id)).toBe('booked');
  expect(await wishState(first!.id)).toBe('waiting');
  expect((await tasksOf(boris)).map(({ type, what }) => [type, /Козлова Анна/.test(what)])).toEqual([
    ['waiting-list', true],
  ]);
  await eventually(() => expect(textsTo(anna)).toHaveLength(2), 30_000);
  expect(textsTo(anna)[1]).toBe('Время занято');
  expect(textsTo(boris)).toHaveLength(1);
  await replies(anna, 'Да');
  expect((await tasksOf(anna)).map(({ type }) => type)).toEqual(['callback']);
  await post(`/waiting-list/${first!.id}/close`, { as: 'withdrawn' });
}, 90_000);

it('an offer by SMS is taken on its page, once', async () => {
  const [wish] = await wishes([vera]);
  await frees(3);
  await eventually(() => expect(textsTo(vera)).toHaveLength(1), 30_000);
  const link = linkIn(textsTo(vera)[0]!);
  expect(await (await fetch(app.url + link)).text()).toContain('Освободилось время');
  expect(await wishState(wish!.id)).toBe('waiting');
  for (const again of [1, 2]) {
    const page = await says(link, 'confirmed');
    expect([page.status, again]).toEqual([200, again]);
    expect(await page.text()).toContain('Запишите меня');
  }
  expect(await wishState(wish!.id)).toBe('booked');
  expect(await tasksOf(vera)).toHaveLength(1);
}, 60_000);

const stopAll = { method: 'PUT', body: JSON.stringify({ scope: 'all', source: 'telephone' }) };

it('an offer to who gets no SMS is a task', async () => {
  const [landline, noMessages] = ['+74950000777', '+79000000906'] as const;
  expect((await app.api(`/messages/stop-list/${encodeURIComponent(noMessages)}`, seat, stopAll)).status).toBe(200);
  await wishes([landline, noMessages], 'Петров');
  await frees(3, 'Петров Иван');
  for (const phone of [landline, noMessages])
    await eventually(async () => expect((await tasksOf(phone)).map(({ type }) => type)).toEqual(['offer-slot']));
  expect([...textsTo(landline), ...textsTo(noMessages)]).toEqual([]);
});

it('an answer that could not be read waits for IT, who read it again; a manager only looks', async () => {
  const kept = async (token: string) =>
    (await (await app.api('/quarantine?part=receipts', token)).json()) as {
      items: { id: number; part: string; account: string; reason: string; body: string }[];
    };
  const act = (what: string, token: string) => app.api(`/quarantine/${what}`, token, { method: 'POST' });
  const stopped = '+79000000907';
  understands = false;
  expect((await replies(stopped, 'СТОП')).status).toBe(200);
  const { items } = await kept('demo-manager');
  expect(items).toMatchObject([{ part: 'receipts', account: 'fake', reason: 'no such event' }]);
  expect(items[0]!.body).not.toContain(stopped);
  const { id } = items[0]!;
  for (const what of [`${id}/replay`, `${id}/dismiss`, 'replay'])
    expect((await act(what, 'demo-manager')).status).toBe(403);
  expect((await act(`${id}/replay`, 'demo-it')).status).toBe(409);
  understands = true;
  const again = await act(`${id}/replay`, 'demo-it');
  expect([again.status, await again.json()]).toEqual([200, { id: String(id), events: 1 }]);
  expect((await kept('demo-it')).items).toEqual([]);
  const list = await app.api(`/messages/stop-list?phone=${encodeURIComponent(stopped)}`, seat);
  expect(((await list.json()) as { items: object[] }).items).toHaveLength(1);
});

it('what a patient answers to a reminder reaches the MIS, and of two answers the later one stays', async () => {
  await eventually(() => expect(textsTo(gleb)).toHaveLength(1), 30_000);
  const link = linkIn(textsTo(gleb)[0]!);
  expect((await says(link, 'confirmed')).status).toBe(200);
  await eventually(() => expect(answers).toEqual([{ visitId: 'v-gleb', answer: 'confirmed' }]), 30_000);
  expect((await says(link, 'cancel')).status).toBe(200);
  await eventually(() => expect(answers.at(-1)).toEqual({ visitId: 'v-gleb', answer: 'cancelled' }), 30_000);
  expect((await tasksOf(gleb)).map(({ type }) => type)).toEqual(['visit-cancelled']);
  // Nothing of the patient is left of what was sent.
  const { rows } = await app.db.database.pool.query(
    `select distinct payload - 'key' as payload from delivery where kind = 'mis-visit-answer'`,
  );
  expect(rows).toEqual([{ payload: { visitId: 'v-gleb' } }]);
}, 60_000);

it('a visit that is confirmed by telephone is told to the MIS, and nobody is reminded of it', async () => {
  const task = await post<{ id: string }>('/tasks', {
    ...{ type: 'confirm-visit', branch: 'center', phone: darya, visitId: String(visits['v-darya']) },
  });
  await post(`/tasks/${task.id}/close`, { reason: 'confirmed' });
  const { rows } = await app.db.database.pool.query('select answer, way from visit_answer where visit_id = $1', [
    visits['v-darya'],
  ]);
  expect(rows).toEqual([{ answer: 'confirmed', way: 'phone' }]);
  await eventually(() => expect(answers.at(-1)).toEqual({ visitId: 'v-darya', answer: 'confirmed' }), 30_000);
}, 60_000);

it('a missed call is told as a task to who wants tasks', async () => {
  const call = uisCall({ from: '79000000999' });
  for (const [event, fields] of [call.incoming(), call.ringing('101'), call.missed()])
    expect((await app.uis(event, fields)).status).toBe(200);
  await app.db.database.pool.query('update call set settle_due_at = now() where settled_at is null');
  const told = () =>
    receiver
      .kept()
      .map(({ body }) => body)
      .filter(({ data }) => (data['task'] as { phone: string }).phone === '+79000000999');
  await eventually(() => expect(told()).toHaveLength(1), 30_000);
  expect(told()[0]).toMatchObject({ type: 'task.created', data: { task: { type: 'callback', branch: 'center' } } });
  // The tasks of the answers above were told, too.
  expect(new Set(receiver.kept().map(({ body }) => body.type))).toEqual(new Set(['task.created']));
  expect(receiver.forged).toBe(0);
}, 60_000);
