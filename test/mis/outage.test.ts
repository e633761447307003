import { allowance, owePushes, readPace, type Rate, type SendOutcome } from '../../src/deliveries/index.ts';
import { MIS_LANE, misApiAccounts, toldAccount } from '../../src/mis/index.ts';
import { at, clinic, openPublishing, settledCall, type Publishing } from '../deliveries/publishing.ts';
import { describeOnEachQueue, loseQueue } from '../support/each-queue.ts';
import { eventually } from '../support/eventually.ts';
import { startFakeCrm, type FakeCrm } from '../support/fake-crm.ts';
import type { TestRedis } from '../support/redis.ts';
import { runApp, uisCall } from '../support/running-app.ts';
import { startProcess, type OurProcess } from './our-process.ts';

/** What a CRM takes, in deliveries a second, so that there is a time that draining takes at least. */
const RATE: Rate = { perSecond: 5, burst: 25 };

describeOnEachQueue('an outage', (start) => {
  let publishing: Publishing;
  let redis: TestRedis | undefined;
  let crm: FakeCrm;
  let ours: OurProcess | null;
  let rate: Rate | null;
  /** Attempts of processes that were killed: their rows are free when the lease is over. */
  let lost: string[];

  beforeAll(async () => {
    redis = await start();
    publishing = await openPublishing();
  });
  afterAll(async () => {
    await publishing.drop();
    await redis?.stop();
  });
  beforeEach(async () => {
    publishing.clock.time = at('12:00:00');
    rate = null;
    crm = await startFakeCrm({ rate: () => rate });
    ours = null;
    lost = [];
  });
  afterEach(async () => {
    await ours?.stop();
    await crm.close();
    await loseQueue(redis, publishing.database.pool);
    await publishing.database.pool.query('truncate delivery, mis_call_ref, sending_pace, call cascade');
  });

  const accounts = () =>
    misApiAccounts(
      [crm.adapter],
      new Map([['crm', { id: 'crm', provider: 'fake-crm', allowFrom: [], settings: crm.settings }]]),
    );

  /** Every call has a length of its own. */
  async function owe(first: number, count: number): Promise<void> {
    const calls = Array.from({ length: count }, (_, n) => settledCall({ id: first + n, talkSeconds: first + n }));
    await publishing.addCalls(...calls);
    const told = [...accounts().values()].map(toldAccount);
    await publishing.database.sql
      .transaction()
      .execute((tx) => owePushes({ tx, calls, accounts: told, clinic, at: publishing.clock.now() }));
  }

  const begin = async (onAttempt: (outcome: SendOutcome) => void = () => undefined): Promise<void> => {
    const { database, clock } = publishing;
    ours = await startProcess({ database, clock, accounts: accounts(), redisUrl: redis?.url, onAttempt });
  };

  /** Nothing is under way, and nothing begins before time passes. */
  async function resting(): Promise<boolean> {
    const { waiting, active } = await ours!.queue.counts();
    if (waiting + active > 0) return false;
    const { pool } = publishing.database;
    const now = publishing.clock.now();
    const mayBegin = allowance(await readPace(pool, 'crm', MIS_LANE, false), { rate, now, none: 1 }) > 0;
    const { rowCount } = await pool.query(
      `select from delivery where state = 'owed' and next_attempt_at <= $1 and $3
       union all select from delivery where state = 'owed' and taken_by is not null and taken_by::text <> all($2::text[])`,
      [now, lost, mayBegin],
    );
    return rowCount === 0;
  }
  const rest = () => eventually(async () => expect(await resting()).toBe(true), 150_000);
  const pass = (seconds: number) => {
    publishing.clock.time = new Date(publishing.clock.time.getTime() + seconds * 1000);
  };
  /** A seat of a process beside ours, which rings, answers and hangs up. */
  async function openSeat(): Promise<{ take(minute: number): Promise<void>; close(): Promise<void> }> {
    const { database } = publishing;
    // Calls that ring get other ids than those that are owed here.
    await database.pool.query(`select setval('call_id', 100000)`);
    const db = { url: database.url, database, drop: () => Promise.reject(new Error('not its own')) };
    const app = await runApp({ db, redisUrl: redis?.url, roles: new Set(['web']) });
    const screen = await app.screen('demo-reception-1');
    return {
      async take(minute) {
        const from = `790000020${String(minute).padStart(2, '0')}`;
        const call = uisCall({ from });
        const tell = async (told: readonly [string, Record<string, unknown>], type: string): Promise<void> => {
          expect((await app.uis(...told)).status).toBe(200);
          expect(await screen.next((frame) => frame.type === type)).toMatchObject({ call: { from: `+${from}` } });
        };
        expect((await app.uis(...call.incoming())).status).toBe(200);
        await tell(call.ringing('101'), 'call.ringing');
        await tell(call.answered('101'), 'call.answered');
        await tell(call.ended(), 'call.ended');
      },
      close: () => app.stop(),
    };
  }
  const owed = async (): Promise<number> => {
    const { rows } = await publishing.database.pool.query<{ count: number }>(
      `select count(*)::int as count from delivery where state <> 'sent'`,
    );
    return rows[0]!.count;
  };
  /** Seconds of the clinic's time until all is sent. */
  async function drained(): Promise<number> {
    for (let seconds = 0; ; seconds += 5) {
      await rest();
      if ((await owed()) === 0) return seconds;
      if (seconds > 3_600) throw new Error(`${await owed()} are still owed an hour later`);
      pass(5);
    }
  }
  function expectEachOnce(count: number): void {
    expect(crm.records.map(({ talkSeconds }) => talkSeconds).sort((a, b) => a! - b!)).toEqual(
      Array.from({ length: count }, (_, n) => n + 1),
    );
    expect(new Set(crm.records.map(({ key }) => key)).size).toBe(count);
  }

  it('a CRM that keeps calls and loses its answers has each of 1,000 calls once, and is not taken for a dead one', async () => {
    const keys: string[] = [];
    crm.fate = (request, attempt) => {
      const [what, key] = request.split(' ') as [string, string];
      if (!keys.includes(key)) keys.push(key);
      const place = keys.indexOf(key);
      if (attempt > 0 || place % 3 === 0) return 'answered';
      // Of some even the first look-up gets no answer.
      if (what === 'look-up') return place % 20 === 1 ? 'cut' : 'answered';
      return what === '/calls' && place === 100 ? 'kept-and-silent' : 'kept-and-cut';
    };
    await owe(1, 1_000);
    const outcomes: Record<SendOutcome, number> = { sent: 0, found: 0, retry: 0, dead: 0 };
    await begin((outcome) => (outcomes[outcome] += 1));
    const seconds = await drained();
    expectEachOnce(1_000);
    expect(outcomes.dead).toBe(0);
    expect(outcomes.retry).toBeGreaterThan(0);
    // Its own delays of 5 and 30 s; a breaker that opened for every five lost answers would make hours of it.
    expect(seconds).toBeLessThanOrEqual(180);
  }, 300_000);

  it('a CRM that is down for half an hour, while we are killed every minute and the queue is lost, has each of 600 calls once and no screen feels it', async () => {
    const seat = await openSeat();
    rate = RATE;
    crm.down = true;
    // What it was sent last before it went down, it kept.
    crm.fate = (_request, attempt) => (crm.down && attempt === 0 ? 'kept-and-cut' : crm.down ? 'cut' : 'answered');
    await begin();
    for (let minute = 0; minute < 30; minute += 1) {
      await owe(minute * 20 + 1, 20);
      const taken = seat.take(minute);
      // In the middle of an attempt, where there is one.
      for (let look = 0; look < 5 && (await ours!.queue.counts()).active === 0; look += 1)
        await new Promise((resolve) => setTimeout(resolve, 15));
      await ours!.kill();
      const { rows } = await publishing.database.pool.query<{ taken_by: string }>(
        'select taken_by from delivery where taken_by is not null',
      );
      lost.push(...rows.map(({ taken_by }) => taken_by));
      await begin();
      if (minute === 15) await loseQueue(redis, publishing.database.pool);
      await rest();
      await taken;
      pass(60);
    }
    await seat.close();
    crm.down = false;
    const seconds = await drained();
    expectEachOnce(600);
    expect(seconds).toBeLessThanOrEqual((2 * 600) / RATE.perSecond);
  }, 300_000);
});
