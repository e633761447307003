import { claimMessages } from '../../src/messages/message-store.ts';
import { planComing, replanChanged } from '../../src/messages/plan-reminders.ts';
import { answeredByPhone } from '../../src/messages/answer-visits.ts';
import { oweForSettled } from '../../src/messages/settled-messages.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { fakeSms } from '../support/fake-sms.ts';
import { messagingClinic, openOutbox, standingClock } from './outbox.ts';

let db: TestDatabase;
const clock = standingClock('2026-03-09T09:00:00Z');
const fake = fakeSms();
const configuration = messagingClinic([fake.adapter], {
  reminders: [{ id: 'evening', template: 'reminder', dayBefore: '18:00' }],
  missedCall: 'hello',
  remindedElsewhere: ['other-mis'],
});
let outbox: ReturnType<typeof openOutbox>;

beforeAll(async () => {
  db = await testDatabase();
  outbox = openOutbox({ database: db.database, adapters: [fake.adapter], clock, configuration });
});
afterAll(() => db.drop());
beforeEach(async () => {
  clock.set('2026-03-09T09:00:00Z');
  fake.sent.length = 0;
  await db.database.pool.query(
    'truncate message, visit, visit_change, visit_change_reader, person, person_phone, visit_answer, sending_pace cascade',
  );
});

const pool = () => db.database.pool;
async function person(name: string, phone: string): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    `insert into person (source, external_id, kind, full_name, given_name, updated_at)
     values ('file', $1, 'patient', $1, $1, now()) returning id`,
    [name],
  );
  await pool().query('insert into person_phone (person_id, e164) values ($1, $2)', [rows[0]!.id, phone]);
  return rows[0]!.id;
}
let number = 0;
async function visit(
  personId: number,
  startsAt: string,
  change: { source?: string; state?: string } = {},
): Promise<number> {
  number += 1;
  const { rows } = await pool().query<{ id: number }>(
    `insert into visit (source, external_id, person_id, branch, zone, doctor, starts_at, ends_at, state, updated_at)
     values ($1, $2, $3, 'center', 'Europe/Moscow', 'Иванов И. И.', $4, $4::timestamptz + interval '30 minutes', $5, now())
     returning id`,
    [change.source ?? 'mis', `v${number}`, personId, startsAt, change.state ?? 'planned'],
  );
  return rows[0]!.id;
}
const plan = () => planComing(pool(), { configuration, now: clock.now() });
async function until(at: string): Promise<string[]> {
  clock.set(at);
  for (;;) {
    const ids = await claimMessages(pool(), clock.now(), 50);
    if (ids.length === 0) break;
    await Promise.all(ids.map((id) => outbox.sender.work(id)));
  }
  return fake.sent.map(({ text }) => text);
}
/** Changes a visit as a source would, and lets the reader of changes see it. */
async function changed(id: number, to: { startsAt?: string; state?: string }): Promise<void> {
  const old = (await pool().query<{ starts_at: Date; state: string }>('select * from visit where id = $1', [id]))
    .rows[0]!;
  await pool().query(
    'update visit set starts_at = coalesce($2, starts_at), state = coalesce($3, state) where id = $1',
    [id, to.startsAt ?? null, to.state ?? null],
  );
  const told = (startsAt: Date | string, state: string) => ({
    branch: 'center',
    zone: 'Europe/Moscow',
    startsAt: new Date(startsAt),
    state,
  });
  await inTransaction(pool(), (tx) =>
    replanChanged(
      tx,
      [
        {
          ...{
            id: 1,
            visitId: id,
            source: 'mis',
            externalId: 'x',
            at: clock.now(),
            kinds: ['changed'],
            initial: false,
          },
          before: told(old.starts_at, old.state),
          after: told(to.startsAt ?? old.starts_at, to.state ?? old.state),
        } as never,
      ],
      { configuration, now: clock.now() },
    ),
  );
}
const states = async () =>
  (
    await pool().query<{ state: string; reason: string | null }>('select state, reason from message order by id')
  ).rows.map(({ state, reason }) => (reason === null ? state : `${state} ${reason}`));

it('the evening before each gets one message, planned once however often it is planned', async () => {
  await visit(await person('Мария', '+79001000001'), '2026-03-10T07:00:00Z');
  await visit(await person('Пётр', '+79001000002'), '2026-03-10T08:30:00Z');
  expect([await plan(), await plan()]).toEqual([2, 0]);
  expect(await until('2026-03-09T14:59:00Z')).toEqual([]);
  expect((await until('2026-03-09T15:00:00Z')).toSorted()).toEqual([
    'Мария, ждем вас 10.03 в 10:00',
    'Пётр, ждем вас 10.03 в 11:30',
  ]);
  await plan();
  expect(await until('2026-03-10T12:00:00Z')).toHaveLength(2);
});

it('a family with one number gets one message a day that names nobody', async () => {
  await visit(await person('Мария', '+79001000001'), '2026-03-10T08:30:00Z');
  await visit(await person('Пётр', '+79001000001'), '2026-03-10T07:00:00Z');
  await plan();
  expect(await until('2026-03-09T15:00:00Z')).toEqual(['Ждем вас 10.03 в 10:00, 11:30']);
});

it('a moved visit is told of on its new eve, a cancelled one never', async () => {
  const [moved, cancelled] = [
    await visit(await person('Мария', '+79001000001'), '2026-03-10T07:00:00Z'),
    await visit(await person('Пётр', '+79001000002'), '2026-03-10T08:30:00Z'),
  ];
  await plan();
  await changed(moved, { startsAt: '2026-03-12T07:00:00Z' });
  await changed(cancelled, { state: 'cancelled' });
  expect(await until('2026-03-10T20:00:00Z')).toEqual([]);
  expect(await until('2026-03-11T15:00:00Z')).toEqual(['Мария, ждем вас 12.03 в 10:00']);
  expect((await states()).toSorted()).toEqual(['cancelled no-visit', 'cancelled no-visit', 'sent']);
});

it('a cancelled visit that comes back is told of, once', async () => {
  const id = await visit(await person('Мария', '+79001000001'), '2026-03-10T07:00:00Z');
  await plan();
  await changed(id, { state: 'cancelled' });
  await changed(id, { state: 'planned' });
  expect(await until('2026-03-09T15:00:00Z')).toHaveLength(1);
  await changed(id, { state: 'cancelled' });
  await changed(id, { state: 'planned' });
  expect(await until('2026-03-09T16:00:00Z')).toHaveLength(1);
});

it('a cancellation that nobody told the planner is seen when it is due', async () => {
  const id = await visit(await person('Мария', '+79001000001'), '2026-03-10T07:00:00Z');
  await plan();
  await pool().query(`update visit set state = 'cancelled' where id = $1`, [id]);
  expect(await until('2026-03-09T15:00:00Z')).toEqual([]);
  expect(await states()).toEqual(['cancelled no-visit']);
});

it('silent where the visit is confirmed, by the MIS or by telephone, or where the MIS reminds', async () => {
  await visit(await person('Мария', '+79001000001'), '2026-03-10T07:00:00Z', { state: 'confirmed' });
  const byPhone = await visit(await person('Пётр', '+79001000002'), '2026-03-10T07:00:00Z');
  await visit(await person('Анна', '+79001000003'), '2026-03-10T07:00:00Z', { source: 'other-mis' });
  await plan();
  await inTransaction(pool(), (tx) => answeredByPhone(tx, { visits: [byPhone], answer: 'confirmed', at: clock.now() }));
  expect(await until('2026-03-09T15:00:00Z')).toEqual([]);
  // It was moved since, so what was confirmed is another time.
  await changed(byPhone, { startsAt: '2026-03-11T07:00:00Z' });
  expect(await until('2026-03-10T15:00:00Z')).toEqual(['Пётр, ждем вас 11.03 в 10:00']);
});

it('what could not go in the evening waits for the morning, and is not sent too late', async () => {
  await visit(await person('Мария', '+79001000001'), '2026-03-10T12:00:00Z');
  await visit(await person('Пётр', '+79001000002'), '2026-03-10T06:30:00Z');
  await plan();
  expect(await until('2026-03-09T19:00:00Z')).toEqual([]);
  expect(await until('2026-03-10T06:00:00Z')).toEqual(['Мария, ждем вас 10.03 в 15:00']);
  expect((await states()).toSorted()).toEqual(['expired too-late', 'sent']);
});

it('nothing for a number that gets no SMS', async () => {
  await visit(await person('Мария', '+74951234567'), '2026-03-10T07:00:00Z');
  expect(await plan()).toBe(0);
});

it('a missed call gets one message a day, to a mobile and never late', async () => {
  const call = (id: number, external: string | null, change: object = {}) => ({
    ...{ id, direction: 'in' as const, external, branch: 'center', startedAt: clock.now(), result: 'missed' as const },
    ...{ class: 'first-time', ...change },
  });
  await pool().query(
    `insert into call (id, account, started_at, learnt_at, pops)
     select g, 'uis', now(), now(), '{}' from generate_series(1, 9) g on conflict do nothing`,
  );
  const calls = [
    call(1, '+79001000001'),
    call(2, '+79001000001'),
    call(3, '+74951234567'),
    call(4, null),
    call(5, '+79001000005', { class: 'staff' }),
    call(6, '+79001000006', { late: true }),
    call(7, '+79001000007', { startedAt: new Date(clock.now().getTime() - 3 * 3600_000) }),
    call(8, '+79001000008', { result: 'answered' }),
  ];
  await inTransaction(pool(), (tx) => oweForSettled(tx, calls, new Map(), { configuration, now: clock.now() }));
  await inTransaction(pool(), (tx) => oweForSettled(tx, calls, new Map(), { configuration, now: clock.now() }));
  await until('2026-03-09T09:01:00Z');
  expect(fake.sent.map(({ to }) => to)).toEqual(['+79001000001']);
});

it('many reminders of an evening are planned in pages', async () => {
  await pool().query(
    `insert into visit (source, external_id, person_phone, branch, zone, starts_at, ends_at, state, updated_at)
     select 'mis', 'many' || g, '+7900' || lpad(g::text, 7, '0'), 'center', 'Europe/Moscow', '2026-03-10T07:00:00.123456Z',
       '2026-03-10T07:30:00Z', 'planned', now() from generate_series(1, 1500) g`,
  );
  expect(await plan()).toBe(1500);
  expect(await plan()).toBe(0);
});
