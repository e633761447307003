import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { startEmbeddedPostgres } from '../../../../src/platform/database/index.ts';
import { findPostgresBinaries } from '../../../../src/platform/database/embedded/postgres-binaries.ts';
import { asRoot, launcherBench, query, quick, userNamed } from './launcher-bench.ts';

const userOf = (pid: number) => Number(execFileSync('ps', ['-o', 'uid=', '-p', String(pid)]));

// Real servers on what may be a slow disk.
jest.setTimeout(60_000);

const bench = launcherBench();
afterAll(bench.clear);

describe('an ordinary user', () => {
  it('starts and keeps a database in a folder of his own', async () => {
    // As root the launcher's process becomes nobody, with programs that nobody may run.
    const nobody = asRoot ? userNamed('nobody') : undefined;
    const dataFolder = await bench.folder(nobody ? { mode: 0o700, owner: nobody } : {});
    const programs = { folder: join(await bench.folder(), 'native') };
    await cp((await findPostgresBinaries()).folder, programs.folder, { recursive: true, verbatimSymlinks: true });
    const options = { dataFolder, binaries: programs, ...nobody };

    const first = await bench.launch(options);
    expect(first.error).toBeUndefined();
    await query(first.url, 'create table kept as select 42 as answer');
    expect((await stat(join(first.folder, 'cluster'))).uid).toBe(nobody?.uid ?? process.getuid?.());
    await first.stop();

    // Root in the same folder runs it as its owner, and leaves it usable to him.
    const byRoot = await bench.launch(asRoot ? { dataFolder, binaries: programs } : options);
    expect(byRoot.error).toBeUndefined();
    expect(userOf(byRoot.pid)).toBe(nobody?.uid ?? process.getuid?.());
    await byRoot.stop();
    const again = await bench.launch(options);
    expect(again.error).toBeUndefined();
    expect(await query(again.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await again.stop();
  });

  it('is told what to do about a folder that he may not write to', async () => {
    const nobody = asRoot ? userNamed('nobody') : {};
    const closed = await bench.folder({ mode: 0o555 });
    // The checkout may be one that only root may enter.
    const programs = { folder: join(await bench.folder(), 'native') };
    await cp((await findPostgresBinaries()).folder, programs.folder, { recursive: true, verbatimSymlinks: true });
    const { error } = await bench.launch({ dataFolder: join(closed, 'data'), binaries: programs, ...nobody });
    expect(error).toMatch(/cannot be kept in .*\(EACCES\).*TRUBKA_DATA/);
  });
});

// Only root can arrange these, as he does in the container of CI.
if (asRoot)
  describe('root', () => {
    it('runs the server as postgres or nobody and gives it the data', async () => {
      const dataFolder = join(await bench.folder(), 'not', 'yet', 'there');
      const postgres = await startEmbeddedPostgres({ dataFolder, settings: quick });
      const uid = userOf(postgres.pid());
      expect(uid).not.toBe(0);
      expect((await stat(join(postgres.folder, 'cluster'))).uid).toBe(uid);
      await postgres.stop();
    });

    it('takes data that was put back by root', async () => {
      const dataFolder = await bench.folder();
      const postgres = await startEmbeddedPostgres({ dataFolder, settings: quick });
      await query(postgres.url, 'create table kept as select 42 as answer');
      await postgres.stop();
      const copy = await bench.folder();
      await cp(postgres.folder, join(copy, 'postgres'), { recursive: true });
      expect((await stat(join(copy, 'postgres', 'cluster'))).uid).toBe(0);

      const restored = await startEmbeddedPostgres({ dataFolder: copy, settings: quick });
      expect(await query(restored.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
      await restored.stop();
    });

    describe('in a clone that only root may enter', () => {
      let clone: string;
      let elsewhere: string;
      let options: { dataFolder: string; elsewhere: string; binaries: { folder: string }; settings: typeof quick };

      beforeAll(async () => {
        clone = await bench.folder({ mode: 0o700 });
        elsewhere = join(await bench.folder(), 'lib', 'trubka');
        const binaries = { folder: join(clone, 'node_modules', 'native') };
        await cp((await findPostgresBinaries()).folder, binaries.folder, { recursive: true, verbatimSymlinks: true });
        // As npm leaves them under a umask of 077.
        execFileSync('chmod', ['-R', 'go-rwx', binaries.folder]);
        options = { dataFolder: join(clone, 'data'), elsewhere, binaries, settings: quick };
      });

      it('keeps data and programs elsewhere, says so in the data folder, and finds them again', async () => {
        const mask = process.umask(0o077);
        const told: string[] = [];
        const log = { info: () => undefined, warn: (fields: object) => told.push(JSON.stringify(fields)) };
        const first = await startEmbeddedPostgres({ ...options, log }).finally(() => process.umask(mask));
        await query(first.url, 'create table kept as select 42 as answer');
        await first.stop();
        expect(first.folder.startsWith(`${elsewhere}/`)).toBe(true);
        expect(told.join()).toContain(first.folder);
        expect(await readdir(options.dataFolder)).toEqual(['postgres-is-elsewhere.txt']);
        expect(await readFile(join(options.dataFolder, 'postgres-is-elsewhere.txt'), 'utf8')).toContain(first.folder);
        expect((await readdir(elsewhere)).filter((name) => name.startsWith('postgres-'))).toHaveLength(1);

        const second = await startEmbeddedPostgres(options);
        expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
        await second.stop();
      });

      it('finds them after the clone was moved, and never starts empty when they are gone', async () => {
        const moved = join(clone, 'moved');
        await rename(options.dataFolder, moved);
        const postgres = await startEmbeddedPostgres({ ...options, dataFolder: moved });
        expect(await query(postgres.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
        await postgres.stop();

        await rm(postgres.folder, { recursive: true });
        await expect(startEmbeddedPostgres({ ...options, dataFolder: moved })).rejects.toThrow(
          /says that the database is in .*, and there is none.*backup/,
        );
      });

      it('does not leave a database behind that was in the clone before it was closed', async () => {
        const home = await bench.folder();
        const dataFolder = join(home, 'data');
        await mkdir(join(dataFolder, 'postgres', 'cluster'), { recursive: true });
        await writeFile(join(dataFolder, 'postgres', 'cluster', 'PG_VERSION'), '18\n');
        await chmod(home, 0o700);
        await expect(startEmbeddedPostgres({ ...options, dataFolder })).rejects.toThrow(
          /may not enter .*, where the database is\. .*chmod o\+x/,
        );
        expect(existsSync(join(dataFolder, 'postgres-is-elsewhere.txt'))).toBe(false);
      });
    });
  });
