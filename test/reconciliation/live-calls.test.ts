import type { CallEvent } from '../../src/contracts/call-event.ts';
import type { PbxConnection } from '../../src/contracts/pbx-api.ts';
import { eventually } from '../support/eventually.ts';
import { paperCall, paperClinic, type PaperClinic } from '../support/paper-clinic.ts';
import { paperPbx, type PaperPbx } from '../support/paper-pbx.ts';

let pbx: PaperPbx;
let clinic: PaperClinic | null = null;

beforeEach(async () => {
  pbx = await paperPbx();
});

afterEach(async () => {
  await clinic?.stop();
  clinic = null;
  await pbx.close();
});

const ringing = (minutesAgo: number, id: string): CallEvent[] =>
  paperCall(new Date(Date.now() - minutesAgo * 60_000), { id }).events.slice(0, 2);
const calls = (of: PaperClinic) => of.db.database.sql.selectFrom('call').selectAll().orderBy('started_at').execute();

describe('after a start', () => {
  it('takes over the calls that go on: the fresh one pops, the old one does not', async () => {
    pbx.ongoing = [...ringing(0, 'fresh'), ...ringing(25, 'old')];
    clinic = await paperClinic({ pbx });
    await eventually(async () => expect(await calls(clinic!)).toHaveLength(2));
    const pops = await clinic.db.database.sql
      .selectFrom('pop')
      .selectAll()
      .where('feed', '=', 'seat:reception-1')
      .execute();
    const [old, fresh] = await calls(clinic);
    expect(old).toMatchObject({ late: true, state: 'ringing' });
    expect(fresh).toMatchObject({ late: false, state: 'ringing' });
    expect(pops.map(({ call_id, type }) => [call_id, type])).toEqual([[fresh?.id, 'call.ringing']]);
  });

  it('asks once where notifications come', async () => {
    clinic = await paperClinic({ pbx });
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(pbx.asked.filter((path) => path === 'ongoing')).toHaveLength(1);
  });

  it('asks again when the provider did not answer', async () => {
    pbx.ongoing = ringing(0, 'fresh');
    let asked = 0;
    pbx.answer = ({ path }) => (path === 'ongoing' && ++asked === 1 ? 500 : 200);
    clinic = await paperClinic({ pbx });
    await eventually(() => expect(asked).toBe(1));
    clinic.clock.ahead(1);
    await eventually(async () => expect(await calls(clinic!)).toHaveLength(1));
  });
});

describe('an account that is polled', () => {
  it('rings, ends and is in the register without a single notification', async () => {
    clinic = await paperClinic({ pbx, poll: { everySeconds: 1 } });
    const screen = await clinic.screen('demo-reception-1');
    const call = paperCall(new Date(), { id: 'polled' });
    pbx.ongoing = call.events.slice(0, 2);
    await screen.next(({ type }) => type === 'call.ringing');
    pbx.ongoing = call.events.slice(0, 3);
    await screen.next(({ type }) => type === 'call.answered');
    pbx.ongoing = [];
    pbx.calls = [call];
    clinic.clock.ahead(1);
    await screen.next(({ type }) => type === 'call.ended');
    expect((await calls(clinic))[0]).toMatchObject({ state: 'ended', result: 'answered', talk_seconds: 30 });
  }, 20_000);

  it('takes from the history what was over before it was seen, and counts no gap', async () => {
    clinic = await paperClinic({ pbx, poll: { everySeconds: 1 } });
    pbx.calls = [paperCall(new Date(Date.now() + 1000), { id: 'short', talk: 0 })];
    clinic.clock.ahead(1);
    await eventually(async () =>
      expect(await clinic!.db.database.sql.selectFrom('healed_call').select('counts').execute()).toEqual([
        { counts: false },
      ]),
    );
    expect(await calls(clinic)).toHaveLength(1);
    expect(await (await fetch(`${clinic.url}/metrics`)).text()).toContain(
      'trubka_reconciliation_gap{account="paper"} 0',
    );
  }, 20_000);
});

describe('a call whose end never came', () => {
  let history: NonNullable<PaperPbx['adapter']['api']>['history'];
  beforeEach(() => {
    history = pbx.adapter.api!.history;
    delete pbx.adapter.api!.history;
  });

  it('is asked about before it is closed', async () => {
    clinic = await paperClinic({ pbx, options: { expireEveryMs: 200 } });
    const call = paperCall(clinic.clock.now());
    await clinic.notify(call.events.slice(0, 3));
    pbx.calls = [call];
    clinic.clock.ahead(130);
    await eventually(async () => expect((await calls(clinic!))[0]?.state).toBe('ended'), 15_000);
    expect((await calls(clinic))[0]).toMatchObject({ expired: false, talk_seconds: 30, result: 'answered' });
    await eventually(async () =>
      expect(await clinic!.db.database.sql.selectFrom('healed_call').select(['found', 'run_id']).execute()).toEqual([
        { found: 'incomplete', run_id: null },
      ]),
    );
  }, 30_000);

  it('stays open while the provider says that it goes on', async () => {
    clinic = await paperClinic({ pbx, options: { expireEveryMs: 200 } });
    const call = paperCall(clinic.clock.now());
    await clinic.notify(call.events.slice(0, 3));
    pbx.ongoing = call.events.slice(0, 3);
    clinic.clock.ahead(130);
    await eventually(() => expect(pbx.asked).toContain('call'), 15_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await calls(clinic))[0]).toMatchObject({ state: 'answered', expired: false });
  }, 30_000);

  it('is closed as expired when the provider does not know it', async () => {
    clinic = await paperClinic({ pbx, options: { expireEveryMs: 200 } });
    await clinic.notify(paperCall(clinic.clock.now()).events.slice(0, 3));
    clinic.clock.ahead(130);
    await eventually(async () => expect((await calls(clinic!))[0]).toMatchObject({ expired: true }), 15_000);
  }, 30_000);

  it('and whose telephone is put down is asked about ten minutes later', async () => {
    clinic = await paperClinic({ pbx, options: { expireEveryMs: 200 } });
    const call = paperCall(clinic.clock.now());
    await clinic.notify(call.events.slice(0, 4));
    pbx.calls = [call];
    clinic.clock.ahead(11);
    await eventually(async () => expect((await calls(clinic!))[0]?.state).toBe('ended'), 15_000);
    expect((await calls(clinic))[0]).toMatchObject({ expired: false, talk_seconds: 30, result: 'answered' });
  }, 30_000);

  it('is looked for in the list of a PBX that tells of no single call, before it is closed', async () => {
    delete pbx.adapter.api!.call;
    pbx.adapter.api!.history = history!;
    clinic = await paperClinic({ pbx, reconcile: { everyMinutes: 600 }, options: { expireEveryMs: 200 } });
    const asked = (): number => pbx.asked.filter((path) => path === 'calls').length;
    await eventually(() => expect(asked()).toBeGreaterThan(0));
    const call = paperCall(clinic.clock.now());
    await clinic.notify(call.events.slice(0, 4));
    pbx.calls = [call];
    clinic.clock.ahead(11);
    await eventually(async () => expect((await calls(clinic!))[0]?.state).toBe('ended'), 15_000);
    expect((await calls(clinic))[0]).toMatchObject({ expired: false, talk_seconds: 30, result: 'answered' });
  }, 30_000);

  it('is left for a while when the provider cannot be asked', async () => {
    clinic = await paperClinic({ pbx, options: { expireEveryMs: 200 } });
    await clinic.notify(paperCall(clinic.clock.now()).events.slice(0, 3));
    pbx.answer = ({ path }) => (path === 'call' ? 500 : 200);
    clinic.clock.ahead(130);
    await eventually(() => expect(pbx.asked).toContain('call'), 15_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await calls(clinic))[0]).toMatchObject({ expired: false });
    clinic.clock.ahead(31);
    await eventually(async () => expect((await calls(clinic!))[0]).toMatchObject({ expired: true }), 25_000);
  }, 60_000);
});

describe('a PBX that is connected to', () => {
  it('is compared at once when the connection is back, and takes over its live calls by itself', async () => {
    let told: PbxConnection<unknown>['onState'] | null = null;
    pbx.adapter.connect = ({ onState }) => {
      told = onState;
      return { close: () => Promise.resolve() };
    };
    clinic = await paperClinic({ pbx, options: { roles: new Set(['web', 'worker', 'pbx']) } });
    const asked = (path: string) => pbx.asked.filter((one) => one === path).length;
    const state = () => clinic!.db.database.sql.selectFrom('pbx_account_state').selectAll().executeTakeFirstOrThrow();
    await eventually(async () => expect((await state()).covered_to).not.toBeNull());
    const before = asked('calls');
    told!('lost', 'read ECONNRESET');
    await eventually(async () => expect(await state()).toMatchObject({ connection: 'lost' }));
    told!('connected', null);
    await eventually(() => expect(asked('calls')).toBeGreaterThan(before));
    await eventually(async () => expect(await state()).toMatchObject({ connection: 'connected' }));
    expect(asked('ongoing')).toBe(0);
  }, 30_000);
});
