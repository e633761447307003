import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { confirmBookings } from '../../src/calls/index.ts';
import { importPeople } from '../../src/callers/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { testConfiguration } from '../support/configuration.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';

const seat = 'demo-reception-1';
const north = 'demo-reception-3';
const MOTHER = '+79000000101';
const STRANGER = '+79000000104';

let app: RunningApp;
beforeAll(async () => {
  app = await runApp({ bookingsEveryMs: 3_600_000 });
});
afterAll(() => app.stop());

let person = { mother: 0, son: 0, stranger: 0 };
beforeEach(async () => {
  const { pool } = app.db.database;
  // What settles calls meanwhile may hold what is emptied here.
  await eventually(() =>
    pool.query('truncate person, directory_source, call, delivery, correction, audit restart identity cascade'),
  );
  await pool.query(
    `insert into directory_source (source, kind, refreshed_at, people) values ('file:patients', 'patient', now(), 3)`,
  );
  person = {
    mother: await add('1', 'Орлова Мария Петровна', [MOTHER]),
    son: await add('2', 'Орлов Тимофей Сергеевич', [MOTHER], '2016-09-05'),
    stranger: await add('3', 'Семёнов Пётр Ильич', []),
  };
});

async function add(id: string, name: string, phones: string[], birth: string | null = null): Promise<number> {
  const [surname = ''] = name.split(' ');
  const { rows } = await app.db.database.pool.query<{ id: number }>(
    `insert into person (source, external_id, kind, surname, full_name, birth_date, updated_at)
     values ('file:patients', $1, 'patient', $2, $3, $4, now()) returning id`,
    [id, surname, name, birth],
  );
  const card = rows[0]!.id;
  for (const phone of phones)
    await app.db.database.pool.query('insert into person_phone (person_id, e164) values ($1, $2)', [card, phone]);
  return card;
}

interface Call {
  id: string;
  class: string;
  correctedClass: string | null;
  target: boolean;
  version: number;
  settled: boolean;
  caller: { kind: string; reasons: string[]; candidates: { id: string; name: string; chosen: boolean; why: string }[] };
  toldOtherwise: { account: string; kind: string; class: string | null; state: string }[];
}

/** A call that was answered at the first seat and is over. */
async function called(from: string): Promise<Call> {
  const call = uisCall({ from: from.slice(1), startedAt: new Date(Date.now() - 60_000) });
  for (const [event, fields] of [call.incoming(), call.ringing('101'), call.answered('101'), call.ended()])
    expect((await app.uis(event, fields)).status).toBe(200);
  const { rows } = await app.db.database.pool.query<{ call_id: number }>(
    'select call_id from provider_call order by call_id desc limit 1',
  );
  return read(String(rows[0]!.call_id));
}

/** Whatever an address answers, by the fields that are looked at. */
type Body = Call & { call: Call; correction: { id: string } };

async function read(id: string): Promise<Call> {
  return (await (await app.api(`/calls/${id}`, seat)).json()) as Call;
}

async function put(path: string, body: unknown, token = seat): Promise<{ status: number; body: Body }> {
  const response = await app.api(path, token, { method: 'PUT', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Body };
}

async function post(
  path: string,
  body: unknown,
  key = randomUUID(),
  token = seat,
): Promise<{ status: number; body: Body }> {
  const response = await app.api(path, token, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'idempotency-key': key },
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const names = (call: Call): string[] => call.caller.candidates.map(({ name }) => name);

async function audited(): Promise<string[]> {
  const { rows } = await app.db.database.pool.query<{ what: string }>('select what from audit order by id');
  return rows.map(({ what }) => what);
}

describe('the caller', () => {
  it('that a person chose sticks, is offered first next time, is audited and can be undone', async () => {
    const first = await called(MOTHER);
    expect(names(first)).toHaveLength(2);
    const chosen = await put(`/calls/${first.id}/caller`, { personId: String(person.son) });
    expect(chosen.body.caller.candidates[0]).toMatchObject({ id: String(person.son), chosen: true });

    const second = await called(MOTHER);
    expect(second.caller.candidates[0]).toMatchObject({
      id: String(person.son),
      why: 'chosen-last-time',
      chosen: false,
    });

    const { items } = (await (await app.api(`/calls/${first.id}/corrections`, seat)).json()) as {
      items: { id: string }[];
    };
    expect(items).toMatchObject([{ what: 'caller', personId: String(person.son), undone: false }]);
    const undone = await post(`/corrections/${items[0]?.id}/undo`, {});
    expect(undone.status).toBe(200);
    expect(undone.body.call.caller.candidates.some((one: { chosen: boolean }) => one.chosen)).toBe(false);
    expect(await audited()).toEqual(['caller.chosen', 'correction.undone']);
  });

  it('undoing the second of two choices brings the first one back, and the first cannot go before it', async () => {
    const call = await called(MOTHER);
    await put(`/calls/${call.id}/caller`, { personId: String(person.son) });
    await put(`/calls/${call.id}/caller`, { personId: String(person.mother) });
    const { items } = (await (await app.api(`/calls/${call.id}/corrections`, seat)).json()) as {
      items: { id: string }[];
    };
    expect((await post(`/corrections/${items[1]?.id}/undo`, {})).status).toBe(409);
    const { body } = await post(`/corrections/${items[0]?.id}/undo`, {});
    expect(body.call.caller.candidates[0]).toMatchObject({ id: String(person.son), chosen: true });
  });

  it('scenario 24: was merged into another card since the ring', async () => {
    const call = await called(MOTHER);
    const kept = await add('9', 'Орлов Тимофей Сергеевич', []);
    await app.db.database.pool.query('update person set merged_into = $2 where id = $1', [person.son, kept]);
    const { status, body } = await put(`/calls/${call.id}/caller`, { personId: String(person.son) });
    expect(status).toBe(200);
    expect(body.caller.candidates[0]).toMatchObject({ id: String(kept), chosen: true });
  });
});

describe('scenario 36: not this person', () => {
  it('unbinds the number, no import brings it back, and undoing does', async () => {
    const call = await called(MOTHER);
    const { status, body } = await post(`/calls/${call.id}/corrections`, {
      what: 'not-this-person',
      personId: String(person.son),
    });
    expect(status).toBe(201);
    expect(names(body.call)).toEqual(['Орлова Мария Петровна']);

    await importPeople({
      database: app.db.database,
      clock: systemClock,
      file: Readable.from([
        Buffer.from(
          'Номер карты;ФИО;Телефон\n1;Орлова Мария Петровна;89000000101\n2;Орлов Тимофей Сергеевич;89000000101\n',
        ),
      ]),
      kind: 'patient',
      context: { phones: { country: 'RU' }, zone: 'Europe/Moscow' },
    });
    expect(names(await called(MOTHER))).toEqual(['Орлова Мария Петровна']);

    const undone = await post(`/corrections/${body.correction.id}/undo`, {});
    expect(names(undone.body.call)).toHaveLength(2);
    expect(names(await called(MOTHER))).toHaveLength(2);
    expect(await audited()).toEqual(['directory.not-this-person', 'correction.undone']);
  });

  it('of somebody who does not have the number is refused', async () => {
    const call = await called(MOTHER);
    const { status } = await post(`/calls/${call.id}/corrections`, {
      what: 'not-this-person',
      personId: String(person.stranger),
    });
    expect(status).toBe(404);
  });
});

describe('reception remembers a number', () => {
  it('of a person found by name, once for one key', async () => {
    const call = await called(STRANGER);
    expect(call).toMatchObject({ class: 'first-time' });
    const found = (await (await app.api('/people?name=' + encodeURIComponent('петр семен'), seat)).json()) as {
      items: { id: string }[];
    };
    expect(found.items).toMatchObject([{ id: String(person.stranger), name: 'Семёнов Пётр Ильич' }]);

    const key = randomUUID();
    const wanted = { what: 'add-number', personId: found.items[0]?.id };
    const { status, body } = await post(`/calls/${call.id}/corrections`, wanted, key);
    expect(status).toBe(201);
    expect(body.call.caller.candidates).toMatchObject([{ name: 'Семёнов Пётр Ильич', chosen: true }]);
    expect((await post(`/calls/${call.id}/corrections`, wanted, key)).body).toEqual(body);
    expect(await audited()).toEqual(['directory.number-added']);

    const undone = await post(`/corrections/${body.correction.id}/undo`, {});
    expect(undone.body.call.caller).toMatchObject({ candidates: [], reasons: ['no-such-number'] });
  });

  it.each([
    ['contractor', 'contractor', ['contractor-number']],
    ['staff', 'staff', ['staff-number']],
    ['spam', 'spam', ['spam-listed']],
  ])('as %s: this call, the others of today and those to come', async (what, callClass, reasons) => {
    const earlier = await called(STRANGER);
    const call = await called(STRANGER);
    const { status, body } = await post(`/calls/${call.id}/corrections`, {
      what,
      ...(what !== 'spam' && { name: 'Курьер' }),
    });
    expect(status).toBe(201);
    expect(body.call).toMatchObject({ class: callClass, caller: { reasons } });
    expect(await read(earlier.id)).toMatchObject({ class: callClass });
    expect(await called(STRANGER)).toMatchObject({ class: callClass });
    const undone = await post(`/corrections/${body.correction.id}/undo`, {});
    expect(undone.body.call).toMatchObject({ class: 'first-time', caller: { candidates: [] } });
    expect(await called(STRANGER)).toMatchObject({ class: 'first-time' });
  });

  it('as spam only where nobody has it, as anything only where there is a number', async () => {
    const patient = await called(MOTHER);
    expect((await post(`/calls/${patient.id}/corrections`, { what: 'spam' })).status).toBe(409);
    const own = await called('+74950000102');
    expect((await post(`/calls/${own.id}/corrections`, { what: 'contractor' })).status).toBe(409);
  });

  it('not at a call of another branch, not without a key', async () => {
    const call = await called(STRANGER);
    expect((await post(`/calls/${call.id}/corrections`, { what: 'spam' }, randomUUID(), north)).status).toBe(404);
    const bare = await app.api(`/calls/${call.id}/corrections`, seat, { method: 'POST', body: '{"what":"spam"}' });
    expect(bare.status).toBe(400);
    const done = await post(`/calls/${call.id}/corrections`, { what: 'spam' });
    expect((await post(`/corrections/${done.body.correction.id}/undo`, {}, randomUUID(), north)).status).toBe(404);
  });
});

describe('the class', () => {
  it('that a person gives goes to the MIS as the next revision, and the difference is shown until then', async () => {
    const call = await called(STRANGER);
    const { pool } = app.db.database;
    const delivered = async () =>
      (
        await pool.query(
          `select id, revision, payload ->> 'class' as class, state from delivery where call_id = $1 and kind = 'call'`,
          [Number(call.id)],
        )
      ).rows[0];
    await eventually(async () => expect(await delivered()).toMatchObject({ class: 'first-time', revision: 1 }), 20_000);
    await pool.query('update delivery set fetched_at = now() where call_id = $1', [Number(call.id)]);
    expect((await read(call.id)).toldOtherwise).toEqual([]);

    const corrected = await put(`/calls/${call.id}/class`, { class: 'contractor' });
    expect(corrected.body).toMatchObject({
      class: 'contractor',
      correctedClass: 'contractor',
      caller: { reasons: ['corrected-by-person', 'no-such-number'] },
    });
    await eventually(async () => expect(await delivered()).toMatchObject({ class: 'contractor', revision: 2 }));
    expect((await read(call.id)).toldOtherwise).toMatchObject([{ account: 'ident', kind: 'call', state: 'pending' }]);
    await pool.query("update delivery set fetched_at = published_at + interval '1 second' where call_id = $1", [
      Number(call.id),
    ]);
    expect((await read(call.id)).toldOtherwise).toEqual([]);

    expect((await put(`/calls/${call.id}/class`, { class: null })).body).toMatchObject({
      class: 'first-time',
      correctedClass: null,
    });
    expect((await put(`/calls/${call.id}/class`, { class: 'nonsense' })).status).toBe(400);
    expect((await put(`/calls/${call.id}/class`, { class: 'spam' }, north)).status).toBe(404);
    expect(await audited()).toEqual(['class.corrected', 'class.cleared']);
  });

  it('stays when the directory says more later', async () => {
    const call = await called(STRANGER);
    await put(`/calls/${call.id}/class`, { class: 'unknown' });
    const { body } = await post(`/calls/${call.id}/corrections`, { what: 'contractor' });
    expect(body.call).toMatchObject({ class: 'unknown', caller: { kind: 'contractor' } });
  });
});

describe('scenario 26: a patient with a visit tomorrow', () => {
  it('who books her son turns into a target contact', async () => {
    const { pool } = app.db.database;
    const book = (id: string, who: number, added: Date) =>
      pool.query(
        `insert into visit (source, external_id, person_id, zone, starts_at, ends_at, state, added_at, updated_at)
         values ('mis', $1, $2, 'Europe/Moscow', now() + interval '1 day', now() + interval '1 day 1 hour', 'planned', $3, now())`,
        [id, who, added],
      );
    await book('a', person.mother, new Date(Date.now() - 5 * 24 * 3_600_000));
    const call = await called(MOTHER);
    expect(call).toMatchObject({ class: 'about-own-visit', target: false });
    const options = {
      pool,
      clock: systemClock,
      configuration: () => testConfiguration(),
      onCommitted: () => undefined,
    };
    expect(await confirmBookings(options)).toBe(0);
    await book('b', person.son, new Date(Date.now() - 40_000));
    expect(await confirmBookings(options)).toBe(1);
    expect(await confirmBookings(options)).toBe(0);
    const after = await read(call.id);
    expect(after).toMatchObject({ class: 'about-own-visit', target: true });
    expect(after.caller.reasons).toContain('household-booked');
    // Looked at again, it stays.
    await put(`/calls/${call.id}/caller`, { personId: String(person.mother) });
    expect((await read(call.id)).target).toBe(true);
  });
});

describe('PUT /people', () => {
  const keyed = async (method: string, path: string, body?: unknown, token = seat) => {
    const response = await app.api(path, token, {
      method,
      headers: { 'idempotency-key': randomUUID() },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };

  it('writes a person, whose calls of today are known at once', async () => {
    const call = await called(STRANGER);
    const wanted = { kind: 'contractor', name: 'Лаборатория', phones: ['8 (900) 000-01-04 курьер'] };
    const made = await keyed('PUT', '/people/manual/lab', wanted);
    expect(made.status).toBe(201);
    expect(await read(call.id)).toMatchObject({ class: 'contractor' });
    const again = await keyed('PUT', '/people/manual/lab', { kind: 'contractor', name: 'Лаборатория «Зуб»' });
    expect(again.status).toBe(200);
    expect(names(await called(STRANGER))).toEqual(['Лаборатория «Зуб»']);
    await post(`/corrections/${again.body.correction.id}/undo`, {}, randomUUID(), 'demo-manager');
    expect(names(await called(STRANGER))).toEqual(['Лаборатория']);
  });

  it('adds and takes numbers of any card', async () => {
    const path = `/people/file:patients/3/phones/${encodeURIComponent('8 900 000-01-04')}`;
    expect((await keyed('PUT', path, { note: 'раб.' })).status).toBe(200);
    expect(names(await called(STRANGER))).toEqual(['Семёнов Пётр Ильич']);
    expect((await keyed('DELETE', path)).status).toBe(200);
    expect(names(await called(STRANGER))).toEqual([]);
  });

  it.each<[string, string, unknown, string, number]>([
    ['of a file', '/people/file:patients/3', { kind: 'patient', name: 'Я' }, 'demo-manager', 403],
    ['of a MIS, by reception', '/people/mis/3', { kind: 'patient', name: 'Я' }, seat, 403],
    ['of a MIS, by the MIS', '/people/mis/3', { kind: 'patient', name: 'Я' }, 'demo-manager', 201],
    ['without a name', '/people/manual/4', { kind: 'staff' }, seat, 400],
    ['with half a number', '/people/manual/4', { kind: 'staff', name: 'Я', phones: ['8 900 000 01'] }, seat, 400],
    ['merged into nobody', '/people/manual/4', { kind: 'staff', name: 'Я', mergedInto: 'x' }, seat, 400],
    ['the list of spam', '/people/manual/spam', { kind: 'staff', name: 'Я' }, seat, 404],
  ])('%s', async (_title, path, body, token, status) => {
    expect((await keyed('PUT', path, body, token)).status).toBe(status);
  });
});

describe('the data level', () => {
  it('of a branch is told to those who see it', async () => {
    const level = await (await app.api('/branches/center/data-level', seat)).json();
    expect(level).toMatchObject({ branch: 'center', level: 'T1', firstTime: 'directory-only', visits: false });
    expect((await app.api('/branches/center/data-level', north)).status).toBe(404);
  });
});
