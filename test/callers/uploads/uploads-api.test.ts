import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addToken } from '../../../src/access/index.ts';
import { systemClock } from '../../../src/contracts/clock.ts';
import type { Preview, UploadView } from '../../../src/callers/uploads/upload-schemas.ts';
import { eventually } from '../../support/eventually.ts';
import { runApp, type RunningApp } from '../../support/running-app.ts';
import { workbook } from '../import/workbook.ts';

const FILE = `№ карты;ФИО;Телефон;Моб. телефон;Цвет глаз
1001;Орлова Мария Петровна;8(495)123-45-67;8 916 000 11 22;карие
1002;Орлов Сергей Иванович;;+7 926 111-22-33;
1003;Белов Петр;не помнит 12;;
`;
const run = { people: 'patients', dryRun: true };

describe('the import of people by the API', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await runApp({ roles: new Set(['web']) });
    await addToken(app.db.database.sql, systemClock, {
      ...{ label: 'other-it', role: 'it', seat: null, branches: ['center'], token: 'other-it' },
    });
  }, 60_000);
  afterAll(() => app?.stop());

  const send = (file: string | Buffer, name = 'people.csv', token = 'demo-it'): Promise<Response> =>
    app.api(`/import/people?name=${encodeURIComponent(name)}`, token, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    });
  const post = (path: string, body: unknown, token = 'demo-it'): Promise<Response> =>
    app.api(`/import/people/${path}`, token, { method: 'POST', body: JSON.stringify(body) });
  async function sent(file: string | Buffer, name?: string): Promise<string> {
    const answer = await send(file, name);
    expect(answer.status).toBe(201);
    return ((await answer.json()) as UploadView).id;
  }
  const look = async (id: string): Promise<UploadView> =>
    (await (await app.api(`/import/people/${id}`, 'demo-it')).json()) as UploadView;
  const ended = (id: string): Promise<UploadView> =>
    eventually(async () => {
      const view = await look(id);
      expect(view.state).not.toBe('running');
      return view;
    });
  async function ran(id: string, asked: object = {}): Promise<UploadView> {
    expect((await post(`${id}/run`, { ...run, ...asked })).status).toBe(202);
    return ended(id);
  }
  const preview = async (id: string, asked: object = {}): Promise<Preview> =>
    (await (await post(`${id}/preview`, asked)).json()) as Preview;
  const count = async (sql: string): Promise<number> =>
    (await app.db.database.pool.query<{ n: number }>(`select count(*)::int as n from ${sql}`)).rows[0]!.n;

  it('shows what the columns are taken for, with cells of the first rows', async () => {
    const id = await sent(FILE);
    const found = await preview(id);
    expect(found.format).toEqual({ kind: 'csv', encoding: 'utf-8', delimiter: ';' });
    expect(found.columns.map(({ header, field }) => [header, field])).toEqual([
      ['№ карты', 'externalId'],
      ['ФИО', 'fullName'],
      ['Телефон', 'phone'],
      ['Моб. телефон', 'phone'],
      ['Цвет глаз', null],
    ]);
    expect(found.columns[0]!.samples).toEqual(['1001', '1002', '1003']);
    const changed = await preview(id, { mapping: { phone: ['Моб. телефон'], note: ['Цвет глаз'], externalId: [] } });
    expect(changed.columns.map(({ field }) => field)).toEqual([null, 'fullName', null, 'phone', 'note']);
  });

  it('reads windows-1251 and what a person says of encoding and delimiter', async () => {
    const bytes = Buffer.from(FILE.replaceAll(';', '|'), 'utf16le');
    const id = await sent(bytes);
    expect((await preview(id)).format).toEqual({ kind: 'csv', encoding: 'utf-16le', delimiter: '|' });
    const wrong = await preview(id, { format: { encoding: 'utf-16le', delimiter: ';' } });
    expect(wrong.lacks).toBe('the name');
    expect(wrong.columns.map(({ header }) => header)).toEqual(['№ карты|ФИО|Телефон|Моб. телефон|Цвет глаз']);
  });

  it('a dry run counts and keeps nothing, the run keeps it, the second run changes what changed', async () => {
    const id = await sent(FILE);
    const tried = await ran(id);
    expect(tried.report).toMatchObject({ rows: 3, added: 3, changed: 0, unchanged: 0, skipped: 0, doubtful: 1 });
    expect(tried.report?.ignoredColumns).toEqual(['Цвет глаз']);
    expect(tried.report?.places[0]).toMatchObject({ line: 4, column: 'Телефон', value: 'xx xxxxxx ##' });
    expect(tried.report?.places[0]?.problem).toBe('Номер телефона не читается.');
    expect(await count('person')).toBe(0);
    expect(await count('directory_source')).toBe(0);

    expect((await ran(id, { dryRun: false })).report).toMatchObject({ added: 3, unchanged: 0 });
    expect(await count('person')).toBe(3);
    // The file has done its duty.
    expect(await count(`people_upload_part where kind = 'file' and upload = '${id}'`)).toBe(0);
    expect((await post(`${id}/run`, run)).status).toBe(409);

    const again = await sent(FILE.replace('Белов', 'Белый'));
    expect((await ran(again)).report).toMatchObject({ added: 0, changed: 1, unchanged: 2 });
    expect((await ran(again, { dryRun: false })).report).toMatchObject({ added: 0, changed: 1, unchanged: 2 });
    expect(await count(`person where full_name like 'Белый%'`)).toBe(1);
  });

  it('gives every doubtful row as CSV, masked unless it is asked for, in both languages', async () => {
    const rows = Array.from({ length: 1200 }, (_, n) => `${n};Иванов ${n};номер ${n}`).join('\n');
    const id = await sent(`№ карты;ФИО;Телефон\n${rows}\n`);
    expect((await ran(id, { people: 'others' })).report?.doubtful).toBe(1200);
    const masked = await (await app.api(`/import/people/${id}/doubtful.csv?language=en`, 'demo-it')).text();
    expect(masked.split('\r\n').filter(Boolean)).toHaveLength(1201);
    expect(masked).toContain('"1201";"Телефон";"xxxxx ####";"No telephone number can be read."');
    const plain = await (await app.api(`/import/people/${id}/doubtful.csv?cells=written`, 'demo-it')).text();
    expect(plain).toContain('"1201";"Телефон";"номер 1199";"Номер телефона не читается."');
  });

  it('reads a workbook and tells how much of it was read', async () => {
    const rows = Array.from({ length: 3000 }, (_, n) => [n + 1, `Смирнов ${n}`, `8916${String(1000000 + n)}`]);
    const id = await sent(await workbook({ Лист1: [['№ карты', 'ФИО', 'Телефон'], ...rows] }), 'people.xlsx');
    expect((await preview(id)).format).toEqual({ kind: 'xlsx' });
    const done = await ran(id, { people: 'staff', dryRun: false });
    expect(done.report).toMatchObject({ rows: 3000, added: 3000 });
    expect(done.progress).toMatchObject({ rows: 3000, share: 1 });
  });

  it('can be stopped, and keeps nothing then', async () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => `${n};Кузнецов ${n};8926${1000000 + n}`).join('\n');
    const id = await sent(`№ карты;ФИО;Телефон\n${rows}\n`);
    expect((await post(`${id}/run`, { ...run, people: 'contractors', dryRun: false })).status).toBe(202);
    expect((await post(`${id}/run`, { ...run, people: 'contractors' })).status).toBe(409);
    await eventually(async () => expect((await look(id)).progress?.rows).toBeGreaterThan(0));
    expect((await post(`${id}/cancel`, {})).status).toBe(202);
    expect((await ended(id)).state).toBe('cancelled');
    expect(await count(`person where source = 'file:contractors'`)).toBe(0);
  }, 60_000);

  it('says in words why a file is not imported', async () => {
    const broken = await sent(Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), 'people.xlsx');
    const refused = await post(`${broken}/preview`, {});
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ problem: 'Эта книга Excel не читается.' });
    const nameless = await sent('№ карты;Телефон\n1;89161234567\n');
    expect((await preview(nameless)).lacks).toBe('the name');
    const failed = await ran(nameless);
    expect(failed).toMatchObject({ state: 'failed', failure: { message: 'Нет столбца для имени.' } });
    expect((await send('')).status).toBe(400);
  });

  it('is for whoever sent it, of the role it; a file that is too large or breaks off leaves nothing', async () => {
    expect((await send(FILE, 'x.csv', 'demo-manager')).status).toBe(403);
    const id = await sent(FILE);
    expect((await app.api(`/import/people/${id}`, 'other-it')).status).toBe(404);
    expect((await post(`${id}/run`, run, 'other-it')).status).toBe(404);
    const before = await count('people_upload');
    expect((await send(Buffer.alloc(64 * 1024 * 1024 + 1, 0x61))).status).toBe(413);
    expect(await count('people_upload')).toBe(before);
    expect((await app.api(`/import/people/${id}`, 'demo-it', { method: 'DELETE' })).status).toBe(204);
    expect(await count(`people_upload_part where upload = '${id}'`)).toBe(0);
    const { rows } = await app.db.database.pool.query<{ what: string }>(
      `select distinct what from audit where what like 'import.%' order by what`,
    );
    expect(rows.map(({ what }) => what)).toEqual([
      ...['import.cancelled', 'import.doubtful-read', 'import.ended', 'import.started', 'import.uploaded'],
    ]);
  }, 60_000);
});
