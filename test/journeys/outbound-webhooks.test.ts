import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReceiver, type Receiver, type ReceivedEvent } from '../../adapters/mis/webhooks/stub.ts';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { pushedEventSchema, type PushedCall } from '../../src/contracts/pushed-event.ts';
import { wav } from '../support/audio.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { fastClock } from '../support/fast-clock.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { tellingClinic, webhookSecret } from '../support/webhook-account.ts';

const RETRIES = 10;

const callOf = ({ body }: ReceivedEvent): PushedCall => body.data['call'] as PushedCall;
const numberOf = (event: ReceivedEvent): string => String(callOf(event).external);
const typesOf = (receiver: Receiver): string[] => receiver.kept().map(({ body }) => body.type);

let db: TestDatabase;
let receiver: Receiver;
let running: RunningApp | undefined;
beforeEach(async () => {
  db = await testDatabase();
  receiver = await startReceiver({ secret: webhookSecret });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await receiver.close();
  await db.drop().catch(() => undefined);
});

async function post(app: RunningApp, told: readonly [string, Record<string, unknown>]): Promise<void> {
  // A provider that was told to come again does.
  while ((await app.uis(...told)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function ring(app: RunningApp, count: number, from: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, index) => `7900${String(from + index)}`);
  const waiting = numbers.map((number) => uisCall({ from: number }));
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
        await post(app, call.incoming());
        await post(app, call.ended());
      }
    }),
  );
  return numbers.map((number) => `+${number}`);
}

/** Counted by the database: whole rows, asked for again and again, would be most of what the machine does. */
async function sentOf(all: number): Promise<void> {
  const { rows } = await db.database.pool.query<{ sent: number; owed: number }>(
    `select count(*) filter (where state = 'sent') as sent, count(*) as owed from delivery`,
  );
  expect(rows).toEqual([{ sent: all, owed: all }]);
}

const deliveries = () => db.database.sql.selectFrom('delivery').selectAll().orderBy('id').execute();

it('1,000 calls to a receiver that commits and then, at random, never answers or fails: each call once by its id', async () => {
  const random = seededRandom(11);
  receiver.answer = () => {
    const dice = random();
    if (dice < 0.04) return 'hang';
    if (dice < 0.1) return 'cut';
    return dice < 0.16 ? 500 : 200;
  };
  running = await runApp({ db, configuration: tellingClinic(receiver.url), clock: fastClock(4 * RETRIES) });
  const numbers = await ring(running, 1000, 2_000_000);
  await eventually(() => sentOf(1000), 200_000);
  const kept = receiver.kept();
  expect(kept.map(numberOf).sort()).toEqual(numbers.sort());
  expect(new Set(kept.map((event) => callOf(event).id)).size).toBe(1000);
  // What was repeated was the same thing under the same id.
  expect(receiver.received.length).toBeGreaterThan(1100);
  for (const event of receiver.received) {
    expect(event.body).toEqual(kept.find(({ id }) => id === event.id)?.body);
    expect(pushedEventSchema.parse(event.body)).toEqual(event.body);
  }
  expect(receiver.forged).toBe(0);
}, 260_000);

it('a receiver that is down while 200 calls arrive and our worker restarts: none lost, none twice', async () => {
  const { url } = receiver;
  await receiver.close();
  const configuration = tellingClinic(url);
  const clock = fastClock(RETRIES);
  const numbers: string[] = [];
  for (let restart = 0; restart < 4; restart++) {
    running = await runApp({ db: keep(db), configuration, clock });
    numbers.push(...(await ring(running, 50, 3_000_000 + restart * 100)));
    // Something is under way, or waits for its next attempt, when the process ends.
    await eventually(async () => expect((await deliveries()).some(({ attempts }) => attempts > 0)).toBe(true));
    await running.stop();
  }
  receiver = await startReceiver({ secret: webhookSecret, port: Number(new URL(url).port) });
  running = await runApp({ db: keep(db), configuration, clock });
  await eventually(() => sentOf(200), 60_000);
  expect(receiver.received.map(numberOf).sort()).toEqual(numbers.sort());
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(200);
}, 120_000);

/** The app is stopped, its database stays. */
function keep(database: TestDatabase): TestDatabase {
  return { ...database, drop: () => Promise.resolve() };
}

it('where copies are kept, the recording is ready when its copy is whole', async () => {
  const whole = wav(26);
  const pbxServer = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'audio/x-wav', 'content-length': whole.length }).end(whole),
  );
  await new Promise<void>((resolve) => pbxServer.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(pbxServer.address() as AddressInfo).port}/talk.wav`;
  const folder = await mkdtemp(join(tmpdir(), 'trubka-journey-'));
  const uis = pbxAdapters.find(({ id }) => id === 'uis')!;
  const recording = () => Promise.resolve({ kind: 'http' as const, url: address, trusted: true });
  const usual = tellingClinic(receiver.url);
  running = await runApp({
    db,
    configuration: { ...usual, recordings: { ...usual.recordings, place: { keep: 'copy', days: 90 } } },
    adapters: { pbx: [{ ...uis, api: { recording } }] },
    dataFolder: folder,
  });
  const call = uisCall({ from: '79000000115' });
  for (const told of [call.incoming(), call.ringing('101'), call.answered('101'), call.recorded(address), call.ended()])
    await post(running, told);
  await eventually(() => expect(typesOf(receiver)).toContain('call.settled'));
  // Its first attempt is some seconds away: until then nothing can be listened to.
  expect(typesOf(receiver)).not.toContain('recording.ready');
  await db.database.pool.query(`update recording set next_attempt_at = now() where state = 'wanted'`);
  await eventually(() => expect(typesOf(receiver)).toContain('recording.ready'), 30_000);
  expect(receiver.kept().at(-1)?.body.data).toMatchObject({
    recordings: [{ kind: 'talk', kept: 'here', seconds: 26 }],
  });
  pbxServer.closeAllConnections();
  await new Promise((resolve) => pbxServer.close(resolve));
  await rm(folder, { recursive: true, force: true });
}, 45_000);

describe('a call that changes', () => {
  it('a recording that comes late: the next revision, then the recording, in this order; unchanged facts say nothing', async () => {
    running = await runApp({ db, configuration: tellingClinic(receiver.url), clock: fastClock(5) });
    const call = uisCall({ from: '79000000111' });
    await post(running, call.incoming());
    await post(running, call.ringing('101'));
    await post(running, call.answered('101'));
    await post(running, call.ended());
    await eventually(() => expect(typesOf(receiver)).toEqual(['call.settled']));
    expect(receiver.received[0]).toMatchObject({
      body: {
        data: {
          revision: 1,
          call: { external: '+79000000111', result: 'answered', extension: '101', talkSeconds: 26 },
        },
      },
    });
    await post(running, call.recorded('https://media.example/late'));
    await eventually(() => expect(typesOf(receiver)).toEqual(['call.settled', 'call.updated', 'recording.ready']));
    const [settled, updated, ready] = receiver.received as [ReceivedEvent, ReceivedEvent, ReceivedEvent];
    expect(updated.body.data).toMatchObject({ revision: 2, call: { recordingUrl: 'https://media.example/late' } });
    expect(callOf(updated).id).toBe(callOf(settled).id);
    expect(updated.id).not.toBe(settled.id);
    expect(ready.body.data).toEqual({
      callId: callOf(settled).id,
      url: 'https://media.example/late',
      recordings: [{ id: expect.any(String) as string, kind: 'talk', kept: 'at-pbx', seconds: null }],
    });
    // Told once more by the PBX: nothing new.
    await post(running, call.recorded('https://media.example/late'));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(receiver.received).toHaveLength(3);
    // Nothing of the person is left in what was sent.
    expect(JSON.stringify(await deliveries())).not.toContain('79000000111');
  });

  it('what changes before it ever arrived is still call.settled, and a receiver that wants no updates gets none', async () => {
    receiver.answer = () => (receiver.received.length < 2 ? { status: 429, headers: { 'retry-after': '5' } } : 200);
    const configuration = tellingClinic(receiver.url, { events: ['call.settled'] });
    running = await runApp({ db, configuration, clock: fastClock(5) });
    const call = uisCall({ from: '79000000112' });
    await post(running, call.incoming());
    await post(running, call.ended());
    await eventually(() => expect(receiver.received).toHaveLength(1));
    await post(running, call.recorded('https://media.example/late'));
    await eventually(async () => expect((await deliveries()).map(({ state }) => state)).toEqual(['sent']));
    expect(receiver.received.at(-1)).toMatchObject({
      body: { type: 'call.settled', data: { revision: 2, call: { recordingUrl: 'https://media.example/late' } } },
    });
    const before = receiver.received.length;
    await post(running, call.recorded('https://media.example/later'));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(receiver.received).toHaveLength(before);
  });
});

it('only calls of its branches', async () => {
  const configuration = tellingClinic(receiver.url, { branches: ['north'] });
  running = await runApp({ db, configuration });
  for (const line of ['74950000101', '74950000102']) {
    const call = uisCall({ from: '79000000113', line });
    await post(running, call.incoming());
    await post(running, call.ended());
  }
  await eventually(() => expect(receiver.received).toHaveLength(1));
  await eventually(async () => {
    const { rows } = await db.database.pool.query('select from call where settled_at is null');
    expect(rows).toEqual([]);
  });
  expect(receiver.received.map((event) => callOf(event).branch)).toEqual(['north']);
  expect(await deliveries()).toHaveLength(1);
});

it('a refused signature waits among the dead letters; sent again after the correction it arrives once', async () => {
  const wrong = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  running = await runApp({ db: keep(db), configuration: tellingClinic(receiver.url, { secret: [wrong] }) });
  const numbers = await ring(running, 3, 4_000_000);
  await eventually(async () => {
    const rows = await deliveries();
    expect(rows.map(({ state, dead_reason }) => `${state} ${dead_reason}`)).toEqual(Array(3).fill('dead permanent'));
    expect(rows[0]?.last_error).toBe('Webhooks: the receiver refuses (HTTP 401); compare secret and headers');
  });
  expect([receiver.received.length, receiver.forged]).toEqual([0, 3]);
  await running.stop();
  // Both secrets while it is being changed over.
  const both = tellingClinic(receiver.url, { secret: [wrong, webhookSecret] });
  running = await runApp({ db: keep(db), configuration: both });
  for (let twice = 0; twice < 2; twice++)
    await running.api('/deliveries/replay', 'demo-it', {
      method: 'POST',
      body: JSON.stringify({ account: 'crm', reason: 'permanent' }),
    });
  await eventually(async () => expect((await deliveries()).map(({ state }) => state)).toEqual(Array(3).fill('sent')));
  expect(receiver.received.map(numberOf).sort()).toEqual(numbers);
});

it('410 stops the account with an alarm; what is owed waits, and a test that arrives sends it all', async () => {
  receiver.answer = () => 410;
  running = await runApp({
    db,
    configuration: tellingClinic(receiver.url),
    alarmsEveryMs: 100,
    clock: fastClock(RETRIES),
  });
  const numbers = await ring(running, 10, 5_000_000);
  const app = running;
  const alarms = async () =>
    ((await (await app.api('/alarms', 'demo-manager')).json()) as { items: { kind: string; account: string }[] }).items;
  await eventually(async () => expect(await alarms()).toMatchObject([{ kind: 'sending-stopped', account: 'crm' }]));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const asked = receiver.received.length;
  // Those that were under way at that moment, and no other.
  expect(asked).toBeLessThanOrEqual(8);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(receiver.received).toHaveLength(asked);
  expect((await deliveries()).map(({ state }) => state)).toEqual(Array(10).fill('owed'));
  const [crm] = (
    (await (await app.api('/integrations', 'demo-manager')).json()) as { items: Record<string, unknown>[] }
  ).items.filter(({ account }) => account === 'crm');
  expect(crm).toMatchObject({ stopped: { reason: expect.stringContaining('410') as string }, can: ['selfTest'] });

  const test = async () =>
    (await (await app.api('/integrations/crm/self-test', 'demo-it', { method: 'POST' })).json()) as { ok: boolean };
  expect(await test()).toMatchObject({ ok: false, problem: { kind: 'permanent' } });
  receiver.answer = () => 204;
  expect(await test()).toMatchObject({ ok: true });
  await eventually(async () => expect((await deliveries()).map(({ state }) => state)).toEqual(Array(10).fill('sent')));
  const calls = receiver.kept().filter(({ body }) => body.type === 'call.settled');
  expect(calls.map(numberOf).sort()).toEqual(numbers);
  await eventually(async () => expect(await alarms()).toEqual([]));
});
