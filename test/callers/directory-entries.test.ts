import { findPeople, type DirectoryEntry, type DirectoryPerson } from '../../src/callers/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { at, CALL, days, hours, input, ZONE } from './directory-person.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());
beforeEach(() => test.database.pool.query('truncate person, directory_source restart identity cascade'));

const A = '+79000000101';
const B = '+79000000102';

async function add(
  externalId: string,
  told: Record<string, unknown> = {},
  phones: (string | Record<string, unknown>)[] = [A],
) {
  const row = {
    source: 'file:patients',
    external_id: externalId,
    kind: 'patient' as const,
    surname: 'Орлова',
    given_name: 'Мария',
    patronymic: 'Петровна',
    full_name: 'Орлова Мария Петровна',
    updated_at: CALL,
    ...told,
  };
  const { id } = await test.database.sql.insertInto('person').values(row).returning('id').executeTakeFirstOrThrow();
  for (const phone of phones)
    await test.database.sql
      .insertInto('person_phone')
      .values({ person_id: id, e164: A, ...(typeof phone === 'string' ? { e164: phone } : phone) })
      .execute();
  return id;
}

async function addVisit(person: number, start: number, end: number, state: string, told: Record<string, unknown> = {}) {
  const row = {
    source: 'test',
    external_id: `${person}/${start}/${end}/${state}`,
    person_id: person,
    zone: ZONE,
    starts_at: at(start),
    ends_at: at(end),
    state: state as 'planned',
    updated_at: CALL,
    ...told,
  };
  await test.database.sql.insertInto('visit').values(row).execute();
  return `${row.source}:${row.external_id}`;
}

async function ask(phones: string[] | null, when: Date = CALL, limit = 8): Promise<DirectoryEntry[]> {
  const { rows } = await test.database.pool.query('select directory_entries($1, $2, $3) as entries', [
    phones,
    when,
    limit,
  ]);
  return rows[0].entries;
}

async function askOne(): Promise<DirectoryPerson> {
  const [entry, ...others] = await ask([A]);
  expect(others).toEqual([]);
  return entry as DirectoryPerson;
}

describe('directory_entries', () => {
  it('answers everything that identifies a caller', async () => {
    const id = await add(
      '1001',
      { birth_date: '1986-03-12', note: 'не звонить до 12', household: 'Орловы', known_before: true },
      [{ note: 'моб. мамы' }],
    );
    const next = await addVisit(id, days(1), days(1) + hours(1), 'planned', {
      doctor: 'Лебедева',
      branch: 'center',
      added_at: at(-days(2)),
    });
    await addVisit(id, -days(40), -days(40) + hours(1), 'completed', { doctor: 'Ким', branch: 'north' });
    await addVisit(id, -days(90), -days(90) + hours(1), 'completed');
    const entry = await askOne();
    expect({ ...entry, visits: undefined, lastCompleted: undefined, firstCompletedAt: undefined }).toEqual({
      phone: A,
      peopleOnNumber: 1,
      personId: id,
      cards: null,
      source: 'file:patients',
      externalId: '1001',
      kind: 'patient',
      surname: 'Орлова',
      givenName: 'Мария',
      patronymic: 'Петровна',
      fullName: 'Орлова Мария Петровна',
      birthDate: '1986-03-12',
      note: 'не звонить до 12',
      household: 'Орловы',
      knownBefore: true,
      validFrom: null,
      validTo: null,
      phoneNote: 'моб. мамы',
      phoneValidFrom: null,
      phoneValidTo: null,
    });
    expect(entry.visits).toMatchObject([{ id: next, state: 'planned', doctor: 'Лебедева', branch: 'center' }]);
    expect(Date.parse(entry.visits[0]!.startsAt)).toBe(CALL.getTime() + days(1));
    expect(Date.parse(entry.visits[0]!.addedAt!)).toBe(CALL.getTime() - days(2));
    expect(entry.lastCompleted).toMatchObject({ doctor: 'Ким', branch: 'north' });
    expect(Date.parse(entry.lastCompleted!.startsAt)).toBe(CALL.getTime() - days(40));
    expect(Date.parse(entry.firstCompletedAt!)).toBe(CALL.getTime() - days(90));
  });

  it('answers nothing for nobody, for no number, for null', async () => {
    await add('1');
    expect(await ask([B])).toEqual([]);
    expect(await ask([])).toEqual([]);
    expect(await ask(null)).toEqual([]);
  });

  it('answers several numbers in their order, each with its people', async () => {
    const one = await add('1', {}, [A, B]);
    const two = await add('2', {}, [A]);
    const found = (await ask([B, A])).map((entry) => [entry.phone, entry.personId, entry.peopleOnNumber]);
    expect(found).toEqual([
      [B, one, 1],
      [A, one, 2],
      [A, two, 2],
    ]);
  });

  it('leaves out the deleted and counts only the living', async () => {
    await add('1', { deleted_at: CALL });
    const two = await add('2');
    expect(await ask([A])).toMatchObject([{ personId: two, peopleOnNumber: 1 }]);
  });

  it('scenarios 24, 37: a merged card is the surviving person, with the visits and numbers of both', async () => {
    const survivor = await add('1', {}, [B]);
    const middle = await add('2', { merged_into: survivor }, [{ note: 'старая карта' }]);
    const last = await add('3', { merged_into: middle, deleted_at: CALL }, [A]);
    await addVisit(last, -days(10), -days(10) + hours(1), 'completed');
    const next = await addVisit(middle, days(1), days(1) + hours(1), 'planned');
    const entry = await askOne();
    expect(entry).toMatchObject({ personId: survivor, externalId: '1', peopleOnNumber: 1, phoneNote: 'старая карта' });
    expect(entry.visits.map((visit) => visit.id)).toEqual([next]);
    expect(entry.firstCompletedAt).not.toBeNull();
  });

  it('a card merged into a deleted one is nobody; a ring of merges is nobody', async () => {
    const gone = await add('1', { deleted_at: CALL }, []);
    await add('2', { merged_into: gone });
    const one = await add('3');
    const two = await add('4', { merged_into: one });
    await test.database.sql.updateTable('person').set({ merged_into: two }).where('id', '=', one).execute();
    expect(await ask([A])).toEqual([]);
  });

  it('one person with the number twice, by extensions, is one entry with both notes', async () => {
    await add('1', {}, [
      { extension: '12', note: 'раб.' },
      { extension: '', note: 'дом.' },
    ]);
    expect(await askOne()).toMatchObject({ peopleOnNumber: 1, phoneNote: 'дом.; раб.' });
  });

  it.each([
    [{ valid_to: '2026-11-10' }, 0],
    [{ valid_to: '2026-11-18' }, 1],
    [{ valid_from: '2026-11-26' }, 0],
    [{ valid_from: '2026-11-18' }, 1],
  ])('scenario 36: the number with %j has %i owners', async (dates, owners) => {
    await add('1', {}, [dates]);
    expect(await ask([A])).toHaveLength(owners);
  });

  it('reads eight of a household and not nine', async () => {
    for (let index = 0; index < 8; index++) await add(`p${index}`);
    expect(await ask([A])).toHaveLength(8);
    await add('p8');
    expect(await ask([A])).toEqual([{ phone: A, peopleOnNumber: 9, personId: null }]);
  });

  it("scenario 35: a school's number on 300 cards is one entry", async () => {
    await test.database.pool.query(
      `with added as (
         insert into person (source, external_id, kind, full_name, updated_at)
         select 'school', g::text, 'patient', 'Ученик', now() from generate_series(1, 300) g returning id)
       insert into person_phone (person_id, e164) select id, $1 from added`,
      [A],
    );
    const [entry, ...others] = await ask([A]);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ phone: A, personId: null });
    expect(entry!.peopleOnNumber).toBeGreaterThan(8);
  });

  it('reads visits that ended less than three days ago or lie ahead, open ones before cancelled ones', async () => {
    const id = await add('1');
    await addVisit(id, -days(3) - hours(1), -days(3) - 1000, 'planned');
    const recent = await addVisit(id, -days(3) - hours(1), -days(3) + 1000, 'no-show');
    for (let index = 1; index <= 12; index++) await addVisit(id, days(index), days(index) + hours(1), 'cancelled');
    const next = await addVisit(id, days(100), days(100) + hours(1), 'confirmed');
    const found = (await askOne()).visits.map((visit) => visit.id);
    expect(found).toHaveLength(10);
    expect(found[0]).toBe(recent);
    expect(found).toContain(next);
  });

  it('counts as completed what began before the call', async () => {
    const id = await add('1');
    await addVisit(id, 1000, hours(1), 'completed');
    expect(await askOne()).toMatchObject({ lastCompleted: null, firstCompletedAt: null });
    await addVisit(id, -1000, hours(1), 'completed');
    expect((await askOne()).firstCompletedAt).not.toBeNull();
    await addVisit(id, -days(9), -days(9) + hours(1), 'no-show');
    expect(Date.parse((await askOne()).firstCompletedAt!)).toBe(CALL.getTime() - 1000);
  });

  it('reads by index only, however many people there are', async () => {
    await test.database.pool.query(`
      insert into person (source, external_id, kind, full_name, updated_at)
      select 'many', g::text, 'patient', 'Некто', now() from generate_series(1, 20000) g`);
    await test.database.pool.query(
      `insert into person_phone (person_id, e164) select id, '+7916' || lpad((id % 15000)::text, 7, '0') from person`,
    );
    await test.database.pool.query(
      `insert into visit (source, external_id, person_id, zone, starts_at, ends_at, state, updated_at)
       select 'many', id::text, id, 'UTC', now(), now(), 'completed', now() from person`,
    );
    await test.database.pool.query('vacuum analyze person, person_phone, visit');
    const client = await test.database.pool.connect();
    const scans = `select coalesce(sum(seq_scan), 0)::int as seq, coalesce(sum(idx_scan), 0)::int as idx
      from pg_stat_user_tables where relname in ('person', 'person_phone', 'visit')`;
    try {
      const settle = () => client.query('select pg_stat_force_next_flush()');
      await settle();
      const before = (await client.query(scans)).rows[0];
      for (let index = 0; index < 30; index++)
        await client.query('select directory_entries($1, now(), 8)', [
          [`+7916${String(index * 400).padStart(7, '0')}`],
        ]);
      await settle();
      await client.query('select 1');
      const after = (await client.query(scans)).rows[0];
      expect(after.seq - before.seq).toBe(0);
      expect(after.idx - before.idx).toBeGreaterThanOrEqual(90);
    } finally {
      client.release();
    }
  });
});

describe('directory_as_of', () => {
  const asOf = async () => (await test.database.pool.query('select directory_as_of() as at')).rows[0].at;
  it('is null without a directory of patients, else its stalest source', async () => {
    expect(await asOf()).toBeNull();
    const refreshed = (source: string, kind: string, when: string) =>
      test.database.sql
        .insertInto('directory_source')
        .values({ source, kind, refreshed_at: when, people: 1 })
        .execute();
    await refreshed('file:staff', 'staff', at(-days(50)));
    await refreshed('file:appointments', 'visit', at(-days(60)));
    expect(await asOf()).toBeNull();
    await refreshed('file:patients', 'patient', at(-days(1)));
    await refreshed('mis', 'patient', at(-days(3)));
    expect(await asOf()).toEqual(new Date(at(-days(3))));
  });
});

describe('findPeople', () => {
  it('answers what a call from the number would show', async () => {
    const id = await add('1001');
    await addVisit(id, hours(1), hours(2), 'planned');
    await test.database.sql
      .insertInto('directory_source')
      .values({ source: 'file:patients', kind: 'patient', refreshed_at: at(-days(1)), people: 1 })
      .execute();
    const calls = { ...input([]).settings, expireAfterMinutes: 120, quietAfterMinutes: 10, lateAfterMinutes: 10 };
    const configuration = { calls, lines: new Map() };
    const known = await findPeople(test.database, { phone: A, at: CALL, configuration, zone: ZONE });
    expect(known).toMatchObject({
      phone: A,
      kind: 'patient',
      class: 'about-own-visit',
      candidates: [{ id: String(id), why: 'visit-today' }],
      asOf: at(-days(1)),
    });
    expect(await findPeople(test.database, { phone: B, at: CALL, configuration, zone: ZONE })).toMatchObject({
      class: 'first-time',
      reasons: ['no-such-number'],
    });
  });
});
