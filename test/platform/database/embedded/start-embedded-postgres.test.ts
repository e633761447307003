import { execFileSync } from 'node:child_process';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { startEmbeddedPostgres } from '../../../../src/platform/database/index.ts';
import { isAlive } from '../../../../src/platform/database/embedded/process-state.ts';
import { launcherBench, query, quick, until } from './launcher-bench.ts';

const groupOf = (pid: number | undefined) =>
  execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)])
    .toString()
    .trim();

// Real servers on what may be a slow disk.
jest.setTimeout(60_000);

const bench = launcherBench();
afterAll(bench.clear);

describe('the embedded PostgreSQL', () => {
  it('keeps the data from one start to the next, and is gone in between', async () => {
    const dataFolder = await bench.folder();
    const first = await startEmbeddedPostgres({ dataFolder, settings: quick });
    const pid = first.pid();
    await query(first.url, `create table kept as select 42 as answer`);
    await first.stop();
    await until(() => !isAlive(pid), 'the server is gone');

    const startedAt = performance.now();
    const second = await startEmbeddedPostgres({ dataFolder, settings: quick });
    const took = performance.now() - startedAt;
    try {
      expect(second.adopted).toBe(false);
      expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      expect(took).toBeLessThan(5_000);
    } finally {
      await second.stop();
    }
  });

  it('is safe, speaks Russian, is closed to everybody without the password and keeps numbers out of its log', async () => {
    const dataFolder = await bench.folder();
    const postgres = await startEmbeddedPostgres({ dataFolder });
    try {
      const settings = await query(
        postgres.url,
        `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
                current_setting('full_page_writes') as full_page_writes, current_setting('listen_addresses') as address,
                current_setting('password_encryption') as passwords, current_setting('server_encoding') as encoding,
                current_setting('data_checksums') as checksums`,
      );
      expect(settings).toEqual([
        {
          fsync: 'on',
          synchronous_commit: 'on',
          full_page_writes: 'on',
          address: '127.0.0.1',
          passwords: 'scram-sha-256',
          encoding: 'UTF8',
          checksums: 'on',
        },
      ]);
      expect(await query(postgres.url, `select lower('ЁЛКИНА Щ') as small, 'ИВАНОВА' ilike '%иван%' as found`)).toEqual(
        [{ small: 'ёлкина щ', found: true }],
      );
      expect(
        await query(
          postgres.url,
          `select string_agg(x, '' order by x collate "ru-x-icu") as sorted from unnest('{Ж,Ё,Е}'::text[]) x`,
        ),
      ).toEqual([{ sorted: 'ЕЁЖ' }]);

      const wrong = new URL(postgres.url);
      wrong.password = 'password';
      await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
      const file = join(postgres.folder, 'cluster', 'trubka.password');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await readFile(file, 'utf8')).trim()).toBe(new URL(postgres.url).password);
      expect(new URL(postgres.url).password.length).toBeGreaterThanOrEqual(32);

      const insert = `insert into secret values ('+79990001122')`;
      await query(postgres.url, `create table secret (phone text primary key); ${insert}`);
      await expect(query(postgres.url, insert)).rejects.toThrow('duplicate key');
      await expect(query(postgres.url, `select '+79990001122'::timestamptz`)).rejects.toThrow('79990001122');
    } finally {
      await postgres.stop();
    }
    const log = await readFile(join(postgres.folder, 'server.log'), 'utf8');
    expect(log).toContain('database system is ready');
    expect(log).not.toContain('79990001122');
  });

  it('is taken over after kill -9 of the process that started it', async () => {
    const dataFolder = await bench.folder();
    const killed = await bench.launch({ dataFolder });
    await query(killed.url, `create table kept as select 42 as answer`);
    // The Ctrl-C of a terminal goes to a whole process group.
    expect(groupOf(killed.pid)).not.toBe(groupOf(killed.process.pid));
    await killed.kill();
    expect(isAlive(killed.pid)).toBe(true);

    const next = await startEmbeddedPostgres({ dataFolder, settings: quick });
    try {
      expect(next.adopted).toBe(true);
      expect(next.pid()).toBe(killed.pid);
      expect(await query(next.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    } finally {
      await next.stop();
    }
    await expect(query(next.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('refuses a folder that a live process uses and names that process; a command may join it', async () => {
    const dataFolder = await bench.folder();
    const holder = await bench.launch({ dataFolder });
    await expect(startEmbeddedPostgres({ dataFolder, settings: quick })).rejects.toThrow(
      new RegExp(`running already \\(process ${holder.process.pid}\\).*${dataFolder}.*TRUBKA_DATA`),
    );

    const joined = await startEmbeddedPostgres({ dataFolder, whenInUse: 'join', settings: quick });
    expect(joined.joined).toBe(true);
    expect(joined.url).toBe(holder.url);
    await joined.stop();
    expect(await query(holder.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await holder.stop();
    await expect(query(holder.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('gives the folder to exactly one of several that start at the same moment', async () => {
    const dataFolder = await bench.folder();
    const all = await Promise.all([1, 2, 3].map(() => bench.launch({ dataFolder })));
    const winners = all.filter((launched) => !launched.error);
    expect(winners).toHaveLength(1);
    for (const loser of all.filter((launched) => launched.error))
      expect(loser.error).toContain(`process ${winners[0]?.process.pid}`);
    await winners[0]?.stop();
  });
});

describe('after a crash', () => {
  it('the server killed with -9 is started again on the same address, with everything committed', async () => {
    const dataFolder = await bench.folder();
    const postgres = await startEmbeddedPostgres({ dataFolder, settings: quick });
    try {
      await query(postgres.url, `create table kept as select 42 as answer`);
      const before = postgres.pid();
      process.kill(before, 'SIGKILL');
      await until(() => postgres.pid() !== before, 'a new server');
      expect(await query(postgres.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await expect(startEmbeddedPostgres({ dataFolder, settings: quick })).rejects.toThrow(`process ${process.pid}`);
    } finally {
      await postgres.stop();
    }
  });

  it('of both, the next start repairs the data', async () => {
    const dataFolder = await bench.folder();
    const killed = await bench.launch({ dataFolder });
    await query(killed.url, `create table kept as select 42 as answer`);
    await killed.kill();
    process.kill(killed.pid, 'SIGKILL');

    const next = await startEmbeddedPostgres({ dataFolder, settings: quick });
    try {
      expect(next.adopted).toBe(false);
      expect(await query(next.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    } finally {
      await next.stop();
    }
  });
});

describe('on data that is there', () => {
  let dataFolder: string;
  let cluster: string;
  beforeAll(async () => {
    dataFolder = await bench.folder();
    const postgres = await startEmbeddedPostgres({ dataFolder, settings: quick });
    cluster = join(postgres.folder, 'cluster');
    await postgres.stop();
  });

  it.each([
    ['names a process that is something else now', () => `${process.pid}\n${cluster}\n1\n5432\n\n127.0.0.1\n\nready\n`],
    ['is empty', () => ''],
  ])('a postmaster.pid that a crash left behind and that %s is no obstacle', async (_what, text) => {
    const file = join(cluster, 'postmaster.pid');
    await writeFile(file, text());
    await utimes(file, 0, 0);
    const next = await startEmbeddedPostgres({ dataFolder, settings: quick });
    expect(next.adopted).toBe(false);
    await next.stop();
  });

  it('a taken port is named', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await until(() => squatter.listening, 'the port is taken');
    const { port } = squatter.address() as { port: number };
    const refused = startEmbeddedPostgres({ dataFolder, port, settings: quick });
    await expect(refused.finally(() => squatter.close())).rejects.toThrow(
      new RegExp(`Port ${port} of 127.0.0.1 is taken: choose another[^]*Address already in use`),
    );
  });

  it('a server that ends at once is reported with the end of its log', async () => {
    await expect(startEmbeddedPostgres({ dataFolder, settings: { ...quick, wal_level: 'nonsense' } })).rejects.toThrow(
      /did not start\. The end of .*server\.log:\n.*wal_level/s,
    );
  });

  it('a password that does not fit is reported, and nothing is left running', async () => {
    const file = join(cluster, 'trubka.password');
    const password = await readFile(file, 'utf8');
    await writeFile(file, 'another\n');
    await expect(startEmbeddedPostgres({ dataFolder, settings: quick })).rejects.toThrow(
      /refuses the password in .*trubka\.password/,
    );
    await rm(file);
    await expect(startEmbeddedPostgres({ dataFolder, settings: quick })).rejects.toThrow(
      /trubka\.password.*from a backup/,
    );
    await writeFile(file, password);
    const next = await startEmbeddedPostgres({ dataFolder, settings: quick });
    expect(next.adopted).toBe(false);
    await next.stop();
  });

  it('that another PostgreSQL wrote is refused and left as it was', async () => {
    const version = join(cluster, 'PG_VERSION');
    await writeFile(version, '17\n');
    await expect(startEmbeddedPostgres({ dataFolder, settings: quick })).rejects.toThrow(
      /PostgreSQL 17.*PostgreSQL 18.*backup/s,
    );
    expect(await readFile(version, 'utf8')).toBe('17\n');
  });
});
