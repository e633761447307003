import { addToken } from '../../src/access/index.ts';
import { definedIds } from '../../src/reports/definitions.ts';
import { recountDue } from '../../src/reports/recount.ts';
import { visitFigures, visitReports } from '../../src/reports/visit-funnels.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { lookedAt } from './golden-day/day.ts';
import { expected } from './golden-day/expected.ts';
import { instant, liveThrough } from './golden-day/live-through.ts';

const configuration = testConfiguration();
const day = 'from=2026-11-17&to=2026-11-17';
const center = `branch=center&${day}`;
let db: TestDatabase;
let app: RunningApp;

interface Figure {
  value: number | null;
}
interface ConversionAnswer {
  level: string;
  conversion: { columns: { id: string; total: Figure; groups: Record<string, Figure> }[] } & Record<string, Figure>;
  money: Record<string, unknown>;
  by: {
    operator: { name: string | null; extension: string | null } | null;
    conversion: ConversionAnswer['conversion'];
  }[];
}

beforeAll(async () => {
  db = await testDatabase();
  await liveThrough(db.database.pool, 'T4', configuration);
  await db.database.pool.query(`insert into visit_source (source, kind, refreshed_at) values ('mis', 'mis', $1)`, [
    instant('19 11:55'),
  ]);
  // Whoever talked by 101 or 102 sat at these seats.
  await db.database.pool.query(
    `update call set answered_seat = case answered_extension when '101' then 'reception-1' when '102' then 'reception-2' end
     where answered_extension in ('101', '102')`,
  );
  const now = instant(lookedAt);
  app = await runApp({ db, configuration, clock: { now: () => now }, roles: new Set(['web']) });
  for (const [token, role, seat, branches] of [
    ['senior-both', 'senior', 'reception-1', ['center', 'north']],
    ['senior-north', 'senior', null, ['north']],
  ] as const)
    await addToken(db.database.sql, { now: () => now }, { label: token, role, seat, branches, token });
});
afterAll(async () => {
  await app.stop();
  await db.drop();
});

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names the shape of the answer
async function ask<T>(path: string, token = 'demo-manager', init?: RequestInit): Promise<{ status: number; body: T }> {
  const answer = await app.api(path, token, init);
  return { status: answer.status, body: (answer.status === 204 ? null : await answer.json()) as T };
}
async function listed(path: string, figure: string): Promise<number> {
  let count = 0;
  let cursor = '';
  for (;;) {
    const { body } = await ask<{ items: unknown[]; next: string | null }>(`${path}&figure=${figure}&limit=7${cursor}`);
    count += body.items.length;
    if (body.next === null) return count;
    cursor = `&cursor=${body.next}`;
  }
}
const put = (body: unknown, method = 'PUT'): RequestInit => ({ method, body: JSON.stringify(body) });
const recount = async (): Promise<void> => {
  while ((await recountDue(db.database.pool, configuration)) > 0);
};

it('answers the six columns of the golden day, and lists behind them that are as long as the figures', async () => {
  const { body } = await ask<ConversionAnswer>(`/reports/conversion?${center}`);
  expect(body.level).toBe('T4');
  expect(Object.fromEntries(body.conversion.columns.map(({ id, total }) => [id, total.value]))).toEqual(
    expected.T4.columns,
  );
  for (const figure of ['wants', 'booked-or-waiting', 'booked', 'came'])
    expect([figure, await listed(`/reports/contacts?${center}`, figure)]).toEqual([
      ...[figure, body.conversion.columns.find(({ id }) => id === figure)?.total.value],
    ]);
  for (const figure of ['lost', 'ahead', 'due', 'unreviewed'])
    expect([figure, await listed(`/reports/contacts?${center}`, figure)]).toEqual([
      ...[figure, body.conversion[figure]?.value],
    ]);
  for (const [group, { value }] of Object.entries(body.conversion.columns[1]!.groups))
    expect([group, await listed(`/reports/contacts?${center}&group=${group}`, 'contacts')]).toEqual([group, value]);
});

it('shows managers and seniors what they may see, and adds no branches up', async () => {
  expect((await ask(`/reports/conversion?${center}`, 'demo-reception-1')).status).toBe(403);
  expect((await ask(`/reports/conversion?${center}`, 'senior-north')).status).toBe(404);
  expect(
    (await ask<ConversionAnswer>(`/reports/conversion?${day}`, 'senior-north')).body.conversion.columns[1],
  ).toMatchObject({ total: { value: 2 } });
  expect((await ask(`/reports/conversion?${day}`, 'senior-both')).status).toBe(400);
  expect((await ask('/reports/conversion?from=2026-11-18&to=2026-11-17')).status).toBe(400);
  expect((await ask<ConversionAnswer>(`/reports/conversion?${day}`)).body.conversion.columns[1]?.total.value).toBe(20);
});

it('keeps the cost of advertising to itself until it is told', async () => {
  const before = await ask<ConversionAnswer>(`/reports/conversion?${day}`);
  expect(before.body.money).toMatchObject({ spent: null, moneyLost: { value: null, basis: 'no-data' } });
  const wrong = { campaign: 'site', from: '2026-11-10', to: '2026-11-01', amount: 1 };
  expect((await ask('/reports/spend', 'demo-manager', put(wrong, 'POST'))).status).toBe(400);
  const month = { campaign: 'site', from: '2026-11-01', to: '2026-11-30', amount: 30_000 };
  expect((await ask('/reports/spend', 'senior-north', put(month, 'POST'))).status).toBe(403);
  const { body: spend } = await ask<{ id: string }>('/reports/spend', 'demo-manager', put(month, 'POST'));
  // A day costs 1000. Four first-time contacts of the network, of which p alone booked: three quarters are lost.
  const after = await ask<ConversionAnswer>(`/reports/conversion?${day}`);
  expect(after.body.money).toMatchObject({ spent: 1000, moneyLost: { value: 750 }, costPerClient: { value: 1000 } });
  const { body: channels } = await ask<{ items: { channel: string; spent: number | null }[] }>(
    `/reports/channels?${day}`,
  );
  expect(channels.items.map(({ channel, spent }) => [channel, spent])).toEqual([
    ['maps', null],
    ['site', 1000],
  ]);
  expect((await ask(`/reports/spend/${spend.id}`, 'demo-manager', { method: 'DELETE' })).status).toBe(204);
  expect((await ask(`/reports/spend/${spend.id}`, 'demo-manager', { method: 'DELETE' })).status).toBe(404);
});

it('tells the director of calls, and lists as many', async () => {
  const { body } = await ask<{
    calls: Record<string, number>;
    byHour: { hour: number; incoming: number; missed: number }[];
    response: { contacts: number; medianSeconds: number };
    withoutCallback: number;
  }>(`/reports/director?${center}`);
  // Missed: L, M, E, N, S five times and the withheld one.
  expect(body.calls).toMatchObject({ incoming: 28, missed: 10, 'long-wait': 0 });
  for (const figure of ['incoming', 'missed'])
    expect([figure, await listed(`/reports/calls?${center}`, figure)]).toEqual([figure, body.calls[figure]]);
  const two = body.byHour.find(({ hour }) => hour === 14);
  expect(two).toMatchObject({ weekday: 2, incoming: 7, missed: 6 });
  expect(await listed(`/reports/calls?${center}&weekday=2&hour=14`, 'missed')).toBe(6);
  // E after four minutes, N after two, S after twenty.
  expect(body.response).toMatchObject({ contacts: 3, medianSeconds: 240 });
  expect(body.withoutCallback).toBe(2);
  const { body: page } = await ask<{ lost: { calls: { id: string }[] }[] }>(
    '/reports/day?branch=center&day=2026-11-17',
  );
  expect(new Set(page.lost.map(({ calls }) => calls[0]?.id))).toEqual(new Set(['6', '38']));
});

it('lists every visit that was added, and keeps what a person says of it', async () => {
  const list = async (): Promise<Map<string, { callId: string | null; why: string }>> => {
    const { body } = await ask<{ items: { visitId: string; callId: string | null; why: string }[] }>(
      `/reports/bookings?${center}`,
    );
    return new Map(body.items.map((item) => [item.visitId, item]));
  };
  expect([...(await list()).keys()].toSorted()).toEqual(['101', '102', '103', '104', '105', '106', '107', '108']);
  const { body: near } = await ask<{ items: { id: string }[] }>('/reports/bookings/108/calls');
  expect(near.items.map(({ id }) => id)).toContain('39');
  expect((await ask('/reports/bookings/108/calls', 'senior-north')).status).toBe(404);
  const { body: counted } = await ask<{ counts: Record<string, number> }>(`/reports/bookings?${center}`);
  for (const [why, visits] of Object.entries(counted.counts)) {
    const { items } = (await ask<{ items: unknown[] }>(`/reports/bookings?${center}&why=${why}`)).body;
    expect([why, items.length]).toEqual([why, visits]);
  }
  // The insurer's call brought the patient's visit.
  expect((await ask('/reports/bookings/104', 'demo-manager', put({ callId: '15' }))).status).toBe(204);
  expect((await ask('/reports/bookings/108', 'demo-manager', put({ callId: null }))).status).toBe(204);
  expect((await ask('/reports/bookings/108', 'demo-manager', put({ callId: '4711' }))).status).toBe(404);
  expect((await ask('/reports/bookings/108', 'senior-north', put({ callId: null }))).status).toBe(404);
  await recount();
  expect([(await list()).get('104'), (await list()).get('108')]).toMatchObject([
    { callId: '15', why: 'said' },
    { callId: null, why: 'said' },
  ]);
  const { body } = await ask<ConversionAnswer>(`/reports/conversion?${center}`);
  // A contractor's contact stays out; s has lost its visit.
  expect(body.conversion.columns.find(({ id }) => id === 'booked')?.total.value).toBe(3);
  for (const visit of [104, 108]) await ask(`/reports/bookings/${visit}`, 'demo-manager', put({}));
  await recount();
  expect([(await list()).get('104'), (await list()).get('108')]).toMatchObject([
    { callId: null, why: 'without-call' },
    { callId: '39', why: 'within-half-an-hour' },
  ]);
});

it('gives calls to who sat there, also after two swap at one telephone', async () => {
  const sit = (name: string, pin: string, since: string): Promise<{ status: number }> =>
    ask('/shift', 'demo-manager', put({ seat: 'reception-1', name, pin, since }, 'POST'));
  const today = (time: string): string => instant(`19 ${time}`).toISOString();
  expect((await sit('Анна', '1234', today('08:00'))).status).toBe(200);
  expect((await sit('Анна', '4321', today('09:00'))).status).toBe(403);
  expect((await sit('Анна', '12', today('09:00'))).status).toBe(400);
  expect(
    (await ask('/shift', 'demo-reception-2', put({ seat: 'reception-1', name: 'Яна', pin: '1111' }, 'POST'))).status,
  ).toBe(404);
  expect((await sit('Вера', '5678', today('10:00'))).status).toBe(200);
  expect((await ask<{ names: string[] }>('/shift')).body.names).toEqual(['Анна', 'Вера']);
  // The shifts of Tuesday, as they were taken then.
  await db.database.pool.query(
    `insert into shift_presence (seat, name, since, until) values ('reception-1', 'Анна', $1, $2), ('reception-1', 'Вера', $2, $3)`,
    [instant('17 08:00'), instant('17 14:00'), instant('17 21:00')],
  );
  await db.database.pool.query('insert into contact_due (call_id) select id from call');
  await recount();
  const { body } = await ask<ConversionAnswer>(`/reports/conversion?${center}&by=owner`);
  const contactsOf = (name: string | null): number | null | undefined =>
    body.by.find(({ operator }) => operator?.name === name)?.conversion.columns[1]?.total.value;
  // Until two: a, b, d (the assistant that answered), e, f, g, j, k, m. After two: o, q, s; c was booked by 102.
  expect([contactsOf('Анна'), contactsOf('Вера')]).toEqual([9, 3]);
  expect((await ask<{ items: { name: string }[] }>('/shift')).body.items).toMatchObject([{ name: 'Вера' }]);
});

it('takes what came of a call, and takes it back', async () => {
  const said = await ask<{ correction: { id: string }; call: { outcome: { outcome: string } | null } }>(
    '/calls/18/outcome',
    'demo-reception-1',
    put({ outcome: 'refused', reason: 'дорого' }),
  );
  expect(said.body.call.outcome).toMatchObject({ outcome: 'refused', reason: 'дорого', by: 'demo-reception-1' });
  expect((await ask('/calls/18/outcome', 'demo-reception-3', put({ outcome: 'refused' }))).status).toBe(404);
  expect((await ask('/calls/18/outcome', 'demo-reception-1', put({ outcome: 'nonsense' }))).status).toBe(400);
  const undone = await ask<{ call: { outcome: unknown } }>(
    `/corrections/${said.body.correction.id}/undo`,
    'demo-reception-1',
    {
      method: 'POST',
      headers: { 'idempotency-key': 'undo-outcome' },
    },
  );
  expect(undone.body.call.outcome).toBeNull();
});

interface VisitAnswer {
  why: string | null;
  figures: Record<string, Figure>;
  doctors: { doctor: string | null; figures: Record<string, Figure> }[];
}
const visitDays = 'branch=center&from=2026-11-17&to=2026-11-20';
const funnel = async (report: string): Promise<VisitAnswer> =>
  (await ask<VisitAnswer>(`/reports/visits/${report}?${visitDays}`)).body;
const valuesOf = (figures: Record<string, Figure>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));

it('knows no results of visits where the MIS tells none, and says why', async () => {
  expect(await funnel('completed')).toMatchObject({
    ...{ why: 'no-marks', figures: { all: { value: 4 }, 'needs-more': { value: null }, 'call-out': { value: null } } },
  });
  expect(await funnel('consultations')).toMatchObject({ why: 'no-consultations', figures: { all: { value: null } } });
  expect(await funnel('cancelled')).toMatchObject({ why: null });
});

it('counts what became of visits: who needs more, who came, is booked or in tasks, and whom to call', async () => {
  const { pool } = db.database;
  await pool.query(
    `update visit set marks = case id when 107 then '{needs-nothing}' else '{needs-treatment}'::text[] end, is_consultation = id <> 107
     where id in (103, 107, 108)`,
  );
  // Four were completed: two need more and nobody has a next visit, one needs nothing, one is not marked.
  expect(valuesOf((await funnel('completed')).figures)).toEqual({
    ...{ all: 4, 'needs-more': 2, 'needs-nothing': 1, 'not-marked': 1 },
    ...{ booked: 0, came: 0, ahead: 0, 'in-tasks': 0, 'call-out': 2 },
  });
  expect(valuesOf((await funnel('consultations')).figures)).toMatchObject({ all: 2, 'needs-treatment': 2, began: 0 });
  // 102 was cancelled; Орлов did not come at 12:00 and came the day after.
  expect(valuesOf((await funnel('cancelled')).figures)).toEqual({
    ...{ all: 2, 'needs-treatment': 2, 'needs-nothing': 0 },
    ...{ booked: 1, came: 1, ahead: 0, 'in-tasks': 0, 'call-out': 1 },
  });

  // Reception takes 102 into tasks; of the completed one is booked and one waits in the list.
  const person = '(select person_id from visit where id = ';
  await pool.query(
    `insert into task (type, branch, person_id, opened_at, created_at) values ('visit-cancelled', 'center', ${person} 102), $1, $1)`,
    [instant('18 10:00')],
  );
  await pool.query(
    `insert into visit (id, source, external_id, person_id, branch, zone, starts_at, ends_at, state, added_at, updated_at)
     overriding system value values (9001, 'mis', 'next', ${person} 103), 'center', 'Europe/Moscow', $1, $1, 'planned', $2, $2)`,
    [instant('25 10:00'), instant('18 10:00')],
  );
  await pool.query(`insert into wish (person_id, created_at, created_by) values (${person} 108), $1, 'reception')`, [
    instant('18 10:00'),
  ]);
  expect(valuesOf((await funnel('completed')).figures)).toMatchObject({
    ...{ 'needs-more': 2, booked: 1, came: 0, ahead: 1, 'in-tasks': 1, 'call-out': 0 },
  });
  expect(valuesOf((await funnel('consultations')).figures)).toMatchObject({ began: 2, ahead: 1, 'in-tasks': 1 });
  expect(valuesOf((await funnel('cancelled')).figures)).toMatchObject({ booked: 2, 'in-tasks': 1, 'call-out': 0 });
});

it('leaves out of the cancelled whom nobody needs to bring back, and says why', async () => {
  const { pool } = db.database;
  const excluded = async (): Promise<(string | null)[]> => {
    const { body } = await ask<{ items: { visitId: string; excluded: string | null }[] }>(
      `/reports/visits/cancelled/list?${visitDays}&figure=all`,
    );
    return body.items.filter(({ visitId }) => visitId === '102').map((item) => item.excluded);
  };
  const told = (change: string): Promise<unknown> => pool.query(`update visit set ${change} where id = 102`);
  expect(await excluded()).toEqual([null]);
  await told(`cancel_reason = 'Проблема решена'`);
  expect(await excluded()).toEqual(['reason']);
  expect(valuesOf((await funnel('cancelled')).figures)).toMatchObject({ 'needs-treatment': 1, 'needs-nothing': 1 });
  await told(`cancel_reason = 'Заболел'`);
  await pool.query(
    `insert into wish (person_id, created_at, created_by) select person_id, $1, 'before' from visit where id = 102`,
    [instant('10 10:00')],
  );
  expect(await excluded()).toEqual(['waited-then']);
  await pool.query(`delete from wish where created_by = 'before'`);
  await pool.query(
    `insert into visit (id, source, external_id, person_id, branch, zone, starts_at, ends_at, state, added_at, updated_at)
     overriding system value select 9002, 'mis', 'besides', person_id, branch, zone, starts_at + interval '10 days', ends_at + interval '10 days', 'planned', $1, $1
     from visit where id = 102`,
    [instant('10 10:00')],
  );
  expect(await excluded()).toEqual(['booked-then']);
});

it('lists as many visits as every figure says, of all and of each doctor', async () => {
  for (const report of ['consultations', 'completed', 'cancelled']) {
    const { figures, doctors } = await funnel(report);
    for (const { doctor, figures: own } of [{ doctor: null, figures }, ...doctors])
      for (const [name, { value }] of Object.entries(own)) {
        const of = doctor === null ? '' : `&doctor=${encodeURIComponent(doctor)}`;
        if (doctor === null && own !== figures) continue;
        expect([report, name, await listed(`/reports/visits/${report}/list?${visitDays}${of}`, name)]).toEqual([
          ...[report, name, value],
        ]);
      }
    const { all, booked, began, came, ahead, ...rest } = valuesOf(figures);
    // Nothing grows to the right, and what became of those who need more is all of them.
    const needs = rest['needs-treatment'] ?? rest['needs-more'] ?? 0;
    expect(Number(all)).toBeGreaterThanOrEqual(needs);
    expect(needs).toBeGreaterThanOrEqual(Number(booked ?? began));
    expect(Number(came) + Number(ahead) + Number(rest['in-tasks']) + Number(rest['call-out'])).toBe(needs);
  }
});

it('lists as many rows as every figure of the conversion says: of columns, colours and each part of a breakdown', async () => {
  interface Listed {
    items: { calls: { opens: boolean }[] }[];
  }
  const contacts = async (asked: string, ungrouped: boolean): Promise<number> => {
    const { items } = (await ask<Listed>(`/reports/contacts?${center}&limit=500${asked}`)).body;
    return ungrouped ? items.flatMap(({ calls }) => calls.filter(({ opens }) => opens)).length : items.length;
  };
  const check = async (conversion: ConversionAnswer['conversion'], narrowed: string): Promise<void> => {
    for (const { id, total, groups } of conversion.columns) {
      const figure = id === 'ungrouped' || id === 'grouped' ? 'contacts' : id;
      for (const [group, { value }] of [['', total] as const, ...Object.entries(groups)]) {
        const asked = `&figure=${figure}${narrowed}${group === '' ? '' : `&group=${group}`}`;
        expect([asked, await contacts(asked, id === 'ungrouped')]).toEqual([asked, value]);
      }
    }
    for (const [figure, name] of [
      ...[['ahead', 'ahead'] as const, ['due', 'due'] as const, ['lost', 'lost'] as const],
      ...[['unanswered', 'unanswered'] as const, ['unreviewed', 'unreviewed'] as const],
      ['marked-only', 'markedOnly'] as const,
    ])
      expect([narrowed, figure, await contacts(`&figure=${figure}${narrowed}`, false)]).toEqual([
        ...[narrowed, figure, conversion[name]?.value],
      ]);
    expect(await contacts(`&group=unknown${narrowed}`, false)).toBe(conversion['unknown']?.value);
  };
  for (const by of ['owner', 'line'] as const) {
    const { body } = await ask<ConversionAnswer & { by: { value: string | null }[] }>(
      `/reports/conversion?${center}&by=${by}`,
    );
    if (by === 'owner') await check(body.conversion, '');
    for (const { value, conversion } of body.by)
      if (value !== null) await check(conversion, `&${by}=${encodeURIComponent(value)}`);
  }
}, 60_000);

it('lists as many calls as every figure of the director says, of every hour too', async () => {
  const { body } = await ask<{
    calls: Record<string, number>;
    byHour: { weekday: number; hour: number; incoming: number; missed: number }[];
    withMissed: number;
    withoutCallback: number;
  }>(`/reports/director?${center}`);
  for (const [figure, value] of Object.entries(body.calls))
    expect([figure, await listed(`/reports/calls?${center}`, figure)]).toEqual([figure, value]);
  for (const { weekday, hour, incoming, missed } of body.byHour) {
    const at = `/reports/calls?${center}&weekday=${weekday}&hour=${hour}`;
    expect([hour, await listed(at, 'incoming'), await listed(at, 'missed')]).toEqual([hour, incoming, missed]);
  }
  expect(await listed(`/reports/contacts?${center}`, 'with-missed')).toBe(body.withMissed);
  const [lost, unanswered] = [
    await listed(`/reports/contacts?${center}`, 'lost'),
    await listed(`/reports/contacts?${center}`, 'unanswered'),
  ];
  expect(lost + unanswered).toBe(body.withoutCallback);
});

it('defines every figure in both languages', async () => {
  const { items } = (await ask<{ items: { id: string; ru: string; en: string }[] }>('/reports/definitions')).body;
  const defined = new Set(items.map(({ id }) => id));
  expect(definedIds.filter((id) => !defined.has(id))).toEqual([]);
  for (const report of visitReports)
    expect(visitFigures(report).filter((name) => !defined.has(`${report}.${name}`))).toEqual([]);
  for (const { id, ru, en } of items)
    expect([id, /[а-яё]/i.test(ru), /[а-яё]/i.test(en.replaceAll(/“[^”]*”/g, ''))]).toEqual([id, true, false]);
});

it('says that there is nothing to compare with where the provider did not call any call lost, else why they differ', async () => {
  interface Differing {
    known: boolean;
    account: string;
    accounts: { id: string; name: string }[];
    compared: number;
    providerLost: number;
    ourMissed: number;
    reasons: { why: string; providerLost: boolean; calls: number }[];
  }
  const { body } = await ask<Differing>(`/reports/differences?${center}&account=uis`);
  expect(body).toMatchObject({ known: false, compared: 33, account: 'uis', requests: 0 });
  expect(body.accounts).toContainEqual({ id: 'uis', name: 'UIS / CoMagic' });
  const sunday = await ask<Differing>('/reports/differences?branch=center&from=2026-11-15&to=2026-11-15');
  expect(sunday.body).toMatchObject({ requests: 7 });
  await db.database.pool.query(
    `insert into call_event (call_id, account, key, received_at, event)
     select id, 'uis', 'lost ' || id, started_at, '{"kind": "missed"}' from call where id in (6, 12, 29)`,
  );
  const { body: told } = await ask<Differing>(`/reports/differences?${center}`);
  expect(told).toMatchObject({ known: true, providerLost: 3 });
  expect(told.reasons).toContainEqual({ why: 'other-call-answered', providerLost: true, calls: 1 });
  for (const { why, providerLost, calls } of told.reasons) {
    const { items } = (
      await ask<{ items: { callId: string }[] }>(
        `/reports/differences/list?${center}&limit=500&why=${why}&providerLost=${providerLost}`,
      )
    ).body;
    expect([why, items.length]).toEqual([why, calls]);
  }
  const answered = await ask(`/reports/differences/list?${center}&why=other-call-answered`);
  expect(answered.body).toMatchObject({ items: [{ callId: '29' }] });
  // What differs is what stands between the two sums.
  const differ = (byProvider: boolean): number =>
    told.reasons.filter((one) => one.providerLost === byProvider).reduce((sum, { calls }) => sum + calls, 0);
  expect(told.providerLost - differ(true)).toBe(told.ourMissed - differ(false));
  expect((await ask(`/reports/differences?${center}&account=nothing`)).status).toBe(404);
});
