import { foldCall } from '../../src/calls/index.ts';
import { callStories, seededRandom, simulateCall } from '../../src/integrations/index.ts';
import { eventually } from '../support/eventually.ts';
import { paperClinic, type PaperClinic } from '../support/paper-clinic.ts';
import type { PaperCall } from '../support/paper-pbx.ts';

const CALLS = 300;
const operators = [
  { extension: '101', employeeRef: '1' },
  { extension: '102', employeeRef: '2' },
] as const;

let clinic: PaperClinic;

beforeAll(async () => {
  clinic = await paperClinic();
}, 60_000);

afterAll(() => clinic.stop());

it('has every call after one comparison when 3 % of the webhooks were lost', async () => {
  const random = seededRandom(20_261_122);
  const firstAt = clinic.clock.now().getTime() + 60_000;
  const calls = Array.from({ length: CALLS }, (_, serial): PaperCall => {
    const startsAt = new Date(firstAt + serial * 30_000);
    const story = callStories[serial % callStories.length]!;
    const events = simulateCall({
      random,
      account: 'paper',
      startsAt,
      serial,
      line: '+74950000101',
      external: `+7900000${String(1000 + serial)}`,
      operators,
      story,
    }).map(({ event }) => event);
    return { id: events[0]!.providerCallId, startedAt: startsAt, events };
  });
  const whollyLost = new Set(calls.filter(() => random.next() < 0.02).map(({ id }) => id));
  let lost = 0;
  const answers = new Set<number>();
  for (const { id, events } of calls) {
    await Promise.all(
      events.map(async (event) => {
        if (whollyLost.has(id) || random.next() < 0.03) lost += 1;
        else answers.add(await clinic.notify([event]));
      }),
    );
  }
  expect([...answers]).toEqual([200]);
  expect(lost).toBeGreaterThan(30);
  expect(whollyLost.size).toBeGreaterThan(2);
  const ofCall = await untouched();

  clinic.pbx.calls = calls;
  clinic.clock.ahead(1 + (CALLS * 30) / 60 + 15);
  await compared();

  const rows = await registered();
  expect(rows.size).toBe(CALLS);
  for (const { id, events } of calls) {
    const whole = foldCall(events.map((event) => ({ event, receivedAt: new Date() })));
    const row = rows.get(id);
    expect(row && { id, ...pick(row) }).toEqual({
      id,
      direction: whole.direction,
      external: whole.external,
      line: whole.line,
      result: whole.result,
      answered_extension: whole.answeredExtension,
      talk_seconds: whole.talkSeconds,
      ended: true,
      recordings: whole.recordings.length,
    });
    expect(Math.abs(row!.started_at.getTime() - whole.startedAt.at.getTime())).toBeLessThan(5000);
  }

  const healed = await clinic.db.database.sql.selectFrom('healed_call').selectAll().execute();
  expect(new Set(healed.filter(({ found }) => found === 'missing').map((call) => call.provider_call_id))).toEqual(
    whollyLost,
  );
  const touched = new Set(healed.map((call) => call.provider_call_id));
  const left = (of: Map<string, string>): Record<string, string> =>
    Object.fromEntries([...of].filter(([id]) => !touched.has(id)));
  expect(left(await untouched())).toEqual(left(ofCall));

  const scrape = await (await fetch(`${clinic.url}/metrics`)).text();
  expect(scrape).toContain(`trubka_healed_calls_total{account="paper",kind="missing"} ${whollyLost.size}`);
  expect(Number(/trubka_reconciliation_gap\{account="paper"\} (\S+)/.exec(scrape)?.[1])).toBeCloseTo(
    whollyLost.size / CALLS,
  );

  // The next one finds nothing to heal.
  clinic.clock.ahead(16);
  await compared();
  expect(await clinic.db.database.sql.selectFrom('healed_call').selectAll().execute()).toHaveLength(healed.length);
}, 60_000);

async function compared(): Promise<void> {
  const now = clinic.clock.now();
  await eventually(async () => {
    const state = await clinic.db.database.sql.selectFrom('pbx_account_state').selectAll().executeTakeFirstOrThrow();
    expect(state.covered_to?.getTime() ?? 0).toBeGreaterThanOrEqual(now.getTime());
    expect(state.last_error).toBeNull();
  }, 20_000);
}

/** Version of each call and whether anything of it came from the history. */
async function untouched(): Promise<Map<string, string>> {
  const { rows } = await clinic.db.database.pool.query<{ id: string; told: string }>(
    `select p.provider_call_id as id, count(*) || ' ' || count(*) filter (where e.key like 'history:%') as told
     from provider_call p join call_event e on e.call_id = p.call_id group by 1`,
  );
  return new Map(rows.map(({ id, told }) => [id, told]));
}

interface Registered {
  direction: string;
  external: string | null;
  line: string | null;
  result: string | null;
  answered_extension: string | null;
  talk_seconds: number | null;
  started_at: Date;
  ended: boolean;
  recordings: number;
}

async function registered(): Promise<Map<string, Registered>> {
  const { rows } = await clinic.db.database.pool.query<Registered & { id: string }>(
    `select p.provider_call_id as id, c.direction, c.external, c.line, c.result, c.answered_extension, c.talk_seconds,
       c.started_at, c.ended_at is not null as ended, jsonb_array_length(c.fold -> 'recordings') as recordings
     from provider_call p join call c on c.id = p.call_id`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function pick({ started_at: _, ...row }: Registered & { id?: string }) {
  const { id: __, ...rest } = row;
  return rest;
}
