import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  migrate,
  openDatabase,
  startEmbeddedPostgres,
  type Database,
  type EmbeddedPostgres,
} from '../../src/platform/database/index.ts';
import { answerParent } from './answering.ts';
import { latenciesOf, type Latencies } from './latencies.ts';
import { addPeople } from './people.ts';
import { callerNumber } from './uis-calls.ts';

export interface LookUps {
  count: number;
  /** Look-ups that run at the same time. */
  atOnce: number;
}

export interface LookUpFigures {
  times: Latencies;
  perSecond: number;
  /** People found per look-up: 0, 1 and 3. */
  found: Record<string, number>;
}

const LOOK_UP = { name: 'look-up', text: 'select directory_entries($1, $2, $3) as entries' };
const HOUSEHOLD_LIMIT = 8;

let folder: string | undefined;
let postgres: EmbeddedPostgres | undefined;
let database: Database | undefined;
let people = 0;

async function start(options: { folder: string }): Promise<{ postgresVersion: string }> {
  folder = await mkdtemp(join(options.folder, 'trubka-bench-'));
  await chmod(folder, 0o755);
  postgres = await startEmbeddedPostgres({ dataFolder: folder, settings: { max_wal_size: '4GB' } });
  database = openDatabase(postgres.url);
  await migrate(database.pool);
  const { rows } = await database.pool.query<{ server_version: string }>('show server_version');
  return { postgresVersion: rows[0]?.server_version ?? '' };
}

async function grow({ to }: { to: number }): Promise<void> {
  if (database === undefined) throw new Error('not started');
  await addPeople(database.pool, { from: people, to });
  people = to;
}

/** Numbers all over the directory, as the intake asks for them. */
async function lookUp({ count, atOnce }: LookUps): Promise<LookUpFigures> {
  const { pool } = database ?? {};
  if (pool === undefined) throw new Error('not started');
  const times: number[] = [];
  const found: Record<string, number> = {};
  const began = performance.now();
  let asked = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (asked < count) {
        asked += 1;
        // A stride that shares no factor with the directory: every look-up is far from the one before.
        const number = `+${callerNumber(asked * 7_919, people)}`;
        const sent = performance.now();
        const { rows } = await pool.query<{ entries: unknown[] }>({
          ...LOOK_UP,
          values: [[number], new Date(), HOUSEHOLD_LIMIT],
        });
        times.push(performance.now() - sent);
        const many = String(rows[0]?.entries.length);
        found[many] = (found[many] ?? 0) + 1;
      }
    }),
  );
  return { times: latenciesOf(times), perSecond: Math.round((count * 1000) / (performance.now() - began)), found };
}

answerParent({ start, grow, lookUp }, async () => {
  await database?.close();
  await postgres?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});
