import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { webhooks } from '../../adapters/mis/webhooks/adapter.ts';
import { importPeople } from '../../src/callers/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import type { SmsAdapter } from '../../src/contracts/sms.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';
import { messagingClinic } from '../messages/outbox.ts';
import { testDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { fakeSms } from '../support/fake-sms.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { tellingClinic } from '../support/webhook-account.ts';
import { findEverywhere, numberAnyhow } from './find-everywhere.ts';

const own = '+79161234321';
const shared = '+79167654123';
const [surname, given, patronymic] = ['Кривоклюшина', 'Аделаида', 'Мстиславовна'];
const seat = 'demo-reception-1';
const asIt = 'demo-it';
const words = [numberAnyhow(own), /кривоклюшин/i, /аделаид/i, /мстиславовн/i];

let app: RunningApp;
let folder: string;
let logged = '';
const fake = fakeSms('fake');
const sms: SmsAdapter = {
  ...fake.adapter,
  receive: {
    parse: ({ body }) => ({ reports: [], replies: [{ ...JSON.parse(body.toString()), to: null, at: null }] }),
  },
};
let person = 0;
let figures: unknown;

async function api<T>(path: string, token: string, method: string, body?: unknown, expected = 0): Promise<T> {
  const response = await app.api(path, token, {
    method,
    headers: { 'idempotency-key': randomUUID() },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const right = expected === 0 ? response.ok : response.status === expected;
  expect([method, path, right ? '' : `${response.status} ${text}`]).toEqual([method, path, '']);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
const pool = () => app.db.database.pool;
const one = async <T>(text: string, values: unknown[] = []): Promise<T> =>
  ((await pool().query(text, values)).rows[0] as { value: T }).value;

async function call(from: string, told: { answered: boolean; recording?: boolean }): Promise<string> {
  const made = uisCall({ from: from.slice(1), startedAt: new Date(Date.now() - 60_000) });
  const facts = told.answered
    ? [made.incoming(), made.ringing('101'), made.answered('101'), made.ended()]
    : [made.incoming(), made.ringing('101'), made.missed()];
  if (told.recording === true) facts.push(made.recorded(`https://pbx.example/in-${from.slice(1)}.mp3`) as never);
  for (const [event, fields] of facts) expect((await app.uis(event, fields)).status).toBe(200);
  return eventually(async () => {
    const id = await one<number>(
      `select (select c.id from provider_call p join call c on c.id = p.call_id and c.settled_at is not null
       where p.provider_call_id = $1) as value`,
      [String(made.id)],
    );
    if (id === null) throw new Error('not settled yet');
    return String(id);
  }, 30_000);
}

async function importFile(): Promise<{ added: number; erased: number }> {
  const file = join(folder, 'patients.csv');
  await writeFile(
    file,
    [
      'Номер карты;Фамилия;Имя;Отчество;Дата рождения;Телефон;Примечание',
      `4711;${surname};${given};${patronymic};01.02.1980;8 (916) 123-43-21, ${shared};звонить после 12`,
      `4712;Петрова;Анна;;02.03.1990;${shared};`,
      `4713;Сидорова;Ольга;;02.03.1991;не помнит +7 999;`,
    ].join('\n'),
  );
  return importPeople({
    ...{ database: app.db.database, clock: systemClock, file, kind: 'patient', source: 'mis', mapping: {} },
    context: { phones: { country: 'RU', areaCode: '495' }, zone: 'Europe/Moscow' },
  });
}

const contactCounts = () =>
  one<unknown>(
    `select jsonb_build_object('calls', (select count(*) from call where merged_into is null),
       'contacts', (select jsonb_agg(x order by x::text) from (
          select scope, day, grp, reason, openings, missed, booked, came, owner, line from contact) x),
       'bookings', (select jsonb_agg(x order by x::text) from (select visit_id, call_id, strength, why from booking) x),
       'visits', (select count(*) from visit where not of_card), 'messages', (select count(*) from message),
       'tasks', (select count(*) from task)) as value`,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trubka-privacy-'));
  const told = tellingClinic('http://127.0.0.1:9/hook', { events: ['call.settled', 'call.updated', 'task.created'] });
  const uis = told.pbx.get('uis')!;
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  app = await runApp({
    db: await testDatabase(),
    adapters: { sms: [sms], mis: [webhooks] },
    configuration: {
      ...messagingClinic([sms], { from: '00:00', to: '24:00' }),
      pbx: new Map([['uis', { ...uis, forwardTo: 'http://127.0.0.1:9/former' }]]),
      mis: told.mis,
    },
    dataFolder: folder,
    log: createLog({ level: 'trace', destination }),
  });
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

it('a person leaves traces in every corner', async () => {
  await importFile();
  person = await one<number>(`select id as value from person where external_id = '4711'`);
  await api('/appointments/mis/v-1', 'demo-manager', 'PUT', {
    ...{ person: { id: '4711' }, branch: 'center', doctor: { name: 'Козлова Анна' }, state: 'completed' },
    ...{ startsAt: new Date(Date.now() - 3_600_000 * 24).toISOString(), minutes: 30 },
  });
  await api('/appointments/site/v-2', 'demo-manager', 'PUT', {
    person: { phone: '8-916-123-43-21', name: `${surname} Неизвестная` },
    ...{ branch: 'center', startsAt: new Date(Date.now() + 3_600_000 * 30).toISOString(), minutes: 30 },
    ...{ state: 'cancelled', cancelReason: `${given} передумала` },
  });
  const first = await call(own, { answered: true, recording: true });
  await call(own, { answered: false });
  const onShared = await call(shared, { answered: true });
  await call(shared, { answered: false });
  // Both people of the shared number come into question; reception says which one it was.
  await api(`/calls/${onShared}/caller`, seat, 'PUT', { personId: String(person) });
  await api(`/calls/${first}/outcome`, seat, 'PUT', { outcome: 'refused', reason: `${surname}: дорого` });
  await api(`/calls/${first}/note`, seat, 'PUT', { note: `${given} перезвонит`, before: null });
  await api('/people/mis/4711', 'demo-manager', 'PUT', { kind: 'patient', note: `${given} боится уколов` });
  await api('/tasks', seat, 'POST', { branch: 'center', phone: own, name: surname, note: `Позвонить ${given}` });
  await api('/waiting-list', seat, 'POST', { branch: 'center', phone: own, note: `Для ${given}`, doctor: 'Козлова' });
  await api('/requests', seat, 'POST', {
    ...{ branch: 'center', phone: own, name: `${surname} ${given}`, comment: `${given} просит утро`, id: own },
    page: `https://clinic.example/?phone=${encodeURIComponent(own)}`,
  });
  await api('/messages', 'demo-manager', 'POST', {
    template: 'hello',
    branch: 'center',
    phone: own,
    why: `для ${surname}`,
  });
  await api('/messages/consents', seat, 'POST', {
    ...{ phone: own, kind: 'advertising', given: true, text: `Я, ${surname}, согласна`, source: 'анкета' },
  });
  await api(`/messages/stop-list/${own}`, seat, 'PUT', { scope: 'all' });
  fake.word = () => 'transient';
  expect(
    (
      await fetch(`${app.url}/sms/fake/a-secret-of-sixteen`, {
        method: 'POST',
        body: JSON.stringify({ replyId: 'r1', from: own, text: `Это ${given}`, providerId: null }),
      })
    ).status,
  ).toBe(200);
  // What cannot be read is kept as it came.
  await fetch(`${app.url}/webhooks/uis/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'never-heard-of', secret: 'demo', who: `${own} ${surname}` }),
  });
  await fetch(`${app.url}/sms/fake/a-secret-of-sixteen`, { method: 'POST', body: `not json from ${own}` });

  await eventually(async () => {
    expect(await one('select count(*)::int as value from call where settled_at is null and merged_into is null')).toBe(
      0,
    );
    expect(await one('select count(*)::int as value from contact_due')).toBe(0);
    expect(await one(`select count(*)::int as value from contact where scope = 'center'`)).toBeGreaterThan(0);
  }, 30_000);
  const everywhere = await findEverywhere(pool(), words);
  expect(everywhere).toEqual(
    expect.arrayContaining([
      'call.caller',
      'call.external',
      'call.fold',
      'call.note',
      'call_event.event',
      'call_event.raw',
      'consent.phone',
      'contact.number',
      'contact_call.number',
      'correction.before',
      'delivery.payload',
      'message.phone',
      'message_reply.text',
      'person.full_name',
      'person_phone.e164',
      'quarantine.body',
      'stop_list.phone',
      'task.phone',
      'visit.person_name',
      'visit_change.after',
      'request.comment',
      'request.external_id',
      'request.page',
      'request.phone',
      'wish.note',
    ]),
  );
});

it('what is held of a person is told, and the audit knows that it was', async () => {
  const { held } = await api<{ held: Record<string, unknown[]> }>('/privacy/held', 'demo-manager', 'POST', {
    personId: person,
  });
  const counts = Object.fromEntries(Object.entries(held).map(([what, rows]) => [what, rows.length > 0]));
  expect(counts).toEqual(
    Object.fromEntries(
      [
        'cards',
        'numbers',
        'visits',
        'calls',
        'tasks',
        'requests',
        'waitingList',
        'messages',
        'replies',
        'consents',
        'stopList',
        'toldOutside',
      ].map((what) => [what, true]),
    ),
  );
  expect(JSON.stringify(held)).toContain(patronymic);
  expect(await one(`select subject as value from audit where what = 'person.data-told'`)).toBe(`person ${person}`);
  // IT reads no numbers, so it is not told them this way either.
  for (const token of [seat, asIt]) await api('/privacy/held', token, 'POST', { personId: person }, 403);
});

it('a dry run says what would go and changes nothing', async () => {
  figures = await contactCounts();
  const before = await findEverywhere(pool(), words);
  const preview = await api<{ counts: Record<string, number>; confirm: string; shared: number; mentions: number }>(
    '/privacy/preview',
    asIt,
    'POST',
    { personId: person },
  );
  expect(preview).toMatchObject({ confirm: surname, shared: 1, mentions: 0 });
  expect(preview.counts).toMatchObject({
    cards: 1,
    calls: 3,
    visits: 2,
    requests: 1,
    wishes: 1,
    consents: 1,
    stops: 1,
    candidates: 1,
  });
  expect(await findEverywhere(pool(), words)).toEqual(before);
  expect(await one('select count(*)::int as value from erasure')).toBe(0);
});

it('after the erasure neither number nor name stand anywhere, and no figure changed', async () => {
  const asked = { subject: { personId: person }, reason: 'request' };
  await api('/privacy/erasures', seat, 'POST', { ...asked, confirm: surname }, 403);
  await api('/privacy/erasures', asIt, 'POST', { ...asked, confirm: 'Иванова' }, 422);
  await api('/privacy/erasures', asIt, 'POST', { ...asked, confirm: surname, reference: `письмо ${surname}` }, 422);
  await api('/privacy/erasures', asIt, 'POST', { ...asked, confirm: ` ${surname.toLowerCase()}`, reference: 'вх. 17' });
  expect(await findEverywhere(pool(), words)).toEqual([]);
  expect(await contactCounts()).toEqual(figures);
  expect(await one(`select what || ' ' || subject as value from audit where what = 'person.erased'`)).toMatch(
    /^person.erased erasure \d+$/,
  );
  // Whoever shares the number stays, with the calls that may be theirs.
  expect(await one(`select count(*)::int as value from person_phone where e164 = $1`, [shared])).toBe(1);
  expect(await one(`select count(*)::int as value from call where external = $1`, [shared])).toBe(1);
  await api('/privacy/preview', asIt, 'POST', { personId: person }, 404);
});

it('nothing brings the person back: not the source, not a late fact, not an undone correction', async () => {
  expect(await importFile()).toMatchObject({ added: 0, erased: 1 });
  await api('/people/mis/4711', 'demo-manager', 'PUT', { kind: 'patient', name: surname }, 409);
  await api('/appointments/mis/v-1', 'demo-manager', 'PUT', {
    ...{ person: { id: '4711' }, startsAt: new Date(Date.now() + 90_000_000).toISOString(), state: 'planned' },
  });
  await api('/appointments/site/v-2', 'demo-manager', 'PUT', {
    person: { phone: own, name: `${surname} ${given}` },
    ...{ startsAt: new Date(Date.now() + 80_000_000).toISOString(), state: 'cancelled', cancelReason: surname },
  });
  const [, told] = await one<[string, string]>(
    `select array[min(c.id)::text, min(p.provider_call_id)] as value from call c join provider_call p on p.call_id = c.id where c.erased_person is not null`,
  );
  await app.uis('recorded', {
    call_session_id: Number(told),
    contact_phone_number: own.slice(1),
    virtual_phone_number: '74950000101',
    notification_time: '2026-01-01 10:00:00',
    file_link: `https://pbx.example/in-${own.slice(1)}.mp3`,
    file_duration: 26,
  });
  // The copy of this late webhook for the account's former address, until it is taken there.
  expect(await findEverywhere(pool(), words)).toEqual(['delivery.payload']);
  await pool().query(`delete from delivery where kind = 'forward' and payload is not null`);
  const { items } = await api<{ items: { id: string; stillAt: { source: string }[] }[] }>(
    '/privacy/erasures',
    asIt,
    'GET',
  );
  expect(items).toMatchObject([{ reason: 'request', reference: 'вх. 17', stillAt: [{ source: 'mis' }] }]);
});

it('a number that was on the stop-list is still refused, though it stands there no more', async () => {
  await api(
    '/messages',
    'demo-manager',
    'POST',
    { template: 'hello', branch: 'center', phone: own, why: 'проба' },
    409,
  );
  await api(`/messages/stop-list/${own}`, 'demo-manager', 'DELETE', undefined, 204);
  expect(await one('select count(*)::int as value from stop_list')).toBe(0);
  await pool().query('delete from idempotent_request');
});

it('whoever is a patient again comes back with the next reading, when a person says so', async () => {
  const id = await one<number>('select max(id) as value from erasure');
  await api(`/privacy/erasures/${id}/readmit`, asIt, 'POST', undefined, 204);
  expect(await importFile()).toMatchObject({ added: 1, erased: 0 });
});

it('somebody without a card is erased by number', async () => {
  const stranger = '+79995554433';
  await call(stranger, { answered: false });
  await api('/privacy/preview', asIt, 'POST', { phone: own }, 409);
  const { confirm } = await api<{ confirm: string }>('/privacy/preview', asIt, 'POST', { phone: stranger });
  await eventually(() =>
    api('/privacy/erasures', asIt, 'POST', { subject: { phone: stranger }, reason: 'consent-withdrawn', confirm }, 201),
  );
  expect(await findEverywhere(pool(), [numberAnyhow(stranger)])).toEqual([]);
  await api(
    '/messages',
    'demo-manager',
    'POST',
    { template: 'offer', branch: 'center', phone: stranger, why: 'проба' },
    409,
  );
});

it('no log line and no metric of all this held a number or a name', async () => {
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  for (const word of [...words, numberAnyhow(shared), /петрова/i, /сидоров/i, numberAnyhow('+79995554433')]) {
    expect(logged.split('\n').filter((line) => word.test(line))).toEqual([]);
    expect(metrics.split('\n').filter((line) => word.test(line))).toEqual([]);
  }
  // The run did log: what cannot be delivered, what was refused.
  expect(logged.split('\n').length).toBeGreaterThan(3);
});
