import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TransientFailure } from '../../src/contracts/failures.ts';
import { inTransaction } from '../../src/platform/database/index.ts';
import { callRecordings } from '../../src/recordings/call-recordings.ts';
import { eraseRecordings } from '../../src/recordings/erase-recordings.ts';
import { deleteExpired, sweepOrphans } from '../../src/recordings/forget-recordings.ts';
import { oweRecordings } from '../../src/recordings/owe-recordings.ts';
import { retryRecordings } from '../../src/recordings/retry-recordings.ts';
import type { RecordingStorage } from '../../src/recordings/storage.ts';
import { eventually } from '../support/eventually.ts';
import { wav } from '../support/audio.ts';
import { recordedClinic, type RecordedClinic } from './recorded-clinic.ts';

let clinic: RecordedClinic;
beforeEach(async () => {
  clinic = await recordedClinic();
});
afterEach(() => clinic.stop());

const day = 86_400;
const storages = (storage: RecordingStorage = clinic.disk) => ({ of: () => storage });
const forget = (storage?: RecordingStorage) =>
  deleteExpired({ store: clinic.store, sql: clinic.db.database.sql, storages: storages(storage), now: clinic.now() });
const who = { callId: 1, who: 'IT', tokenId: 7 };

async function files(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of clinic.disk.list()) names.push(name);
  return names;
}

async function storedCopy(): Promise<string> {
  await clinic.owe(await clinic.call());
  clinic.serveFile(wav(60));
  clinic.later(5);
  expect(await clinic.recorder().turn()).toEqual(['stored']);
  return (await clinic.row()).object_key;
}

const broken = (): RecordingStorage => ({
  ...clinic.disk,
  remove: () => Promise.reject(new TransientFailure('The S3 storage did not delete a recording: HTTP 500')),
});

describe('when the term of a copy is over', () => {
  it('the file goes, the row says so, and the audit too', async () => {
    await storedCopy();
    clinic.later(89 * day);
    expect(await forget()).toBe(0);
    clinic.later(day);
    expect(await forget()).toBe(1);
    expect(await files()).toEqual([]);
    expect(await clinic.row()).toMatchObject({ state: 'deleted', reason: 'term-over', size: null });
    expect(await clinic.audit()).toEqual([
      { who: 'trubka', what: 'recording.deleted', subject: '1', detail: { reason: 'term-over' } },
    ]);
    expect(await forget()).toBe(0);
  });

  it('a file that cannot be removed stays on the list', async () => {
    await storedCopy();
    clinic.later(90 * day);
    await expect(forget(broken())).rejects.toThrow(TransientFailure);
    expect(await clinic.row()).toMatchObject({ state: 'stored' });
    expect(await forget()).toBe(1);
  });

  it('one file that cannot be removed keeps no other', async () => {
    for (const id of [1, 2, 3]) await clinic.owe(await clinic.call({ id }));
    clinic.serveFile(wav(60));
    clinic.later(5);
    await clinic.recorder().turn();
    const stuck = (await clinic.rows())[0]!.object_key;
    clinic.later(90 * day);
    const one: RecordingStorage = {
      ...clinic.disk,
      remove: (name) => (name === stuck ? Promise.reject(new TransientFailure('busy')) : clinic.disk.remove(name)),
    };
    await expect(forget(one)).rejects.toThrow('busy');
    expect((await clinic.rows()).map(({ state }) => state)).toEqual(['stored', 'deleted', 'deleted']);
  });

  it('does not come again with a later fact', async () => {
    await storedCopy();
    clinic.later(90 * day);
    await forget();
    await clinic.owe(await clinic.call({ id: 1 }));
    expect((await clinic.rows()).map(({ state }) => state)).toEqual(['deleted']);
  });
});

describe('erasing the recordings of a call', () => {
  const erase = (storage?: RecordingStorage) =>
    eraseRecordings({ database: clinic.db.database, storages: storages(storage), now: clinic.now() }, who);

  it('removes the copy and remembers who asked', async () => {
    await storedCopy();
    expect(await erase()).toEqual({ erased: 1, pending: 0 });
    expect(await files()).toEqual([]);
    expect(await clinic.row()).toMatchObject({ state: 'deleted', reason: 'erased' });
    expect(await clinic.audit()).toEqual([
      { who: 'IT', what: 'recording.erased', subject: '1', detail: { call: 1, token: 7, pending: false } },
    ]);
    expect(await erase()).toEqual({ erased: 0, pending: 0 });
  });

  it('ends what is played from the PBX, too', async () => {
    await clinic.owe(await clinic.call(), { keep: 'at-pbx' });
    await erase();
    expect(await clinic.row()).toMatchObject({ state: 'deleted', reason: 'erased' });
  });

  it('where the file cannot be removed now, nobody hears it from now on and it is removed later', async () => {
    await storedCopy();
    expect(await erase(broken())).toEqual({ erased: 1, pending: 1 });
    const [recording] = await callRecordings(clinic.db.database.pool, 1);
    expect(recording?.view).toMatchObject({ reason: 'erased' });
    expect(await forget()).toBe(1);
    expect(await files()).toEqual([]);
    expect(await clinic.row()).toMatchObject({ state: 'deleted', reason: 'erased' });
  });

  it('nothing comes of what is told later, by another link or of a call that is merged into it', async () => {
    await storedCopy();
    await erase();
    await clinic.owe(await clinic.call({ id: 1, refs: [`${clinic.url}/other-link`] }));
    const older = await clinic.call({ id: 2 });
    await clinic.db.database.pool.query('update call set merged_into = 2 where id = 1');
    await clinic.owe(older);
    expect((await clinic.rows()).map(({ state }) => state)).toEqual(['deleted']);
  });

  it('before any recording was told: none is fetched when it is', async () => {
    await clinic.call({ refs: [] });
    expect(await erase()).toEqual({ erased: 0, pending: 0 });
    expect(await erase()).toEqual({ erased: 0, pending: 0 });
    expect(await clinic.audit()).toEqual([
      { who: 'IT', what: 'recording.erased', subject: 'none told yet', detail: { call: 1, token: 7, pending: false } },
    ]);
    expect(await clinic.owe(await clinic.call({ id: 1 }))).toBe(0);
    const survivor = await clinic.call({ id: 2 });
    await clinic.db.database.pool.query('update call set merged_into = 2 where id = 1');
    expect(await clinic.owe(survivor)).toBe(0);
    expect(await clinic.owe(await clinic.call({ id: 3 }))).toBe(1);
    expect(await clinic.rows()).toMatchObject([{ call_id: 3 }]);
  });

  it('waits for whoever settles the call, and erases what he owes', async () => {
    const call = await clinic.call();
    let [onLocked, settle] = [(): void => undefined, (): void => undefined];
    const locked = new Promise<void>((resolve) => (onLocked = resolve));
    const settled = new Promise<void>((resolve) => (settle = resolve));
    const settling = inTransaction(clinic.db.database.pool, async (client) => {
      await client.query('select from call where id = $1 for update', [call.id]);
      onLocked();
      await settled;
      return oweRecordings(client, [call], { now: clinic.now(), placeOf: () => ({ keep: 'at-pbx' }) });
    });
    await locked;
    const erasing = erase();
    await eventually(async () => expect(await waitingForLocks()).toBe(1));
    settle();
    expect([await settling, await erasing]).toEqual([1, { erased: 1, pending: 0 }]);
    expect(await clinic.row()).toMatchObject({ state: 'deleted', reason: 'erased' });
  });

  async function waitingForLocks(): Promise<number> {
    const { rows } = await clinic.db.database.pool.query<{ count: number }>(
      `select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return Number(rows[0]?.count);
  }

  it('while it is fetched: what arrives is thrown away', async () => {
    await clinic.owe(await clinic.call());
    clinic.serve((_request, response) => setTimeout(() => response.end(wav(60)), 300));
    clinic.later(5);
    const fetching = clinic.recorder().turn();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await erase();
    expect(await fetching).toEqual(['lost']);
    expect(await files()).toEqual([]);
    expect(await clinic.row()).toMatchObject({ state: 'deleted' });
  });
});

describe('what a crash left behind', () => {
  const sweep = () =>
    sweepOrphans({ store: clinic.store, storages: [clinic.disk], incoming: clinic.incoming, now: new Date() });
  const aged = async (path: string, days: number): Promise<void> => {
    const at = new Date(Date.now() - days * day * 1000);
    await utimes(path, at, at);
  };
  const place = async (name: string, days: number): Promise<void> => {
    const folder = join(clinic.folder, name.slice(0, 2));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), 'x');
    await aged(join(folder, name), days);
  };

  it('a file without a row goes after a week, one with a row stays, and a foreign one', async () => {
    const stored = await storedCopy();
    await aged(join(clinic.folder, stored.slice(0, 2), stored), 30);
    const [orphan, young] = [randomUUID(), randomUUID()];
    await place(orphan, 8);
    await place(young, 6);
    await place('ab-notes.txt', 300);
    expect(await sweep()).toBe(1);
    expect((await files()).sort()).toEqual([stored, young, 'ab-notes.txt'].sort());
  });

  it('a file of a recording that will never be stored goes, one that is still wanted stays', async () => {
    await clinic.owe(await clinic.call({ refs: ['one', 'two'] }));
    const [one, two] = await clinic.rows();
    await clinic.db.database.pool.query(`update recording set state = 'never' where id = $1`, [one?.id]);
    await place(one!.object_key, 8);
    await place(two!.object_key, 8);
    expect(await sweep()).toBe(1);
    expect(await files()).toEqual([two!.object_key]);
  });

  it('a download that was cut off goes after an hour', async () => {
    await mkdir(clinic.incoming);
    await writeFile(join(clinic.incoming, 'old'), 'x');
    await writeFile(join(clinic.incoming, 'young'), 'x');
    await aged(join(clinic.incoming, 'old'), 0.1);
    expect(await sweep()).toBe(1);
    expect(await readdir(clinic.incoming)).toEqual(['young']);
  });
});

it('what never came can be asked for again', async () => {
  await clinic.owe(await clinic.call());
  clinic.serve((_request, response) => response.writeHead(404).end());
  clinic.later(80 * 3600);
  expect(await clinic.recorder().turn()).toEqual(['gave-up']);
  expect(await retryRecordings({ database: clinic.db.database, now: clinic.now() }, who)).toBe(1);
  clinic.serveFile(wav(60));
  expect(await clinic.recorder().turn()).toEqual(['stored']);
  expect(await clinic.audit()).toMatchObject([{ who: 'IT', what: 'recording.retried' }]);
});
