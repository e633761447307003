import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { claimMessages, doubtAbandoned } from '../../../../src/messages/message-store.ts';
import { inOrder } from '../../../../src/platform/database/backup/table-plan.ts';
import { openDatabase, readBackup, writeBackup, type BackupFile } from '../../../../src/platform/database/index.ts';
import { testDatabase, type TestDatabase } from '../../../support/database.ts';

const AT = new Date('2026-03-02T09:00:00Z');

describe('a backup', () => {
  let folder: string;
  const opened: TestDatabase[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trubka-backup-'));
  });
  afterAll(async () => {
    await Promise.all(opened.map((one) => one.drop()));
    await rm(folder, { recursive: true });
  }, 120_000);
  const fresh = async (): Promise<TestDatabase> => {
    const one = await testDatabase();
    opened.push(one);
    return one;
  };
  const emptied = async (): Promise<TestDatabase> => {
    const one = await fresh();
    await one.database.pool.query('drop schema public cascade; create schema public');
    return one;
  };
  async function* files(...given: BackupFile[]): AsyncGenerator<BackupFile> {
    for (const one of given) yield await Promise.resolve(one);
  }

  async function filled(): Promise<TestDatabase> {
    const one = await fresh();
    await one.database.pool.query(
      `insert into person (source, external_id, kind, full_name, note, updated_at)
         select 'file', n::text, 'patient', 'Имя\\t' || n, case when n % 2 = 0 then E'a\\nb\\\\' || repeat('я', 2000) end, now()
           from generate_series(1, 3000) n;
       insert into person_phone (person_id, e164) select id, '+7900' || lpad(id::text, 7, '0') from person;
       insert into delivery (account, kind, state, payload, created_at)
         values ('crm', 'record', 'owed', '{"a": 1}', now()), ('crm', 'record', 'sent', '{}', now());
       select nextval('call_id')`,
    );
    return one;
  }

  const rowsOf = async ({ database }: TestDatabase, table: string): Promise<unknown[]> =>
    (await database.pool.query(`select * from ${table} order by 1`)).rows;

  it('sends no message to a person twice: what was due since the backup is not sent, what is still ahead is', async () => {
    const source = await fresh();
    await source.database.pool.query(
      `insert into message (key, state, template, class, zone, phone, created_at, due_at, next_attempt_at, account, taken_by,
         taken_until)
       select state || row_number() over (), state, 'reminder', 'service', 'Europe/Moscow', '+79001000001', now(),
         now() + ahead * interval '1 hour', now() + ahead * interval '1 hour', 'sms',
         case state when 'sending' then gen_random_uuid() end, case state when 'sending' then now() + interval '1 hour' end
       from (values (1, 'planned', -1), (2, 'due', -1), (3, 'planned', 1), (4, 'sending', -1)) m(place, state, ahead)
       order by place`,
    );
    const path = join(folder, 'messages.tar.gz');
    await writeBackup({ pool: source.database.pool, path, at: AT, files: files() });
    const { database } = await emptied();
    await readBackup({ pool: database.pool, path, dataFolder: join(folder, 'of-messages') });
    expect(await doubtAbandoned(database.pool, new Date(), ['sms'])).toBe(1);
    expect(await claimMessages(database.pool, new Date(Date.now() + 2 * 3_600_000), 10)).toHaveLength(1);
    const { rows } = await database.pool.query('select key, state, reason from message order by id');
    expect(rows).toMatchObject([
      { key: 'planned1', state: 'expired', reason: 'restored' },
      { key: 'due2', state: 'expired', reason: 'restored' },
      { key: 'planned3' },
      { key: 'sending4', state: 'unknown' },
    ]);
  });

  it('brings everything back: rows, numbers given, files; what was owed is in doubt', async () => {
    const source = await filled();
    const sound = join(folder, 'sound');
    await writeFile(sound, Buffer.from([0, 1, 2, 255]));
    const path = join(folder, 'whole.tar.gz');
    const given = files({ name: 'ab/sound', path: sound }, { name: 'ab/gone', path: join(folder, 'no-such') });
    const end = await writeBackup({ pool: source.database.pool, path, at: AT, files: given });
    expect(end).toMatchObject({ rows: { person: 3_000, person_phone: 3_000, delivery: 2, call: 0 }, files: 1 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);

    const target = await emptied();
    const back = join(folder, 'back');
    const told = await readBackup({ pool: target.database.pool, path, dataFolder: back });
    expect(told.manifest.createdAt).toBe(AT.toISOString());
    for (const table of ['person', 'person_phone'])
      expect(await rowsOf(target, table)).toEqual(await rowsOf(source, table));
    expect(await rowsOf(target, 'delivery')).toMatchObject([
      { state: 'owed', in_doubt: true, payload: { a: 1 } },
      { state: 'sent', in_doubt: false },
    ]);
    expect(await readFile(join(back, 'ab/sound'))).toEqual(Buffer.from([0, 1, 2, 255]));
    const { rows } = await target.database.pool.query<{ id: number }>(
      `insert into person (source, external_id, kind, full_name, updated_at) values ('file', 'new', 'patient', 'x', now()) returning id`,
    );
    const last = await source.database.pool.query<{ id: number }>('select max(id) as id from person');
    expect(rows[0]?.id).toBeGreaterThan(last.rows[0]?.id ?? Infinity);
    const next = `select nextval('call_id')::int as id`;
    expect((await target.database.pool.query(next)).rows).toEqual((await source.database.pool.query(next)).rows);
  });

  it('is read by a pool that has no connection yet', async () => {
    const source = await fresh();
    const path = join(folder, 'small.tar.gz');
    await writeBackup({ pool: source.database.pool, path, at: AT, files: files() });
    const { url } = await emptied();
    const cold = openDatabase(url);
    const told = await readBackup({ pool: cold.pool, path, dataFolder: folder });
    await cold.close();
    expect(told.end.files).toBe(0);
  });

  it('is refused by a database with rows, and leaves it as it was', async () => {
    const source = await filled();
    const path = join(folder, 'again.tar.gz');
    await writeBackup({ pool: source.database.pool, path, at: AT, files: files() });
    await expect(readBackup({ pool: source.database.pool, path, dataFolder: folder })).rejects.toThrow(
      'The database is not empty (person has rows)',
    );
    expect(await rowsOf(source, 'delivery')).toHaveLength(2);
  });

  it.each([0.2, 0.7, 0.999])('cut short at %d of its length is told, and nothing of it is kept', async (share) => {
    const source = await filled();
    const path = join(folder, `cut-${share}.tar.gz`);
    await writeBackup({ pool: source.database.pool, path, at: AT, files: files() });
    await truncate(path, Math.floor((await stat(path)).size * share));
    const target = await emptied();
    await expect(readBackup({ pool: target.database.pool, path, dataFolder: folder })).rejects.toThrow(/cut short/);
    // Cut before its manifest was whole, not even the tables are there.
    const people = await rowsOf(target, 'person').catch((error: { code?: string }) => error.code);
    expect([[], '42P01']).toContainEqual(people);
  });

  it('of a newer version is refused with what to do', async () => {
    const source = await fresh();
    await source.database.pool.query(`insert into migration (name) values ('9999-later')`);
    const path = join(folder, 'newer.tar.gz');
    await writeBackup({ pool: source.database.pool, path, at: AT, files: files() });
    const target = await emptied();
    await expect(readBackup({ pool: target.database.pool, path, dataFolder: folder })).rejects.toThrow(
      'made by a newer Trubka (it has 9999-later)',
    );
  });

  it('that would write outside its folder is refused', async () => {
    const source = await fresh();
    const path = join(folder, 'outside.tar.gz');
    await writeBackup({ pool: source.database.pool, path, at: AT, files: files() });
    const whole = gunzipSync(await readFile(path));
    const extra = pack();
    extra.entry({ name: 'files/../../outside' }, 'x');
    extra.finalize();
    // A tar ends with two empty blocks; the foreign entry comes before the end of the backup.
    const endAt = whole.indexOf('end.json');
    const entry = (await buffer(extra)).subarray(0, 1024);
    await writeFile(path, gzipSync(Buffer.concat([whole.subarray(0, endAt), entry, whole.subarray(endAt)])));
    const target = await emptied();
    const into = join(folder, 'into', 'deep');
    await expect(readBackup({ pool: target.database.pool, path, dataFolder: into })).rejects.toThrow(
      'outside its folder',
    );
    expect(await readdir(folder)).not.toContain('outside');
  });

  it('leaves no file when it cannot be written', async () => {
    const source = await fresh();
    const path = join(folder, 'no-such-folder', 'x.tar.gz');
    await expect(writeBackup({ pool: source.database.pool, path, at: AT, files: files() })).rejects.toThrow('ENOENT');
  });

  it('orders tables after those that they point to', () => {
    const table = (name: string) => ({ name, columns: ['id'] });
    const ordered = inOrder([table('a'), table('b'), table('c')], [{ name: 'a', target: 'c' }]);
    expect(ordered.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    expect(() =>
      inOrder(
        [table('a'), table('b')],
        [
          { name: 'a', target: 'b' },
          { name: 'b', target: 'a' },
        ],
      ),
    ).toThrow('point at each other in a circle');
  });
});
