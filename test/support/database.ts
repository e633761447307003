import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate, openDatabase, type Database } from '../../src/platform/database/index.ts';
import { migrations } from '../../src/platform/database/migrations/index.ts';

const TEMPLATE = `trubka_template_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12)}`;
const LOCK = 7_482_999;

export interface TestDatabase {
  url: string;
  database: Database;
  /** Closes `database` and removes it, whoever else is still connected. */
  drop(): Promise<void>;
}

/** A fresh, migrated, empty database of its own. Copying the files takes a third of copying through the log. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env['TRUBKA_TEST_POSTGRES'];
  if (!server) throw new Error('TRUBKA_TEST_POSTGRES is not set: start the tests with "npm test".');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdministrator(server, (client) =>
    client.query(`create database ${name} template ${TEMPLATE} strategy file_copy`),
  );
  const url = withDatabase(server, name);
  const database = openDatabase(url);
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await asAdministrator(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** Migrates once per server and set of migrations; test runs that share a server may do this at the same time. */
export async function makeTemplate(server: string): Promise<void> {
  await asAdministrator(server, async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const there = await client.query('select from pg_database where datname = $1', [TEMPLATE]);
    if (there.rowCount) return;
    await client.query(`drop database if exists ${TEMPLATE}_unfinished with (force)`);
    await client.query(`create database ${TEMPLATE}_unfinished`);
    const database = openDatabase(withDatabase(server, `${TEMPLATE}_unfinished`), { connections: 1 });
    try {
      await migrate(database.pool);
    } finally {
      await database.close();
    }
    await client.query(`alter database ${TEMPLATE}_unfinished rename to ${TEMPLATE}`);
  });
}

async function asAdministrator(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(server, 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
