import type { CallDetail } from '../../src/calls/call-register.ts';
import { eventually } from '../support/eventually.ts';
import { testConfiguration } from '../support/configuration.ts';
import { runApp, uisCall, type Frame, type RunningApp } from '../support/running-app.ts';

/** Beside the branches of the demo clinic two more, each with a line; no seat stands there. */
const more = [
  { id: 'east', name: 'Восток', number: '+74950000103' },
  { id: 'west', name: 'Запад', number: '+74950000104' },
] as const;

let running: RunningApp;
beforeAll(async () => {
  const { branches, lines } = testConfiguration();
  const [branch] = branches.values();
  const [line] = lines.values();
  running = await runApp({
    configuration: testConfiguration({
      branches: new Map([...branches, ...more.map(({ id, name }) => [id, { ...branch!, id, name }] as const)]),
      lines: new Map([
        ...lines,
        ...more.map(({ id, number }) => [number, { ...line!, number, branch: id, name: id }] as const),
      ]),
    }),
  });
}, 60_000);
afterAll(() => running.stop());

type Told = readonly [string, Record<string, unknown>];

async function send(...notifications: Told[]): Promise<void> {
  for (const told of notifications) expect((await running.uis(...told)).status).toBe(200);
}

async function detail(id: string | undefined): Promise<CallDetail> {
  return (await (await running.api(`/calls/${id}`, 'demo-manager')).json()) as CallDetail;
}

/** The calls of a number, the oldest first. */
async function callsFrom(phone: string): Promise<CallDetail[]> {
  const { rows } = await running.db.database.pool.query<{ id: number }>(
    'select id from call where external = $1 and merged_into is null order by id',
    [phone],
  );
  return Promise.all(rows.map(({ id }) => detail(String(id))));
}

const by = (told: Told, employee: number): Told => [told[0], { ...told[1], employee_id: employee }];
const is = (type: string) => (frame: Frame) => frame.type === type;

beforeAll(async () => {
  // The demo's own token of the whole clinic knows two branches; this one sees all four.
  await running.db.database.pool.query(`update access_token set branches = $1 where label = 'demo-manager'`, [
    ['center', 'north', ...more.map(({ id }) => id)],
  ]);
});

it('scenario 31: a call that overflows from one branch to another is one call of the first', async () => {
  const [center, north] = [await running.screen('demo-reception-1'), await running.screen('demo-reception-3')];
  const call = uisCall({ from: '79000000301' });
  await send(call.incoming(), call.ringing('101', 1), call.ringing('201', 21), call.answered('201', 25));
  const taken = await north.next(is('call.answered'));
  expect(taken.call).toMatchObject({ branch: 'center', to: '+74950000101' });
  expect(await center.next(is('call.closed'))).toMatchObject({ reason: 'answered-elsewhere', callId: taken.callId });
  await send(call.ended(60, 25, 35));
  await north.next(is('call.ended'));
  expect(await callsFrom('+79000000301')).toMatchObject([
    { branch: 'center', result: 'answered', answeredBy: { extension: '201', seat: 'reception-3' } },
  ]);
  for (const screen of [center, north]) screen.close();
});

it('scenario 31: missed in one branch and answered in another two minutes later is two calls', async () => {
  const missed = uisCall({ from: '79000000302' });
  await send(missed.incoming(), missed.ringing('101'), missed.missed(20, 20), missed.ended(20, 20, 0));
  const later = uisCall({ from: '79000000302', line: '74950000102', startedAt: new Date(Date.now() + 120_000) });
  await send(later.incoming(), later.ringing('201'), later.answered('201'), later.ended());
  expect(await callsFrom('+79000000302')).toMatchObject([
    { branch: 'center', result: 'missed' },
    { branch: 'north', result: 'answered' },
  ]);
});

it('scenario 32: one seat that answers the lines of four branches sees of which each call is', async () => {
  const screen = await running.screen('demo-reception-1');
  const told = { center: '74950000101', north: '74950000102', east: '74950000103', west: '74950000104' };
  for (const [branch, line] of Object.entries(told)) {
    const call = uisCall({ from: '79000000320', line });
    await send(call.incoming(), call.ringing('101'), call.answered('101'));
    expect((await screen.next(is('call.ringing'))).call).toMatchObject({ branch, to: `+${line}` });
    expect((await screen.next(is('call.answered'))).call).toMatchObject({ branch });
    await send(call.ended());
    await screen.next(is('call.ended'));
  }
  const calls = await callsFrom('+79000000320');
  expect(calls.map(({ branch, answeredBy }) => [branch, answeredBy?.seat])).toEqual(
    Object.keys(told).map((branch) => [branch, 'reception-1']),
  );
  screen.close();
});

it('scenario 33: forwarded at night to the duty doctor’s mobile: answered by no seat, and no pop stays', async () => {
  const [manager, reception] = [await running.screen('demo-manager'), await running.screen('demo-reception-1')];
  const call = uisCall({ from: '79000000330' });
  const [, mobile] = call.answered('101');
  await send(call.incoming(), ['answered', { ...mobile, employee_id: 77, extension_phone_number: null }]);
  await manager.next(is('call.answered'));
  await send(call.ended());
  await manager.next(is('call.ended'));
  expect(await callsFrom('+79000000330')).toMatchObject([
    { result: 'answered', answeredBy: null, legs: [{ employee: '77', extension: null }] },
  ]);
  expect(reception.calls()).toEqual([]);
  for (const screen of [manager, reception]) screen.close();
});

it('scenario 47: two administrators swap on one extension: each call keeps who took it, the seat stays', async () => {
  for (const employee of [1, 2]) {
    const call = uisCall({ from: '79000000470' });
    await send(call.incoming(), by(call.ringing('101'), employee), by(call.answered('101'), employee), call.ended());
  }
  const calls = await callsFrom('+79000000470');
  expect(calls.map(({ legs, answeredBy }) => [legs.map((leg) => leg.employee), answeredBy])).toEqual([
    [['1'], { extension: '101', seat: 'reception-1', name: null }],
    [['2'], { extension: '101', seat: 'reception-1', name: null }],
  ]);
});

it('scenario 49: a doctor dials from an extension without a seat: a call of ours that stays off the screens', async () => {
  const [first, second] = [await running.screen('demo-reception-1'), await running.screen('demo-reception-2')];
  const call = uisCall({ from: '79000000490' });
  await send(call.outgoing('305'), call.answered('305'), ['ended', { ...call.ended()[1], direction: 'out' }]);
  await eventually(async () =>
    expect(await callsFrom('+79000000490')).toMatchObject([
      {
        direction: 'out',
        result: 'answered',
        branch: 'center',
        to: '+79000000490',
        answeredBy: { extension: '305', seat: null },
      },
    ]),
  );
  // A call that rings at both afterwards is the first they see.
  const next = uisCall({ from: '79000000491' });
  await send(next.incoming(), next.ringing('101'), next.ringing('102'));
  for (const screen of [first, second]) {
    expect((await screen.next(is('call.ringing'))).call?.from).toBe('+79000000491');
    expect(screen.calls()).toHaveLength(1);
    screen.close();
  }
});
