import { DateTime } from 'luxon';
import { claimMessages } from '../../src/messages/message-store.ts';
import { planComing, replanChanged } from '../../src/messages/plan-reminders.ts';
import type { VisitChange } from '../../src/contracts/appointments.ts';
import type { Branch } from '../../src/platform/configuration/index.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { fakeSms } from '../support/fake-sms.ts';
import { oneOf, seededRandom } from '../support/seeded-random.ts';
import { messagingClinic, openOutbox, standingClock } from './outbox.ts';

const weekdays = [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, from: 9 * 60, to: 20 * 60 }));
const branches: Branch[] = [
  { id: 'west', name: 'Калининград', zone: 'Europe/Kaliningrad', areaCode: '4012', hours: weekdays },
  {
    ...{ id: 'east', name: 'Камчатка', zone: 'Asia/Kamchatka', areaCode: '4152', hours: weekdays },
    specialDays: new Map([['2026-02-23', []]]),
  },
];
const fake = fakeSms();
const configuration = {
  ...messagingClinic([fake.adapter], {
    templates: [{ id: 'eve', text: { ru: 'Ждем {{ date }} в {{ time }}' } }],
    reminders: [{ id: 'eve', template: 'eve', dayBefore: '18:00', whileOpen: true }],
  }),
  branches: new Map(branches.map((branch) => [branch.id, branch])),
};

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

interface Plan {
  id: number;
  phone: string;
  zone: string;
  startsAt: DateTime;
  cancelled: boolean;
  /** When it became what it is now. */
  since: DateTime;
}

it('three weeks over a month’s end and a holiday, from Kaliningrad to Kamchatka: exactly the expected reminders', async () => {
  const { pool } = db.database;
  const random = seededRandom(11);
  const begin = DateTime.fromISO('2026-02-18T00:00Z', { zone: 'utc' });
  const clock = standingClock(begin.toISO()!);
  const { sender } = openOutbox({ database: db.database, adapters: [fake.adapter], clock, configuration });
  const planning = () => ({ configuration, now: clock.now() });

  const plans: Plan[] = [];
  for (let number = 0; number < 60; number += 1) {
    const { id: branch, zone } = oneOf(random, branches);
    const startsAt = anyTime(zone);
    const phone = `+7900100${String(1000 + number)}`;
    const { rows } = await pool.query<{ id: number }>(
      `insert into visit (source, external_id, person_phone, branch, zone, starts_at, ends_at, state, updated_at)
       values ('mis', $1, $2, $3, $4, $5, $5::timestamptz + interval '30 minutes', 'planned', $6) returning id`,
      [`v${number}`, phone, branch, zone, startsAt.toJSDate(), clock.now()],
    );
    plans.push({ id: rows[0]!.id, phone, zone, startsAt, cancelled: false, since: begin });
  }

  const sent: { plan: Plan; at: DateTime; text: string; expected: string }[] = [];
  for (let hour = 0; hour < 21 * 24; hour += 1) {
    clock.set(begin.plus({ hours: hour }).toJSDate());
    if (hour % 6 === 0) await planComing(pool, planning());
    if (random() < 0.12) await change(oneOf(random, plans));
    const before = fake.sent.length;
    for (const id of await claimMessages(pool, clock.now(), 100)) await sender.work(id);
    for (const { to, text } of fake.sent.slice(before)) {
      const plan = plans.find(({ phone }) => phone === to)!;
      const expected = plan.cancelled ? 'nothing' : plan.startsAt.toFormat("'Ждем' dd.MM 'в' HH:mm");
      sent.push({ plan, text, expected, at: DateTime.fromJSDate(clock.now(), { zone: plan.zone }) });
    }
  }

  for (const { at, text, expected, plan } of sent) {
    expect(text).toBe(expected);
    const open = at.weekday !== 7 && !(plan.zone === 'Asia/Kamchatka' && at.toISODate() === '2026-02-23');
    expect([plan.zone, at.toISO(), open && at.hour >= 9 && at.hour < 20]).toEqual([plan.zone, at.toISO(), true]);
  }
  // None twice for a visit as it was, and nobody who could be told of it in time was left out.
  const told = sent.map(({ plan, text }) => `${plan.phone} ${text}`);
  expect(new Set(told).size).toBe(told.length);
  const end = begin.plus({ days: 21 });
  const owed = plans.filter(
    ({ cancelled, startsAt, since }) => !cancelled && startsAt < end && startsAt.diff(since, 'days').days > 4,
  );
  expect(owed.length).toBeGreaterThan(10);
  for (const plan of owed) expect(told).toContain(`${plan.phone} ${plan.startsAt.toFormat("'Ждем' dd.MM 'в' HH:mm")}`);
  expect(plans.filter(({ since }) => since > begin).length).toBeGreaterThan(20);

  /** Any quarter of an hour, midnight and the minutes around it among them. */
  function anyTime(zone: string): DateTime {
    const day = DateTime.fromISO('2026-02-19', { zone }).plus({ days: Math.floor(random() * 18) });
    return day.plus({ minutes: oneOf(random, [0, 15, 9 * 60, 12 * 60 + 30, 17 * 60, 23 * 60 + 45]) });
  }

  /** Moves, cancels or brings back a visit that is still ahead, and tells the reader of changes. */
  async function change(plan: Plan): Promise<void> {
    const now = DateTime.fromJSDate(clock.now(), { zone: 'utc' });
    if (plan.startsAt <= now) return;
    const was = { startsAt: plan.startsAt, cancelled: plan.cancelled };
    const next = random() < 0.6 ? anyTime(plan.zone) : plan.startsAt;
    if (next === plan.startsAt) plan.cancelled = !plan.cancelled;
    else if (next > now) plan.startsAt = next;
    plan.since = now;
    const state = plan.cancelled ? 'cancelled' : 'planned';
    await pool.query('update visit set starts_at = $2, ends_at = $3, state = $4 where id = $1', [
      ...[plan.id, plan.startsAt.toJSDate(), plan.startsAt.plus({ minutes: 30 }).toJSDate(), state],
    ]);
    const branch = branches.find(({ zone }) => zone === plan.zone)!.id;
    const visit = (at: DateTime, cancelled: boolean) => ({
      ...{ branch, zone: plan.zone, startsAt: at.toJSDate(), state: cancelled ? 'cancelled' : 'planned' },
    });
    const changed = {
      ...{ id: 1, visitId: plan.id, source: 'mis', externalId: 'x', at: clock.now(), kinds: ['changed'] },
      ...{ initial: false, before: visit(was.startsAt, was.cancelled), after: visit(plan.startsAt, plan.cancelled) },
    };
    await inTransaction(pool, (tx) => replanChanged(tx, [changed as unknown as VisitChange], planning()));
  }
}, 120_000);
