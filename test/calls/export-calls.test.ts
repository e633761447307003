import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import excel from 'exceljs';
import { parse } from 'csv-parse/sync';
import { runApp, type RunningApp } from '../support/running-app.ts';
import { callerWith, candidate } from '../support/screen-calls.ts';

const EVIL = '=HYPERLINK("http://evil.example","Орлова")';
const ORLOVA = '+79110000101';
const begun = Date.parse('2026-10-12T06:00:00Z');

describe('lists of calls by filter, and as files', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await runApp();
    const { pool } = app.db.database;
    await pool.query(
      `insert into call (id, account, branch, zone, line, direction, external, state, result, missed_reason, started_at, ended_at,
         wait_seconds, talk_seconds, class, learnt_at, settled_at, version, answered_extension, fold, caller)
       select i, 'uis', case when i % 4 = 0 then 'north' else 'center' end, 'Europe/Moscow', '+74950000101', case when i % 5 = 0 then 'out' else 'in' end,
         '+7900' || lpad(i::text, 7, '0'), 'ended', case when i % 3 = 0 then 'missed' else 'answered' end,
         case when i % 3 = 0 then 'no-answer' end, to_timestamp($1 / 1000.0) + i * interval '1 second', now(), 7, i % 100, 'first-time', now(), now(), 1,
         case when i % 3 <> 0 then '101' end,
         case when i % 2 = 0 then '{"recordings": [{}], "legs": []}'::jsonb else '{"recordings": [], "legs": []}'::jsonb end,
         '{"phone": null, "kind": "unknown", "class": null, "reasons": [], "candidates": [], "asOf": null}'::jsonb
       from generate_series(1, 1100) i`,
      [begun],
    );
    const { rows } = await pool.query<{ id: number }>(
      `insert into person (source, external_id, kind, surname, full_name, updated_at)
       values ('file:patients', '1', 'patient', 'Орлова', 'Орлова Мария Петровна', now()) returning id`,
    );
    await pool.query('insert into person_phone (person_id, e164) values ($1, $2)', [rows[0]!.id, ORLOVA]);
    await pool.query(
      `update call set external = $1, caller = $2, answered_seat = 'reception-1', outcome = 'refused', outcome_reason = '@дорого', outcome_at = now(), branch = 'center'
       where id = 1100`,
      [ORLOVA, JSON.stringify({ ...callerWith([candidate({ name: EVIL })], {}), phone: ORLOVA })],
    );
    await pool.query(
      `insert into contact (id, scope, key, day, branch, zone, number, opened_at, grp, reason, openings, missed, answer_due_at, booked_mark, waiting_list, came)
       overriding system value
       values (1, 'center', $1, '2026-10-12', 'center', 'Europe/Moscow', $1, now(), 'first-time', 'class', 1, 1, now() - interval '1 hour', false, false, false),
         (2, 'center', 'x', '2026-10-12', 'center', 'Europe/Moscow', 'x', now(), 'first-time', 'class', 1, 1, now() + interval '1 day', false, false, false)`,
      [ORLOVA],
    );
    await pool.query(
      `insert into contact_call (call_id, key, at, opens, zone, day, target, talk_seconds, contact_id)
       values (3, 'x', now(), true, 'Europe/Moscow', '2026-10-12', true, 0, 1),
         (6, 'x', now(), true, 'Europe/Moscow', '2026-10-12', true, 0, 2),
         (9, 'x', now(), false, 'Europe/Moscow', '2026-10-12', true, 0, 1)`,
    );
  });
  afterAll(() => app.stop());

  async function ids(query: string): Promise<number[]> {
    const response = await app.api(`/calls?${query}`, 'demo-manager');
    expect(response.status).toBe(200);
    return ((await response.json()) as { items: { id: string }[] }).items.map(({ id }) => Number(id));
  }
  const exported = (query: string, token = 'demo-manager'): Promise<Response> =>
    app.api(`/calls/export?${query}`, token);

  it('a list holds what its filter says', async () => {
    const all = Array.from({ length: 1100 }, (_, index) => 1100 - index);
    const first = (fits: (id: number) => boolean): number[] => all.filter(fits).slice(0, 20);
    expect(await ids('limit=20&direction=out')).toEqual(first((id) => id % 5 === 0));
    expect(await ids('limit=20&result=missed')).toEqual(first((id) => id % 3 === 0));
    expect(await ids('limit=20&recording=false&extension=101')).toEqual(first((id) => id % 2 === 1 && id % 3 !== 0));
    expect(await ids('result=lost')).toEqual([3]);
    expect(await ids('search=000000042')).toEqual([42]);
    expect(await ids(`search=${encodeURIComponent('8 900 000-00-42')}`)).toEqual([42]);
    expect(await ids(`search=${encodeURIComponent('мария орл')}`)).toEqual([1100]);
    expect(await ids('search=42')).toEqual([]);
    expect(await ids(`search=${encodeURIComponent('мария орл')}&result=missed`)).toEqual([]);
  });

  it('CSV: every call of the filter once, numbers are text, and nothing is a formula', async () => {
    const response = await exported('format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="trubka-calls-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, ...rows] = parse(bytes, { bom: true, delimiter: ';' });
    expect(head!.slice(0, 3)).toEqual(['Дата', 'Время', 'Филиал']);
    expect(rows.map((row) => Number(row.at(-1)))).toEqual(Array.from({ length: 1100 }, (_, index) => 1100 - index));
    expect(rows[0]).toEqual([
      ...['12.10.2026', '09:18:20', 'Центр', 'Сайт, Центр', 'исходящий', `'${ORLOVA}`, `'${EVIL}`],
      ...['первичный', 'разговор', '', '7', '0', 'Ресепшен 1', '101', 'отказ', `'@дорого`, 'да', '1100'],
    ]);
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });

  it('XLSX: telephone numbers and names are text, seconds are numbers', async () => {
    const response = await exported('format=xlsx&language=en&branch=center&direction=out');
    expect(response.status).toBe(200);
    const book = new excel.Workbook();
    await book.xlsx.load(await response.arrayBuffer());
    const sheet = book.worksheets[0]!;
    expect(sheet.getRow(1).getCell(1).value).toBe('Date');
    const expected = Array.from({ length: 1100 }, (_, i) => i + 1).filter(
      (i) => (i % 5 === 0 && i % 4 !== 0) || i === 1100,
    );
    expect(sheet.rowCount).toBe(expected.length + 1);
    const row = sheet.getRow(2);
    expect([row.getCell(6).value, row.getCell(7).value, row.getCell(11).value]).toEqual([ORLOVA, EVIL, 7]);
    expect(row.getCell(6).numFmt).toBe('@');
    let formulas = 0;
    sheet.eachRow((each) => each.eachCell((cell) => (formulas += cell.formula === undefined ? 0 : 1)));
    expect(formulas).toBe(0);
  });

  it('who takes a list away is audited, without what was searched for; others may not', async () => {
    const { pool } = app.db.database;
    await pool.query('truncate audit');
    expect((await exported('format=csv', 'demo-reception-1')).status).toBe(403);
    expect((await exported('format=csv&branch=center', 'north-manager')).status).toBe(403);
    expect((await exported('format=pdf')).status).toBe(400);
    const north = parse(Buffer.from(await (await exported('format=csv', 'north-manager')).arrayBuffer()), {
      ...{ bom: true, delimiter: ';' },
    });
    expect(new Set(north.slice(1).map((row) => row[2]))).toEqual(new Set(['Север']));
    await exported(`format=csv&result=missed&search=${encodeURIComponent('орлова')}`).then((answer) => answer.text());
    const { rows } = await pool.query('select who, what, subject, detail from audit order by id');
    expect(rows).toEqual([
      { who: 'north-manager', what: 'calls.exported', subject: 'calls', detail: { format: 'csv', searched: false } },
      {
        ...{ who: 'demo-manager', what: 'calls.exported', subject: 'calls' },
        detail: { format: 'csv', result: 'missed', searched: true },
      },
    ]);
  });
});
