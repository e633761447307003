import type { ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/database/index.ts';
import { makeTemplate } from './database.ts';
import { startReaper } from './start-reaper.ts';

declare global {
  var trubkaTestServer: { server: EmbeddedPostgres; folder: string; reaper: ChildProcess | undefined } | undefined;
}

/** One PostgreSQL for all test files of this run; TRUBKA_TEST_POSTGRES names another server to use instead. */
export default async function globalSetup(): Promise<void> {
  if (!process.env['TRUBKA_TEST_POSTGRES']) {
    const folder = await mkdtemp(join(tmpdir(), 'trubka-test-'));
    await chmod(folder, 0o755);
    const server = await startEmbeddedPostgres({
      dataFolder: folder,
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
    }).catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    globalThis.trubkaTestServer = {
      server,
      folder,
      reaper: process.platform === 'win32' ? undefined : startReaper(server.pid(), folder, QUIT),
    };
    process.env['TRUBKA_TEST_POSTGRES'] = server.url;
  }
  await makeTemplate(process.env['TRUBKA_TEST_POSTGRES']);
}

/** PostgreSQL wants a moment for its last words. */
const QUIT = `kill -QUIT "$0"; while [ -e "$1/postgres/cluster/postmaster.pid" ] && kill -0 "$0"; do sleep 0.1; done`;
