import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { eventOutbox } from '../../src/integrations/event-outbox.ts';
import { startHeldConnections, type HeldConnections } from '../../src/integrations/index.ts';
import { callEvent, type CallEvent } from '../../src/contracts/call-event.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import type { PbxConnection } from '../../src/contracts/pbx-api.ts';
import { definePbxAdapter, type PbxAdapter } from '../../src/contracts/pbx.ts';
import type { PbxAccess } from '../../src/platform/pbx-access.ts';
import { openDatabase } from '../../src/platform/database/index.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

const fact = (id: string, kind: CallEvent['kind'] = 'started'): CallEvent =>
  callEvent({ eventKey: `${id} ${kind}`, account: 'office', providerCallId: id, kind });

/** A PBX that is connected to, seen from the other side. */
function fakePbx() {
  const open: PbxConnection<unknown>[] = [];
  const adapter = definePbxAdapter<unknown>({
    id: 'fake',
    name: 'Fake',
    settings: z.unknown(),
    capabilities: [],
    authenticate: () => false,
    parse: () => [],
    connect(connection) {
      open.push(connection);
      connection.onState('connected', null);
      return {
        close: async () => {
          open.splice(open.indexOf(connection), 1);
        },
      };
    },
  });
  return { open, adapters: new Map<string, PbxAdapter>([['fake', adapter]]) };
}

const find: PbxAccess = (id) => ({
  account: { id, provider: 'fake' } as never,
  name: 'Fake',
  api: {},
  context: { account: id, settings: {}, http: null as never, clock: systemClock },
});

describe('held connections', () => {
  let db: TestDatabase;
  const started: HeldConnections[] = [];
  beforeEach(async () => {
    db = await testDatabase();
  });
  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
    await db.drop();
  });

  function start(pbx: ReturnType<typeof fakePbx>, submit: (facts: { events: readonly CallEvent[] }) => Promise<void>) {
    const one = startHeldConnections({
      database: db.database,
      accounts: () => ['office'],
      adapters: pbx.adapters,
      find,
      intake: { submit },
      clock: systemClock,
      log: silentLog,
      takeOverMs: 50,
    });
    started.push(one);
    return one;
  }

  it('holds an account in one process only, and another takes over when that one stops', async () => {
    const [first, second] = [fakePbx(), fakePbx()];
    const one = start(first, () => Promise.resolve());
    await eventually(() => expect(first.open).toHaveLength(1));
    start(second, () => Promise.resolve());
    await wait(300);
    expect(second.open).toHaveLength(0);
    await one.stop();
    expect(first.open).toHaveLength(0);
    await eventually(() => expect(second.open).toHaveLength(1));
  });

  it('keeps the connection and its events while the database is away, and gives the account up to who took it', async () => {
    const [first, second] = [fakePbx(), fakePbx()];
    const stored: string[] = [];
    let away = false;
    start(first, ({ events }) => {
      if (away) return Promise.reject(new Error('Connection terminated'));
      stored.push(...events.map(({ eventKey }) => eventKey));
      return Promise.resolve();
    });
    await eventually(() => expect(first.open).toHaveLength(1));
    away = true;
    const emitted = first.open[0]!.emit([fact('1'), fact('2')]);
    await wait(250);
    expect(stored).toEqual([]);
    away = false;
    await emitted;
    expect(stored.sort()).toEqual(['1 started', '2 started']);

    // The server ends the session that has the lock; another that waits for it gets it at once.
    const administrator = openDatabase(db.url, { connections: 2 });
    const other = await administrator.pool.connect();
    const taken = other.query(`select pg_advisory_lock(7482021, hashtext('office'))`);
    await administrator.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'trubka held%'
         and datname = current_database()`,
    );
    await taken;
    start(second, () => Promise.resolve());
    await eventually(() => expect(first.open).toHaveLength(0));
    expect(second.open).toHaveLength(0);
    other.release(true);
    await administrator.close();
    await eventually(() => expect(first.open.length + second.open.length).toBe(1));
  });

  it('notes the state where the account is known, and when it began', async () => {
    const pbx = fakePbx();
    await db.database.pool.query(
      `insert into pbx_account_state (account, since, next_at) values ('office', now(), now())`,
    );
    start(pbx, () => Promise.resolve());
    const state = async () =>
      (
        await db.database.pool.query<{ connection: string; reason: string | null; at: Date }>(
          'select connection, connection_reason as reason, connection_at as at from pbx_account_state',
        )
      ).rows[0]!;
    await eventually(async () => expect(await state()).toMatchObject({ connection: 'connected', reason: null }));
    pbx.open[0]!.onState('lost', 'the cable');
    await eventually(async () => expect(await state()).toMatchObject({ connection: 'lost', reason: 'the cable' }));
    const { at } = await state();
    // The next attempts are the same outage.
    pbx.open[0]!.onState('connecting', null);
    pbx.open[0]!.onState('lost', 'another reason');
    await eventually(async () => expect(await state()).toEqual({ connection: 'lost', reason: 'another reason', at }));
  });
});

describe('the outbox of a held connection', () => {
  const signal = new AbortController().signal;
  const options = { clock: systemClock, signal, onUnusable: () => undefined };

  it('takes no more than it may keep, and says so', async () => {
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    const outbox = eventOutbox({ ...options, intake: { submit: () => until }, mostWaiting: 2 });
    const first = outbox.emit([fact('1'), fact('2')]);
    await expect(outbox.emit([fact('3')])).rejects.toThrow('More events wait');
    release();
    await first;
    expect(outbox.waiting()).toBe(0);
    await outbox.emit([fact('3')]);
  });

  it('gives up what could not be stored in time', async () => {
    const outbox = eventOutbox({
      ...options,
      intake: { submit: () => Promise.reject(new Error('away')) },
      longestWaitMs: 50,
    });
    await expect(outbox.emit([fact('1')])).rejects.toThrow('away');
    expect(outbox.waiting()).toBe(0);
  });

  it('drops a fact that no attempt could store, and stores the others', async () => {
    const unusable: unknown[] = [];
    const stored: string[] = [];
    const outbox = eventOutbox({
      ...options,
      onUnusable: (error) => unusable.push(error),
      intake: {
        submit({ events }) {
          if (events[0]?.providerCallId === 'bad')
            return Promise.reject(Object.assign(new Error('bad'), { code: '22P02' }));
          stored.push(...events.map(({ providerCallId }) => providerCallId));
          return Promise.resolve();
        },
      },
    });
    await outbox.emit([fact('1'), fact('bad'), fact('1', 'ended')]);
    expect(stored).toEqual(['1', '1']);
    expect(unusable).toHaveLength(1);
  });
});
