import { inTransaction } from '../../src/platform/database/index.ts';
import { tasksSchema } from '../../src/platform/configuration/tasks-schema.ts';
import { oweLatePatients } from '../../src/tasks/late-patients.ts';
import { lockTasks } from '../../src/tasks/lock-tasks.ts';
import { followVisits } from '../../src/tasks/visit-changes.ts';
import type { VisitChangeKind } from '../../src/contracts/appointments.ts';
import { at, openClinic, WHO, type ClinicOfTasks } from './clinic-calls.ts';

let clinic: ClinicOfTasks;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.drop());
beforeEach(async () => {
  for (const table of ['task', 'visit_change', 'visit', 'visit_source', 'person'])
    await clinic.database.pool.query(`delete from ${table}`);
  await tellsArrivals('mis');
});

/** It marked somebody as arrived then. */
async function tellsArrivals(source: string, when = '2026-03-09T09:00:00Z'): Promise<void> {
  const past = await visit({ source, state: 'completed', startsAt: '2026-03-09T09:00:00Z' });
  await clinic.database.pool.query(
    `insert into visit_change (visit_id, source, external_id, at, kinds, initial, after)
     values ($1, $2, 'past', $3, '{arrived}', false, '{}')`,
    [past, source, when],
  );
}

async function visit(told: {
  source?: string;
  state?: string;
  startsAt?: string;
  phone?: string | null;
  personId?: number;
}): Promise<number> {
  const { source = 'mis', state = 'planned', startsAt = '10:00:00', phone = WHO, personId = null } = told;
  const { rows } = await clinic.database.pool.query<{ id: number }>(
    `insert into visit (source, external_id, person_id, person_phone, branch, zone, starts_at, ends_at, state, updated_at)
     values ($1, gen_random_uuid()::text, $2, $3, 'center', 'Europe/Moscow', $4, $4::timestamptz + interval '1 hour', $5, $4)
     returning id`,
    [source, personId, phone, at(startsAt), state],
  );
  return rows[0]!.id;
}

/** What is looked at and told at a time, after the source was read at another. */
async function look(now: string, readAt: string, minutes: number | null = 10): Promise<void> {
  const { pool } = clinic.database;
  await pool.query(
    `insert into visit_source (source, kind, refreshed_at) values ('mis', 'mis', $1)
     on conflict (source) do update set refreshed_at = excluded.refreshed_at`,
    [at(readAt)],
  );
  const tasks = tasksSchema.parse(minutes === null ? {} : { latePatientMinutes: minutes });
  const configuration = { ...clinic.configuration, tasks };
  await inTransaction(pool, async (tx) => {
    await lockTasks(tx);
    await oweLatePatients(tx, { configuration, now: at(now) });
  });
}

it('a patient who is not there ten minutes after the beginning is called, once for a time of the visit', async () => {
  const id = await visit({});
  await look('10:09:00', '10:09:00');
  expect(await clinic.open()).toEqual([]);
  await look('10:10:00', '10:10:00');
  await look('10:11:00', '10:11:00');
  const first = { type: 'late-patient', phone: WHO, branch: 'center', due_at: at('10:15:00') };
  expect(await clinic.open()).toMatchObject([first]);

  await clinic.database.pool.query('update visit set starts_at = $2, ends_at = $3 where id = $1', [
    ...[id, at('11:00:00'), at('12:00:00')],
  ]);
  await look('11:15:00', '11:15:00');
  expect(await clinic.open()).toHaveLength(2);
});

it.each<[string, Parameters<typeof visit>[0], string, string]>([
  ['before the source was read again', {}, '10:30:00', '10:05:00'],
  ['of who is there', { state: 'arrived' }, '10:30:00', '10:30:00'],
  ['of a visit that is cancelled', { state: 'cancelled' }, '10:30:00', '10:30:00'],
  ['when the visit is over', {}, '11:30:00', '11:30:00'],
  ['of a time that nobody has', { phone: null }, '10:30:00', '10:30:00'],
])('no task %s', async (_, told, now, readAt) => {
  await visit(told);
  await look(now, readAt);
  expect(await clinic.open()).toEqual([]);
});

it('no task where the clinic wants none, and where the source has marked nobody as arrived for two weeks', async () => {
  await visit({});
  await look('10:30:00', '10:30:00', null);
  expect(await clinic.open()).toEqual([]);
  await clinic.database.pool.query('update visit_change set at = $1', [at('2026-02-20T09:00:00Z')]);
  await look('10:30:00', '10:30:00');
  expect(await clinic.open()).toEqual([]);
});

it.each<[string, VisitChangeKind]>([
  ['comes', 'arrived'],
  ['comes another day', 'moved'],
  ['does not come', 'no-show'],
])('the task of a patient who %s closes by itself', async (_, kind) => {
  const person = await clinic.person('Анна', [WHO]);
  const visitId = await visit({ personId: person, phone: null });
  await look('10:10:00', '10:10:00');
  expect(await clinic.open()).toMatchObject([{ person_id: person, phone: WHO }]);
  const after = {
    ...{ personId: person, person: { card: null, phone: null, name: null }, branch: 'center', zone: 'Europe/Moscow' },
    ...{ doctor: null, specialty: null, service: null, startsAt: at('10:00:00'), endsAt: at('11:00:00') },
    ...{ state: 'arrived' as const, cancelReason: null, cancelledBy: null, marks: [], isConsultation: null },
    ...{ addedAt: null, addedBy: null },
  };
  const change = { id: 1, visitId, source: 'mis', externalId: 'a', at: at('10:12:00'), initial: false };
  await inTransaction(clinic.database.pool, (tx) =>
    followVisits(tx, [{ ...change, kinds: [kind], before: after, after }], {
      ...{ configuration: clinic.configuration, now: at('10:12:00') },
    }),
  );
  expect(await clinic.open()).toEqual([]);
  expect(await clinic.all()).toMatchObject([{ closed_as: 'not-needed' }]);
});
