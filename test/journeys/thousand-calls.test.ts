import { Agent, request } from 'node:http';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { testConfiguration } from '../support/configuration.ts';

const CALLS = 1000;
const REPEATS = 5;
const SENDERS = 50;

const base = testConfiguration();
const configuration = testConfiguration({
  pbx: new Map([...base.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 1 }])),
});
const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });

let running: RunningApp;
beforeAll(async () => {
  running = await runApp({ configuration });
});
afterAll(async () => {
  agent.destroy();
  await running.stop();
});

function post([event, fields]: readonly [string, Record<string, unknown>]): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${running.url}/webhooks/uis/demo`,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify({ event, secret: 'demo', ...fields }));
  });
}

/** A seeded shuffle, so that a failure can be repeated. */
function shuffled<T>(items: readonly T[]): T[] {
  let state = 7;
  const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

async function poll(
  offset: number,
): Promise<{ DateAndTime: string; Direction: string; PhoneFrom: string; PhoneTo: string }[]> {
  const window = new URLSearchParams({
    dateTimeFrom: new Date(Date.now() - 3600_000).toISOString(),
    dateTimeTo: new Date(Date.now() + 60_000).toISOString(),
    limit: '2000',
    offset: String(offset),
  });
  const response = await fetch(`${running.url}/ident/ident/GetFinishedCalls?${window.toString()}`, {
    headers: { 'IDENT-Integration-Key': 'demo' },
  });
  return (await response.json()) as [];
}

it('1,000 calls, each told twenty times over by fifty senders at once, in any order: 1,000 calls and 1,000 records for IDENT', async () => {
  const calls = Array.from({ length: CALLS }, (_, index) => uisCall({ from: `7900${String(2_000_000 + index)}` }));
  const once = calls.flatMap((call) => [call.incoming(), call.ringing('101'), call.answered('101'), call.ended()]);
  const queue = shuffled(Array.from({ length: REPEATS }, () => once).flat());
  expect(queue).toHaveLength(CALLS * 20);
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let told = queue[next++]; told !== undefined; told = queue[next++]) {
      // A provider that was told to come again does.
      while ((await post(told)) !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));

  const { database } = running.db;
  const rows = await database.sql
    .selectFrom('call')
    .select(['result', 'external'])
    .where('merged_into', 'is', null)
    .execute();
  expect(rows).toHaveLength(CALLS);
  expect(new Set(rows.map(({ external }) => external)).size).toBe(CALLS);
  expect(new Set(rows.map(({ result }) => result))).toEqual(new Set(['answered']));
  await eventually(async () => {
    const { left } = await database.sql
      .selectFrom('call')
      .select((eb) => eb.fn.countAll<string>().as('left'))
      .where('settled_at', 'is', null)
      .executeTakeFirstOrThrow();
    expect(Number(left)).toBe(0);
  }, 30_000);
  const records = await poll(0);
  const keys = records.map(({ DateAndTime, Direction, PhoneFrom, PhoneTo }) =>
    [DateAndTime, Direction, PhoneFrom, PhoneTo].join(' '),
  );
  expect(records).toHaveLength(CALLS);
  expect(new Set(keys).size).toBe(CALLS);
  expect(await poll(CALLS)).toEqual([]);
}, 180_000);
