import { callEvent, type CallEvent } from '../../src/contracts/call-event.ts';
import { createIntake, type Intake } from '../../src/calls/intake.ts';
import { warmIntake } from '../../src/calls/warm-intake.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';
import { foldCall } from '../../src/calls/fold-call.ts';
import type { StoredEvent } from '../../src/calls/facts.ts';
import type { LoadedPop } from '../../src/pops/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const configuration = testConfiguration();
const at = new Date('2026-11-16T09:00:00Z');
const seconds = (more: number): string => new Date(at.getTime() + more * 1000).toISOString();

let db: TestDatabase;
let pops: LoadedPop[];

beforeEach(async () => {
  db = await testDatabase();
  pops = [];
});
afterEach(async () => {
  await db.drop();
});

function intakeOn(database = db.database): Intake {
  return createIntake({
    pool: database.pool,
    configuration: () => configuration,
    clock: { now: () => at },
    settleSeconds: () => 15,
    onCommitted: (committed) => pops.push(...committed),
  });
}

/** The facts of a call that 101 answers. */
function answeredCall(id: string, external = '+79000000104'): CallEvent[] {
  const of = (kind: CallEvent['kind'], after: number, told: Partial<CallEvent> = {}): CallEvent =>
    callEvent({
      eventKey: `${id} ${kind}`,
      account: 'uis',
      providerCallId: id,
      kind,
      occurredAt: seconds(after),
      ...told,
    });
  return [
    of('started', 0, { direction: 'in', external, line: '+74950000101' }),
    of('ringing', 1, { extension: '101', legId: `${id}-1` }),
    of('answered', 3, { extension: '101' }),
    of('ended', 60, { direction: 'in', seconds: { wait: 3, talk: 57, total: 60 } }),
  ];
}

const submit = (intake: Intake, ...events: CallEvent[]): Promise<void> =>
  intake.submit({ events, receivedAt: at, raw: null });
const register = () =>
  db.database.sql.selectFrom('call').selectAll().where('merged_into', 'is', null).orderBy('id').execute();
const storedEvents = async (): Promise<number> =>
  Number(
    (
      await db.database.sql
        .selectFrom('call_event')
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  );

/** A seeded shuffle, so that a failure can be repeated. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

describe('the intake', () => {
  it('makes one call of its facts and tells the register what it became', async () => {
    const intake = intakeOn();
    for (const event of answeredCall('1')) await submit(intake, event);
    const [call, ...others] = await register();
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      branch: 'center',
      zone: 'Europe/Moscow',
      direction: 'in',
      external: '+79000000104',
      state: 'ended',
      result: 'answered',
      answered_extension: '101',
      answered_seat: 'reception-1',
      wait_seconds: 3,
      talk_seconds: 57,
      kind: 'unknown',
      settled_at: null,
      settle_due_at: new Date(at.getTime() + 15_000),
    });
    expect(pops.filter(({ feed }) => feed === 'seat:reception-1').map(({ type }) => type)).toEqual([
      'call.ringing',
      'call.answered',
      'call.ended',
    ]);
    expect(pops.some(({ feed }) => feed === 'seat:reception-2' || feed === 'branch:north')).toBe(false);
  });

  it('scenario 16: the same notification five times, fifty in parallel and once more later is one', async () => {
    const intake = intakeOn();
    const [started] = answeredCall('1');
    for (let time = 0; time < 5; time += 1) await submit(intake, started!);
    await Promise.all(Array.from({ length: 50 }, () => submit(intake, started!)));
    await submit(intake, started!);
    expect(await register()).toHaveLength(1);
    expect(await storedEvents()).toBe(1);
    expect(pops).toHaveLength(1);
  });

  it('scenario 15: two calls of one number to one line in one minute are two', async () => {
    const intake = intakeOn();
    await Promise.all([...answeredCall('1'), ...answeredCall('2')].map((event) => submit(intake, event)));
    expect(await register()).toHaveLength(2);
  });

  it('500 calls whose two events arrive at the same instant lose no event', async () => {
    const intakes = [intakeOn(), intakeOn()];
    const calls = Array.from({ length: 500 }, (_, index) => answeredCall(`c${index}`));
    await Promise.all(
      calls.flatMap(([started, ringing]) => [submit(intakes[0]!, started!), submit(intakes[1]!, ringing!)]),
    );
    const rows = await register();
    expect(rows).toHaveLength(500);
    expect(rows.filter(({ state, external }) => state === 'ringing' && external !== null)).toHaveLength(500);
    expect(await storedEvents()).toBe(1000);
  });

  it('1,000 calls × 20 repeats, shuffled, 50 in parallel, over two processes: 1,000 calls, each as its sorted replay', async () => {
    const intakes = [intakeOn(), intakeOn()];
    const calls = Array.from({ length: 1000 }, (_, index) =>
      answeredCall(`c${index}`, `+7900${String(1000000 + index)}`),
    );
    const everything = shuffled(
      calls.flatMap((events) => Array.from({ length: 5 }, () => events).flat()),
      42,
    );
    expect(everything).toHaveLength(20_000);
    let next = 0;
    const sender = async (): Promise<void> => {
      while (next < everything.length) {
        const index = next;
        next += 1;
        await submit(intakes[index % 2]!, everything[index]!);
      }
    };
    await Promise.all(Array.from({ length: 50 }, sender));
    const rows = await register();
    expect(rows).toHaveLength(1000);
    expect(await storedEvents()).toBe(4000);
    const byNumber = new Map(rows.map((row) => [row.external, row]));
    for (const events of calls) {
      const facts: StoredEvent[] = events.map((event) => ({ event, receivedAt: at }));
      expect(byNumber.get(events[0]!.external)?.fold).toEqual(JSON.parse(JSON.stringify(foldCall(facts))));
    }
  }, 120_000);

  it('cursor order is commit order without gaps, whoever commits', async () => {
    const intakes = [intakeOn(), intakeOn()];
    const calls = Array.from({ length: 200 }, (_, index) => answeredCall(`c${index}`));
    for (const phase of [1, 2, 3])
      await Promise.all(calls.map((events, index) => submit(intakes[index % 2]!, events[phase]!)));
    const cursors = await db.database.sql
      .selectFrom('pop')
      .select(['feed', 'cursor'])
      .where('feed', '=', 'seat:reception-1')
      .orderBy('cursor')
      .execute();
    expect(cursors).toHaveLength(600);
    expect(cursors.map(({ cursor }) => cursor)).toEqual(cursors.map((_, index) => index + 1));
    const head = await db.database.sql
      .selectFrom('feed_counter')
      .selectAll()
      .where('feed', '=', 'seat:reception-1')
      .executeTakeFirstOrThrow();
    expect(head.cursor).toBe(cursors.length);
  });

  it('scenario 9: calls that a transfer links become the older one; the other resolves to it for ever', async () => {
    const intake = intakeOn();
    const [started, ringing, answered] = answeredCall('A');
    await submit(intake, started!);
    await submit(intake, ringing!);
    await submit(intake, answered!);
    const second = callEvent({
      eventKey: 'B ring',
      account: 'uis',
      providerCallId: 'B',
      kind: 'ringing',
      occurredAt: seconds(20),
      extension: '102',
    });
    await submit(intake, second);
    expect(await register()).toHaveLength(2);
    pops.length = 0;
    await submit(
      intake,
      callEvent({
        eventKey: 'link',
        account: 'uis',
        providerCallId: 'A',
        linkedCallIds: ['B'],
        kind: 'linked',
        occurredAt: seconds(19),
      }),
    );
    const [call, ...others] = await register();
    expect(others).toEqual([]);
    const { fold } = call as unknown as { fold: { legs: { extension: string }[] } };
    expect(fold.legs.map(({ extension }) => extension)).toEqual(['101', '102']);
    expect(pops.filter(({ feed }) => feed === 'seat:reception-2').map(({ type, reason }) => [type, reason])).toEqual([
      ['call.closed', 'merged'],
      ['call.ringing', null],
    ]);
    await submit(
      intake,
      callEvent({
        eventKey: 'B ans',
        account: 'uis',
        providerCallId: 'B',
        kind: 'answered',
        occurredAt: seconds(25),
        extension: '102',
      }),
    );
    expect(await register()).toHaveLength(1);
    expect((await register())[0]).toMatchObject({ answered_seat: 'reception-2' });
    const merged = await db.database.sql.selectFrom('call').selectAll().where('merged_into', 'is not', null).execute();
    expect(merged.map(({ merged_into }) => merged_into)).toEqual([call!.id]);
  });

  it('an outcome goes with the call that is merged into another; the latest said counts', async () => {
    const intake = intakeOn();
    const { pool } = db.database;
    const link = (from: string, to: string): Promise<void> =>
      submit(
        intake,
        callEvent({
          eventKey: `link ${from}`,
          account: 'uis',
          providerCallId: to,
          linkedCallIds: [from],
          kind: 'linked',
          occurredAt: seconds(70),
        }),
      );
    for (const id of ['A', 'B', 'C']) await submit(intake, ...answeredCall(id));
    const say = (id: string, outcome: string | null, after: number) =>
      pool.query(
        `update call set outcome = $2, outcome_reason = $3, outcome_by = 'reception', outcome_at = $4
         where id = (select call_id from provider_call where provider_call_id = $1)`,
        [id, outcome, outcome === null ? null : 'дорого', seconds(after)],
      );
    await say('B', 'refused', 80);
    await link('B', 'A');
    const said = async (): Promise<unknown> => {
      const { outcome, outcome_reason: reason, outcome_by: by } = (await register())[0]!;
      return { outcome, reason, by };
    };
    expect(await said()).toEqual({ outcome: 'refused', reason: 'дорого', by: 'reception' });
    await say('A', 'callback', 90);
    await say('C', 'booked', 85);
    await link('C', 'A');
    expect(await register()).toHaveLength(1);
    expect(await said()).toMatchObject({ outcome: 'callback' });
  });

  it('merges in any order and from several sides at once come to one call', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const prefix = `m${seed}-`;
      const links = ['A', 'B', 'C', 'D', 'E'].map((id, index, ids) =>
        callEvent({
          eventKey: `${prefix}link ${id}`,
          account: 'uis',
          providerCallId: prefix + id,
          linkedCallIds: index === 0 ? [] : [prefix + ids[index - 1]!],
          kind: 'ringing',
          occurredAt: seconds(index),
          extension: String(101 + index),
        }),
      );
      const intakes = [intakeOn(), intakeOn(), intakeOn()];
      await Promise.all(shuffled(links, seed).map((event, index) => submit(intakes[index % 3]!, event)));
    }
    const rows = await register();
    expect(rows).toHaveLength(8);
    for (const row of rows) expect((row.fold as { legs: unknown[] }).legs).toHaveLength(5);
  });

  it('builds on what another process or a person wrote since the fact before', async () => {
    const [one, other] = [intakeOn(), intakeOn()];
    const events = answeredCall('H');
    await submit(one, events[0]!);
    await submit(one, events[1]!);
    const { pool } = db.database;
    await pool.query('update call set chosen_person = 7, version = version + 1');
    await submit(one, events[2]!);
    expect((await register())[0]).toMatchObject({ chosen_person: 7, state: 'answered' });
    await submit(other, callEvent({ ...events[1]!, eventKey: 'H second ring', legId: 'H-2', extension: '102' }));
    await submit(one, events[3]!);
    const [call] = await register();
    expect(call).toMatchObject({ state: 'ended', result: 'answered', chosen_person: 7 });
    expect((call!.fold as { legs: unknown[] }).legs).toHaveLength(2);
  });

  it('one bad event harms none of its group', async () => {
    const intake = intakeOn();
    const bad = callEvent({
      eventKey: 'bad',
      account: 'uis',
      providerCallId: 'bad',
      kind: 'started',
      occurredAt: 'yesterday',
    });
    const results = await Promise.allSettled(
      [...answeredCall('1'), bad, ...answeredCall('2')].map((event) => submit(intake, event)),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect((await register()).map(({ state }) => state)).toEqual(['ended', 'ended']);
  });

  it('a NUL in a text does not lose the call', async () => {
    const intake = intakeOn();
    await submit(
      intake,
      callEvent({
        eventKey: 'nul',
        account: 'uis',
        providerCallId: '1',
        kind: 'started',
        reason: 'a\0b',
        direction: 'in',
      }),
    );
    expect(await register()).toHaveLength(1);
  });

  it('scenario 52: a call learnt three hours late is registered and shown to nobody', async () => {
    const intake = createIntake({
      pool: db.database.pool,
      configuration: () => configuration,
      clock: { now: () => new Date(at.getTime() + 3 * 3600_000) },
      settleSeconds: () => 15,
      onCommitted: (committed) => pops.push(...committed),
    });
    for (const event of answeredCall('1'))
      await intake.submit({ events: [event], receivedAt: new Date(at.getTime() + 3 * 3600_000), raw: null });
    expect(await register()).toMatchObject([{ late: true, result: 'answered' }]);
    expect(pops).toEqual([]);
  });

  it('scenario 22: an unknown extension and an unknown line are registered, and nobody else’s screen shows them', async () => {
    const intake = intakeOn();
    await submit(
      intake,
      callEvent({
        eventKey: '1',
        account: 'uis',
        providerCallId: '1',
        kind: 'started',
        occurredAt: seconds(0),
        direction: 'in',
        line: '+74957777777',
      }),
      callEvent({
        eventKey: '2',
        account: 'uis',
        providerCallId: '1',
        kind: 'ringing',
        occurredAt: seconds(1),
        extension: '999',
      }),
    );
    expect(await register()).toMatchObject([{ branch: null, state: 'ringing' }]);
    expect(pops.map(({ feed }) => feed)).toEqual(['unassigned']);
  });

  it('scenario 22: a disabled line is registered and makes no pop', async () => {
    const lines = new Map(configuration.lines);
    lines.set('+74950000101', { ...lines.get('+74950000101')!, disabled: true });
    const intake = createIntake({
      pool: db.database.pool,
      configuration: () => ({ ...configuration, lines }),
      clock: { now: () => at },
      settleSeconds: () => 15,
      onCommitted: (committed) => pops.push(...committed),
    });
    for (const event of answeredCall('1')) await submit(intake, event);
    expect(await register()).toMatchObject([{ branch: 'center', result: 'answered' }]);
    expect(pops).toEqual([]);
  });

  it('scenario 11: an internal call is stored and pops nowhere', async () => {
    const intake = intakeOn();
    for (const extension of ['101', '1001', '10001', '100001'])
      await submit(
        intake,
        callEvent({
          eventKey: `s${extension}`,
          account: 'uis',
          providerCallId: extension,
          kind: 'ringing',
          occurredAt: seconds(0),
          direction: 'internal',
          extension: '102',
        }),
      );
    const rows = await register();
    expect(rows).toHaveLength(4);
    expect(rows.every((row) => row.direction === 'internal' && row.class === null)).toBe(true);
    expect(pops).toEqual([]);
  });
});

describe('a rehearsal before the first notification', () => {
  const ports = (told: string[] = []) => ({
    ...{ pool: db.database.pool, configuration: () => configuration, clock: { now: () => at } },
    settleSeconds: () => 15,
    log: createLog({ level: 'warn', destination: { write: (line: string) => void told.push(line) } }),
  });

  it('leaves nothing behind', async () => {
    const told: string[] = [];
    await warmIntake(ports(told));
    expect(told).toEqual([]);
    for (const table of ['call', 'call_event', 'event_key', 'provider_call', 'pop', 'feed_counter'] as const)
      expect(await db.database.sql.selectFrom(table).selectAll().execute()).toEqual([]);
    const intake = intakeOn();
    for (const event of answeredCall('first')) await submit(intake, event);
    await intake.close();
    expect(await register()).toHaveLength(1);
  });

  it('that cannot be played says so and stops nobody', async () => {
    const told: string[] = [];
    await db.database.pool.query('alter function intake_open(jsonb) rename to intake_gone');
    await warmIntake(ports(told));
    expect(told.join('')).toContain('the first calls may be slower');
  });
});
