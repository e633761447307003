import { composeReconcileOf } from './by-hand.ts';
import { eventually } from '../support/eventually.ts';
import { paperCall, paperClinic, type PaperClinic } from '../support/paper-clinic.ts';
import { paperPbx } from '../support/paper-pbx.ts';
import { testDatabase } from '../support/database.ts';

let clinic: PaperClinic | null = null;

afterEach(async () => {
  await clinic?.stop();
  clinic = null;
});

const state = (of: PaperClinic) =>
  of.db.database.sql.selectFrom('pbx_account_state').selectAll().executeTakeFirstOrThrow();
const calls = (of: PaperClinic) =>
  of.db.database.sql.selectFrom('call').selectAll().where('merged_into', 'is', null).orderBy('started_at').execute();

async function compared(of: PaperClinic, now = of.clock.now()): Promise<void> {
  await eventually(async () =>
    expect((await state(of)).covered_to?.getTime() ?? 0).toBeGreaterThanOrEqual(now.getTime()),
  );
}

/** Minutes after now, by the clock of the clinic. */
const inMinutes = (of: PaperClinic, minutes: number): Date => new Date(of.clock.now().getTime() + minutes * 60_000);

it('shows a call that was learnt three hours late to nobody', async () => {
  clinic = await paperClinic();
  const screen = await clinic.screen('demo-reception-1');
  clinic.pbx.calls = [paperCall(inMinutes(clinic, 1))];
  clinic.clock.ahead(180);
  await compared(clinic);
  const [call] = await calls(clinic);
  expect(call).toMatchObject({ late: true, result: 'answered', talk_seconds: 30, pops: {} });
  expect(screen.calls()).toEqual([]);
  expect(await clinic.db.database.sql.selectFrom('pop').selectAll().execute()).toEqual([]);
});

it('leaves a call that we have whole as it is', async () => {
  clinic = await paperClinic();
  const call = paperCall(inMinutes(clinic, 1));
  for (const event of call.events) await clinic.notify([event]);
  const [before] = await calls(clinic);
  clinic.pbx.calls = [call];
  clinic.clock.ahead(20);
  await compared(clinic);
  expect((await calls(clinic))[0]?.version).toBe(before?.version);
  expect(await clinic.db.database.sql.selectFrom('call_event').selectAll().execute()).toHaveLength(5);
});

it.each([
  ['the end', ['ended']],
  ['the answer', ['answered']],
  ['all but the end', ['started', 'ringing', 'answered', 'leg-ended']],
])('completes a call that lacks %s', async (_what, lost) => {
  clinic = await paperClinic();
  const call = paperCall(inMinutes(clinic, 1));
  for (const event of call.events) if (!lost.includes(event.kind)) await clinic.notify([event]);
  clinic.pbx.calls = [call];
  clinic.clock.ahead(20);
  await compared(clinic);
  expect((await calls(clinic))[0]).toMatchObject({
    result: 'answered',
    answered_extension: '101',
    talk_seconds: 30,
    external: '+79000000104',
    state: 'ended',
  });
  expect(await clinic.db.database.sql.selectFrom('healed_call').select('found').execute()).toEqual([
    { found: 'incomplete' },
  ]);
});

it('adds a recording that came to nobody', async () => {
  clinic = await paperClinic();
  const call = paperCall(inMinutes(clinic, 1));
  for (const event of call.events) await clinic.notify([event]);
  const ended = call.events.at(-1)!;
  call.events.push({
    ...ended,
    eventKey: `${call.id}-recorded`,
    kind: 'recorded',
    seconds: null,
    recording: { ref: 'rec-1', kind: 'talk' },
  });
  clinic.pbx.calls = [call];
  clinic.clock.ahead(20);
  await compared(clinic);
  expect((await calls(clinic))[0]?.fold).toMatchObject({ recordings: [{ ref: 'rec-1', kind: 'talk' }] });
});

it('goes on where it stopped after a page that failed, and heals no call twice', async () => {
  clinic = await paperClinic();
  const begins = inMinutes(clinic, 1).getTime();
  clinic.pbx.calls = Array.from({ length: 60 }, (_, index) => paperCall(new Date(begins + index * 1000)));
  let broken = true;
  clinic.pbx.answer = ({ path, query }) => (path === 'calls' && query.get('offset') === '25' && broken ? 500 : 200);
  clinic.clock.ahead(20);
  await eventually(async () => expect((await state(clinic!)).failures).toBe(1));
  expect(await calls(clinic)).toHaveLength(25);
  const failing = await state(clinic);
  expect(failing).toMatchObject({ error_kind: 'transient', last_error: 'Paper PBX: HTTP 500' });
  expect(failing.next_at.getTime()).toBeGreaterThan(clinic.clock.now().getTime() + 20_000);

  broken = false;
  clinic.clock.ahead(1);
  await eventually(async () => expect((await state(clinic!)).failures).toBe(0));
  expect(await calls(clinic)).toHaveLength(60);
  const runs = await clinic.db.database.sql.selectFrom('reconciliation_run').selectAll().orderBy('id').execute();
  expect(runs.at(-1)).toMatchObject({ calls: 60, missing: 60, incomplete: 0, error: null });
  expect(runs.at(-1)?.finished_at).not.toBeNull();
});

it('waits as long as a busy provider says', async () => {
  clinic = await paperClinic();
  clinic.clock.ahead(20);
  await compared(clinic);
  clinic.pbx.answer = ({ path }) => (path === 'calls' ? 429 : 200);
  clinic.clock.ahead(20);
  await eventually(async () => expect((await state(clinic!)).failures).toBe(1));
  const asked = clinic.pbx.asked.length;
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(clinic.pbx.asked).toHaveLength(asked);
});

it('says what to change when the provider refuses the credentials, and asks again after an hour only', async () => {
  clinic = await paperClinic();
  clinic.pbx.answer = () => 401;
  clinic.clock.ahead(20);
  await eventually(async () => expect((await state(clinic!)).error_kind).toBe('permanent'));
  const refused = await state(clinic);
  expect(refused.last_error).toBe('Paper PBX refuses the key: enter a new one as apiKey');
  expect(refused.next_at.getTime() - clinic.clock.now().getTime()).toBeGreaterThan(55 * 60_000);
  clinic.pbx.answer = () => 200;
  clinic.clock.ahead(61);
  await compared(clinic);
});

it('asks for one account in one process at a time', async () => {
  const db = await testDatabase();
  const pbx = await paperPbx();
  const first = await paperClinic({ db, pbx });
  const second = await paperClinic({ db, pbx, clock: first.clock });
  try {
    pbx.calls = Array.from({ length: 30 }, (_, index) => paperCall(inMinutes(first, index / 10)));
    let now = 0;
    let most = 0;
    let asked = 0;
    pbx.answer = async ({ path }) => {
      if (path !== 'calls') return 200;
      now += 1;
      asked += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 300));
      now -= 1;
      return 200;
    };
    first.clock.ahead(20);
    await compared(first);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(most).toBe(1);
    // Each asks once when it starts; on a slow machine the schedule may come round before both have.
    expect(asked).toBeGreaterThanOrEqual(2);
    expect(asked).toBeLessThanOrEqual(4);
    expect(await calls(first)).toHaveLength(30);
  } finally {
    await first.stop();
    await second.stop();
    await pbx.close();
    await db.drop();
  }
}, 30_000);

it('fetches the days before the first start when it is asked to, and does not count them as lost', async () => {
  const pbx = await paperPbx();
  const now = Date.now();
  pbx.calls = Array.from({ length: 40 }, (_, day) => paperCall(new Date(now - (day + 0.5) * 24 * 3600_000))).reverse();
  clinic = await paperClinic({ pbx, reconcile: { everyMinutes: 15, initialDays: 3 } });
  await compared(clinic, new Date(1));
  expect(await calls(clinic)).toHaveLength(3);
  const healed = await clinic.db.database.sql.selectFrom('healed_call').selectAll().execute();
  expect(healed.map(({ counts }) => counts)).toEqual([false, false, false]);
  await pbx.close();
});

it('asks for nothing before the first start when it is not asked to', async () => {
  const pbx = await paperPbx();
  pbx.calls = [paperCall(new Date(Date.now() - 3600_000))];
  clinic = await paperClinic({ pbx });
  clinic.clock.ahead(20);
  await compared(clinic);
  expect(await calls(clinic)).toEqual([]);
  await pbx.close();
});

it('compares days by hand, with progress', async () => {
  clinic = await paperClinic();
  const now = clinic.clock.now().getTime();
  clinic.pbx.calls = Array.from({ length: 30 }, (_, day) => paperCall(new Date(now - (day + 0.5) * 24 * 3600_000)));
  const byHand = composeReconcileOf(clinic);
  const pieces: number[] = [];
  const pauses: number[] = [];
  const run = await byHand.run(
    'paper',
    { from: new Date(now - 4 * 24 * 3600_000), to: new Date(now) },
    {
      piece: (done) => pieces.push(done.missing),
      waiting: () => undefined,
      pause: (seconds) => pauses.push(seconds),
      signal: new AbortController().signal,
    },
  );
  await byHand.close();
  expect(pieces).toEqual([1, 1, 1, 1]);
  // Whoever waits for the provider's limit is told so.
  expect(pauses.slice(-3)).toEqual([1, 1, 1]);
  expect(run).toMatchObject({ kind: 'command', calls: 4, missing: 4 });
  expect(await calls(clinic)).toHaveLength(4);
}, 20_000);
