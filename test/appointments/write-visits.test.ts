import { jest } from '@jest/globals';
import { writeVisits, type WriteVisits } from '../../src/appointments/index.ts';
import { readVisitChanges } from '../../src/appointments/follow-visit-changes.ts';
import type { ToldVisit, VisitChange } from '../../src/contracts/appointments.ts';
import { inTransaction, type PoolClient } from '../../src/platform/database/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

let test: TestDatabase;
let now = new Date('2026-11-18T07:00:00Z');
const clock = { now: () => now };
const log = { debug() {}, info() {}, warn() {}, error: jest.fn() } as never;

beforeAll(async () => void (test = await testDatabase()));
afterAll(() => test.drop());
beforeEach(async () => {
  now = new Date('2026-11-18T07:00:00Z');
  await test.database.pool.query(
    'truncate person, visit, visit_change, visit_change_reader, visit_source restart identity cascade',
  );
  await test.database.pool.query(
    `insert into person (source, external_id, kind, full_name, surname, given_name, updated_at)
     values ('mis', '1001', 'patient', 'Орлова Мария Петровна', 'Орлова', 'Мария', now()),
            ('mis', '1002', 'patient', 'Орлов Пётр Ильич', 'Орлов', 'Пётр', now())`,
  );
  await test.database.pool.query(
    `insert into person_phone (person_id, e164) values (1, '+79160001122'), (2, '+79160001122')`,
  );
});

const at = (time: string) => new Date(`2026-11-${time}:00Z`);
const visit = (externalId: string, told: Partial<ToldVisit> = {}): ToldVisit => ({
  externalId,
  person: { card: '1001', phone: null, name: null },
  zone: 'Europe/Moscow',
  branch: 'center',
  startsAt: at('20T10:00'),
  endsAt: at('20T10:30'),
  ...told,
});
const day = { from: at('20T00:00'), to: at('21T00:00') };

const write = (visits: ToldVisit[], told: Partial<WriteVisits> = {}) =>
  inTransaction(test.database.pool, (tx) => writeVisits(tx, { source: 'mis', kind: 'mis', now, visits, ...told }));
const changes = async () =>
  (await test.database.pool.query('select external_id, kinds from visit_change order by id')).rows.map(
    ({ external_id, kinds }) => `${external_id}: ${kinds.join(' ')}`,
  );
const read = (handle: (tx: PoolClient, changes: readonly VisitChange[]) => Promise<void>, name = 'tasks') =>
  readVisitChanges({ database: test.database, name, clock, log, handle });

describe('writeVisits', () => {
  it('writes and logs what differs, once', async () => {
    expect(await write([visit('a'), visit('b')])).toMatchObject({ added: 2 });
    expect(await write([visit('a'), visit('b', { state: 'confirmed' })])).toMatchObject({ unchanged: 1, changed: 1 });
    expect(await write([visit('a'), visit('b', { state: 'confirmed' })])).toMatchObject({ unchanged: 2, changed: 0 });
    await write([visit('a', { startsAt: at('22T10:00'), endsAt: at('22T10:30') })]);
    expect(await changes()).toEqual(['a: added', 'b: added', 'b: confirmed', 'a: moved']);
    const { rows } = await test.database.pool.query(
      'select kinds, initial, before, after from visit_change where id = 4',
    );
    expect(rows[0]).toMatchObject({
      initial: false,
      before: { startsAt: '2026-11-20T10:00:00.000Z', personId: 1 },
      after: { startsAt: '2026-11-22T10:00:00.000Z', state: 'planned' },
    });
  });

  it('the first reading of a source is history', async () => {
    await write([visit('a')]);
    await write([visit('b')]);
    const { rows } = await test.database.pool.query('select external_id, initial from visit_change order by id');
    expect(rows).toEqual([
      { external_id: 'a', initial: true },
      { external_id: 'b', initial: false },
    ]);
  });

  it('what a complete list no longer has is cancelled, within its window and only if open', async () => {
    const other = { startsAt: at('21T10:00'), endsAt: at('21T10:30') };
    await write([visit('a'), visit('b'), visit('done', { state: 'completed' }), visit('later', other)]);
    expect(await write([visit('a')])).toMatchObject({ vanished: 0 });
    expect(await write([visit('a')], { window: day })).toMatchObject({ vanished: 1 });
    const { rows } = await test.database.pool.query(
      'select external_id, state, cancel_reason from visit order by external_id',
    );
    expect(rows).toEqual([
      { external_id: 'a', state: 'planned', cancel_reason: null },
      { external_id: 'b', state: 'cancelled', cancel_reason: 'not-in-source' },
      { external_id: 'done', state: 'completed', cancel_reason: null },
      { external_id: 'later', state: 'planned', cancel_reason: null },
    ]);
    await write([visit('a'), visit('b')], { window: day });
    expect((await changes()).slice(-2)).toEqual(['b: cancelled', 'b: reopened']);
  });

  it('a list of some branches says nothing of the others', async () => {
    await write([visit('a'), visit('n', { branch: 'north' }), visit('m', { branch: 'north' })]);
    await write([visit('n', { branch: 'north' })], { window: { ...day, branches: ['north'] } });
    const { rows } = await test.database.pool.query(`select external_id from visit where state = 'cancelled'`);
    expect(rows).toEqual([{ external_id: 'm' }]);
  });

  it('refuses a list from which most is missing, and an empty one', async () => {
    const all = Array.from({ length: 20 }, (_, index) => visit(`v${index}`));
    await write(all);
    await expect(write(all.slice(0, 9), { window: day })).rejects.toThrow('11 of 20');
    await expect(write([], { window: day })).rejects.toThrow('20 of 20');
    expect(await changes()).toHaveLength(20);
    expect(await write(all.slice(0, 9), { window: day, allowLoss: true })).toMatchObject({ vanished: 11 });
    expect(await write(all.slice(0, 8), { window: day })).toMatchObject({ vanished: 1 });
  });

  it('an older state than the known one is not taken', async () => {
    await write([visit('a', { state: 'confirmed', updatedAt: at('18T06:00') })]);
    await write([visit('a', { state: 'confirmed', updatedAt: at('18T06:30') })]);
    expect(await write([visit('a', { state: 'cancelled', updatedAt: at('18T06:10') })])).toMatchObject({ older: 1 });
    expect(await write([visit('a', { state: 'cancelled', updatedAt: at('18T06:40') })])).toMatchObject({ changed: 1 });
  });

  it('when a new visit was added is known only of a source that is read often, and not of its history', async () => {
    await write([visit('a')], { live: true });
    now = at('18T08:00');
    await write([visit('b'), visit('c', { addedAt: at('17T12:00') })], { live: true });
    await write([visit('d')]);
    now = at('18T09:00');
    await write([visit('b')], { live: true });
    const { rows } = await test.database.pool.query('select external_id, added_at from visit order by external_id');
    expect(rows.map(({ added_at }) => added_at)).toEqual([null, at('18T08:00'), at('17T12:00'), null]);
  });

  it('a card may come after its visits; a number with a name is one certain card or nobody', async () => {
    const phone = '+79160001122';
    await write([
      visit('later', { person: { card: '1003', phone: null, name: null } }),
      visit('named', { person: { card: null, phone, name: 'Орлов Петр' } }),
      visit('number', { person: { card: null, phone, name: null } }),
      visit('nobody', { person: null }),
    ]);
    const people = async () =>
      (await test.database.pool.query('select external_id, person_id, person_phone from visit order by id')).rows;
    expect(await people()).toEqual([
      { external_id: 'later', person_id: null, person_phone: null },
      { external_id: 'named', person_id: 2, person_phone: null },
      { external_id: 'number', person_id: null, person_phone: phone },
      { external_id: 'nobody', person_id: null, person_phone: null },
    ]);
    await test.database.pool.query(
      `insert into person (source, external_id, kind, full_name, updated_at) values ('mis', '1003', 'patient', 'Ким', now())`,
    );
    await write([]);
    expect((await people())[0]).toMatchObject({ person_id: 3 });
    expect((await changes()).at(-1)).toBe('later: person');
  });

  it('erasing a person takes the visits and their log along', async () => {
    await write([visit('a'), visit('b', { person: { card: '1002', phone: null, name: null } })]);
    await test.database.pool.query('delete from person where id = 1');
    expect(await changes()).toEqual(['b: added']);
  });
});

describe('a reader of changes', () => {
  it('gets each once, in order, and starts where it was', async () => {
    await write([visit('a'), visit('b')]);
    const seen: string[] = [];
    const handle = async (_tx: PoolClient, got: readonly VisitChange[]) =>
      void seen.push(...got.map(({ externalId, kinds }) => `${externalId} ${kinds.join()}`));
    expect(await read(handle)).toEqual({ handled: 2, failures: 0 });
    expect(await read(handle)).toEqual({ handled: 0, failures: 0 });
    await write([visit('a', { state: 'cancelled', cancelReason: 'Заболел' })]);
    await read(handle);
    expect(seen).toEqual(['a added', 'b added', 'a cancelled']);
    await read(handle, 'another');
    expect(seen).toHaveLength(6);
    const whole: VisitChange[] = [];
    await read(async (_tx, got) => void whole.push(...got), 'third');
    expect(whole[2]).toMatchObject({
      before: { state: 'planned', startsAt: at('20T10:00') },
      after: { state: 'cancelled', cancelReason: 'Заболел', personId: 1 },
    });
  });

  it('what a crashed handler wrote is gone with its position, and the same changes come again, one by one', async () => {
    await test.database.pool.query('create table if not exists handled (change bigint)');
    await write([visit('a'), visit('b'), visit('c')]);
    const sizes: number[] = [];
    let broken = true;
    const handle = async (tx: PoolClient, got: readonly VisitChange[]) => {
      sizes.push(got.length);
      for (const { id } of got) await tx.query('insert into handled values ($1)', [id]);
      if (broken && got.some(({ externalId }) => externalId === 'b')) throw new Error('cut in the middle');
    };
    expect(await read(handle)).toEqual({ handled: 0, failures: 1 });
    expect(await read(handle)).toEqual({ handled: 1, failures: 0 });
    expect(await read(handle)).toEqual({ handled: 0, failures: 1 });
    const state = await test.database.pool.query('select position, failures, last_error from visit_change_reader');
    expect(state.rows).toEqual([{ position: 1, failures: 1, last_error: 'from change 2: Error' }]);
    broken = false;
    while ((await read(handle)).handled > 0);
    const { rows } = await test.database.pool.query('select change from handled order by change');
    expect(rows.map(({ change }) => change)).toEqual([1, 2, 3]);
    expect(sizes).toEqual([3, 1, 2, 1, 1]);
  });

  it('two processes do not share one position', async () => {
    await write([visit('a')]);
    let inside = 0;
    const slow = async () => {
      inside += 1;
      const second = await read(async () => void (inside += 1));
      expect(second).toEqual({ handled: 0, failures: 0 });
    };
    await read(slow);
    expect(inside).toBe(1);
  });

  it('misses nothing while two writers commit in another order than they began', async () => {
    await read(async () => undefined);
    const first = await test.database.pool.connect();
    await first.query('begin');
    await writeVisits(first, { source: 'slow', kind: 'push', patients: 'mis', now, visits: [visit('slow')] });
    const second = write([visit('fast')], { source: 'fast', kind: 'push', patients: 'mis' });
    const seen: string[] = [];
    const handle = async (_tx: PoolClient, got: readonly VisitChange[]) =>
      void seen.push(...got.map(({ externalId }) => externalId));
    await read(handle);
    await first.query('commit');
    first.release();
    await second;
    await read(handle);
    expect(seen).toEqual(['slow', 'fast']);
  });

  it('a new reader may begin with what comes next', async () => {
    await write([visit('a')]);
    const seen: string[] = [];
    const next = () =>
      readVisitChanges({
        ...{ database: test.database, name: 'late', clock, log, fromNow: true },
        handle: async (_tx, got) => void seen.push(...got.map(({ externalId }) => externalId)),
      });
    await next();
    await write([visit('b')]);
    await next();
    expect(seen).toEqual(['b']);
  });
});
