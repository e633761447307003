import { createIntake, type Intake } from '../../src/calls/intake.ts';
import { expireCalls, type CallWithoutEnd } from '../../src/calls/expire-calls.ts';
import type { CallEventKind, CallEvent } from '../../src/contracts/call-event.ts';
import type { LoadedPop } from '../../src/pops/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { DAY, fact } from '../support/facts.ts';

let db: TestDatabase;
let now: Date;
let pops: LoadedPop[];
let intake: Intake;
const clock = { now: () => now };
const configuration = () => testConfiguration();

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.database.pool.query('truncate call, call_event, event_key, provider_call, pop cascade');
  pops = [];
  at(0);
  const onCommitted = (committed: LoadedPop[]): void => void pops.push(...committed);
  intake = createIntake({ pool: db.database.pool, configuration, clock, settleSeconds: () => 15, onCommitted });
});
afterEach(() => intake.close());

function at(seconds: number): void {
  now = new Date(DAY + seconds * 1000);
}

/** A fact that comes at its time. */
async function told(kind: CallEventKind, seconds: number, more: Partial<CallEvent> = {}): Promise<void> {
  at(seconds);
  await intake.submit({ events: [fact(kind, seconds, more).event], receivedAt: now, raw: null });
}

async function started(): Promise<void> {
  await told('started', 0, { direction: 'in', external: '+79000000104', line: '+74950000101' });
  await told('ringing', 1, { extension: '101' });
}

async function expire(minutes: number, askProvider?: (calls: readonly CallWithoutEnd[]) => Promise<Set<number>>) {
  at(minutes * 60);
  await expireCalls({
    ...{ pool: db.database.pool, configuration, clock },
    onCommitted: (committed) => pops.push(...committed),
    ...(askProvider && { askProvider }),
  });
  const { rows } = await db.database.pool.query<{
    state: string;
    expired: boolean;
    result: string | null;
    ended_at: Date | null;
    settled_at: Date | null;
  }>('select state, expired, result, ended_at, settled_at from call');
  return rows[0]!;
}

const seatPops = () => pops.filter(({ feed }) => feed === 'seat:reception-1').map(({ type, reason }) => [type, reason]);

it('a call whose telephones are put down is closed ten minutes after its last word, as of when the last was', async () => {
  await started();
  await told('answered', 5, { extension: '101' });
  await told('leg-ended', 65, { extension: '101' });
  expect(await expire(11)).toMatchObject({ expired: false });
  expect(await expire(11.1)).toMatchObject({
    ...{ state: 'ended', expired: true, result: 'answered' },
    ended_at: new Date(DAY + 65_000),
  });
  expect(seatPops().at(-1)).toEqual(['call.closed', 'expired']);
});

it('one that nobody answered is missed', async () => {
  await started();
  await told('leg-ended', 30, { extension: '101' });
  expect(await expire(11)).toMatchObject({ expired: true, result: 'missed' });
});

it.each<[string, () => Promise<void>]>([
  ['talks', () => told('answered', 5, { extension: '101' })],
  ['rings', () => Promise.resolve()],
  [
    'rings elsewhere',
    async () => {
      await told('leg-ended', 20, { extension: '101' });
      await told('ringing', 21, { extension: '102' });
    },
  ],
])('one whose telephone %s stays open for two hours', async (_what, more) => {
  await started();
  await more();
  expect(await expire(119)).toMatchObject({ expired: false });
  expect(await expire(121)).toMatchObject({ expired: true, ended_at: new Date(DAY + 121 * 60_000) });
});

it('one that waits in a queue where nobody talked to it waits on, as does one that reached no telephone', async () => {
  await started();
  await told('queued', 2);
  await told('leg-ended', 20, { extension: '101' });
  expect(await expire(119)).toMatchObject({ expired: false });
  await told('started', 20, { providerCallId: 'menu', direction: 'in' });
  await expire(100);
  const { rows } = await db.database.pool.query('select id from call where expired');
  expect(rows).toEqual([]);
});

it('the PBX is asked first, and what goes on there stays', async () => {
  await started();
  await told('leg-ended', 30, { extension: '101' });
  const asked: CallWithoutEnd[] = [];
  const goesOn = (calls: readonly CallWithoutEnd[]): Promise<Set<number>> => {
    asked.push(...calls);
    return Promise.resolve(new Set(calls.map(({ id }) => id)));
  };
  expect(await expire(9, goesOn)).toMatchObject({ expired: false });
  expect(asked).toEqual([]);
  expect(await expire(11, goesOn)).toMatchObject({ expired: false });
  expect(asked).toMatchObject([{ account: 'uis', providerCallIds: ['A'] }]);
  expect(await expire(12, () => Promise.resolve(new Set()))).toMatchObject({ expired: true });
});

it('a telephone that rings after that opens it again; other late words do not', async () => {
  await started();
  await told('leg-ended', 30, { extension: '101' });
  await expire(11);
  await told('recorded', 700, { recording: { ref: 'r', kind: 'talk' } });
  expect(await expire(12)).toMatchObject({ state: 'ended', expired: true });
  await told('ringing', 730, { extension: '102', legId: 'second' });
  expect(await expire(12.5)).toMatchObject({ state: 'ringing', expired: false, ended_at: null, settled_at: null });
  expect(pops.at(-1)).toMatchObject({ feed: 'seat:reception-2', type: 'call.ringing' });
  await told('answered', 735, { extension: '102', legId: 'second' });
  await told('ended', 800, { direction: 'in' });
  expect(await expire(14)).toMatchObject({ state: 'ended', expired: false, result: 'answered' });
});

it('a telephone that was stuck when the call was closed opens nothing by another late word', async () => {
  await started();
  await expire(121);
  await told('recorded', 121 * 60 + 5, { recording: { ref: 'r', kind: 'talk' } });
  expect(await expire(122)).toMatchObject({ state: 'ended', expired: true });
});
