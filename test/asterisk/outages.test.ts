import { composeReconcile } from '../../src/compose-commands.ts';
import { silentLog } from '../../src/platform/telemetry/index.ts';
import { eventually } from '../support/eventually.ts';
import { describeWithAsterisk } from './asterisk.ts';
import { expectLasted, legsOf, newCaller, openClinic, type Clinic } from './clinic.ts';

describeWithAsterisk('outages between Trubka and a real Asterisk', () => {
  let clinic: Clinic;
  beforeAll(async () => {
    clinic = await openClinic();
  }, 60_000);
  afterAll(() => clinic.stop());

  const live = (from: string, state: string): Promise<void> =>
    eventually(async () => {
      const call = (await clinic.calls()).find((one) => one.from === `+${from}`);
      if (call?.state !== state) throw new Error(`the call is ${call?.state ?? 'not there'}`);
    });
  const connection = (state: string): Promise<void> =>
    eventually(async () => {
      const { rows } = await clinic
        .app()
        .db.database.pool.query<{ connection: string }>('select connection from pbx_account_state');
      if (rows[0]?.connection !== state) throw new Error(`the connection is ${rows[0]?.connection}`);
    }, 15_000);

  it('goes on with a call when the connection is cut in the middle of it and comes back', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { does: 'talks' });
    const caller = await clinic.incoming({ from, line: 1, does: 'hangs-up', after: 6000 });
    await live(from, 'answered');
    clinic.proxy.cut();
    await connection('lost');
    clinic.proxy.restore();
    await connection('connected');
    await live(from, 'answered');
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({
      result: 'answered',
      answeredBy: { extension: '101' },
      expired: false,
    });
    expectLasted(call.talkSeconds, 6000);
    expect(legsOf(call)).toEqual(['101 answered']);
    expect(clinic.taken(clinic.screens.first, call)).toEqual(['call.answered', 'call.ended']);
  }, 30_000);

  it('learns what it missed: a call that was answered and ended, and one that began, while the connection was away', async () => {
    const [rang, began] = [newCaller(), newCaller()];
    const phones = [
      await clinic.telephone('phone101', { rings: 4000, does: 'hangs-up', after: 1500 }),
      await clinic.telephone('phone102', { does: 'talks' }),
    ];
    const first = await clinic.incoming({ from: rang, line: 1, does: 'talks' });
    await live(rang, 'ringing');
    clinic.proxy.cut();
    await connection('lost');
    await first.done;
    const second = await clinic.incoming({ from: began, line: 2, does: 'hangs-up', after: 9000 });
    // Nobody tells us of it, so Asterisk itself is asked whether 102 talks.
    await eventually(() => {
      if (!/^PJSIP\/102-[^!]*!(?:[^!]*!){3}Up!/m.test(clinic.pbx.console('core show channels concise')))
        throw new Error('102 does not talk yet');
    });
    clinic.proxy.restore();
    await connection('connected');
    const healed = await clinic.settled((one) => one.from === `+${rang}`);
    expect(healed).toMatchObject({ result: 'answered', answeredBy: { extension: '101' }, expired: false });
    expect(clinic.shown(clinic.screens.first, healed)).toEqual(['call.ringing', 'call.closed answered-elsewhere']);
    await live(began, 'answered');
    await Promise.all([second.done, ...phones.map((phone) => phone.done)]);
    const going = await clinic.settled((one) => one.from === `+${began}`);
    expect(going).toMatchObject({ direction: 'in', result: 'answered', answeredBy: { extension: '102' } });
    expect(clinic.shown(clinic.screens.second, going)).toEqual(['call.answered', 'call.ended']);
  }, 45_000);

  it('ends the calls of an Asterisk that was killed, and goes on when it is started again', async () => {
    const [cut, after] = [newCaller(), newCaller()];
    const phone = await clinic.telephone('phone101', { does: 'talks' });
    const caller = await clinic.incoming({ from: cut, line: 1, does: 'talks' });
    await live(cut, 'answered');
    await clinic.pbx.kill();
    await connection('lost');
    await Promise.all([caller.stop(), phone.stop()]);
    await clinic.pbx.start();
    await connection('connected');
    const call = await clinic.settled((one) => one.from === `+${cut}`);
    expect(call).toMatchObject({ state: 'ended', result: 'answered', expired: false });
    expect(clinic.taken(clinic.screens.first, call)).toEqual(['call.answered', 'call.ended']);

    const [again, next] = [
      await clinic.telephone('phone101', { does: 'talks' }),
      await clinic.incoming({ from: after, line: 1, does: 'hangs-up' }),
    ];
    await Promise.all([again.done, next.done]);
    expect(await clinic.settled((one) => one.from === `+${after}`)).toMatchObject({ result: 'answered' });
  }, 45_000);

  it('tells why it is not connected when the secret is wrong', async () => {
    const [account] = clinic.configuration.pbx.values();
    const settings = account!.settings as { secret: string };
    const { secret } = settings;
    settings.secret = 'another-secret';
    try {
      clinic.proxy.cut();
      clinic.proxy.restore();
      await connection('lost');
      await eventually(async () => {
        const { rows } = await clinic
          .app()
          .db.database.pool.query<{ reason: string }>('select connection_reason as reason from pbx_account_state');
        expect(rows[0]?.reason).toMatch(/refuses the user/);
        expect(rows[0]?.reason).not.toContain('another-secret');
      });
    } finally {
      settings.secret = secret;
      await clinic.stopApp();
      await clinic.startApp();
    }
  }, 45_000);
});

describeWithAsterisk('call records of a real Asterisk', () => {
  let clinic: Clinic;
  beforeAll(async () => {
    clinic = await openClinic();
  }, 60_000);
  afterAll(() => clinic.stop());

  async function oneOfEach(): Promise<string[]> {
    const callers = [newCaller(), newCaller(), newCaller()] as const;
    const [answered, missed, grouped] = callers;
    const desk = await clinic.telephone('phone101', { does: 'talks' });
    await (
      await clinic.incoming({ from: answered, line: 1, does: 'hangs-up' })
    ).done;
    await desk.done;
    const silent = await clinic.telephone('phone101', { does: 'rings-on' });
    await (
      await clinic.incoming({ from: missed, line: 1, does: 'cancels', after: 1000 })
    ).done;
    await silent.done;
    const group = [
      await clinic.telephone('phone101', { does: 'rings-on' }),
      await clinic.telephone('phone102', { does: 'hangs-up' }),
    ];
    await (
      await clinic.incoming({ from: grouped, line: 7, does: 'talks' })
    ).done;
    await Promise.all(group.map((phone) => phone.done));
    return [...callers];
  }

  /** A call is compared two minutes after its end. */
  const later = { now: () => new Date(Date.now() + 180_000) };

  async function reconcile(): Promise<void> {
    const { configuration } = clinic;
    const reconciling = composeReconcile({
      configuration,
      database: clinic.app().db.database,
      clock: later,
      log: silentLog,
    });
    const now = later.now().getTime();
    await reconciling.run(
      'office',
      { from: new Date(now - 3600_000), to: new Date(now) },
      { piece: () => undefined, waiting: () => undefined, signal: new AbortController().signal },
    );
    await reconciling.close();
  }

  it('heals every call when Trubka was away for all of them, as if it had been there', async () => {
    await clinic.stopApp();
    const [answered, missed, grouped] = await oneOfEach();
    await clinic.startApp();
    const call = await clinic.settled((one) => one.from === `+${answered}`);
    expect(call).toMatchObject({
      direction: 'in',
      to: '+74950000101',
      result: 'answered',
      answeredBy: { extension: '101' },
      recording: true,
    });
    expect(await clinic.settled((one) => one.from === `+${missed}`)).toMatchObject({ result: 'missed' });
    const group = await clinic.settled((one) => one.from === `+${grouped}`);
    expect(group).toMatchObject({ result: 'answered', to: '+74950000107', answeredBy: { extension: '102' } });
    expect(legsOf(group)).toEqual(['101 rang', '102 answered']);
  }, 45_000);

  it('has every one of 60 calls although 3 in a hundred of them told nothing', async () => {
    const count = async (): Promise<number> => {
      const { rows } = await clinic
        .app()
        .db.database.pool.query<{ count: number }>(`select count(*) as count from call where state = 'ended'`);
      return rows[0]!.count;
    };
    const before = await count();
    // Two of the sixty. The telephone takes more calls than come: an INVITE that is repeated counts as one.
    const lost = new Set([11, 47]);
    const seen = new Map<string, number>();
    clinic.proxy.lose((message) => {
      const id = /^(?:Dest)?Linkedid: (\S+)/m.exec(message)?.[1];
      if (id === undefined) return false;
      if (!seen.has(id)) seen.set(id, seen.size);
      return lost.has(seen.get(id) ?? -1);
    });
    const phone = await clinic.telephone('phone101', { rings: 100, does: 'hangs-up', after: 300 }, 200);
    const callers = await clinic.many(60, { line: 1, does: 'talks' });
    await eventually(async () => {
      // Asking blocks this process, and with it the connection.
      await new Promise((resolve) => setTimeout(resolve, 500));
      if (seen.size < 60) throw new Error(`${seen.size} calls were placed`);
      if (!/^0 active channels/m.test(clinic.pbx.console('core show channels count'))) throw new Error('they go on');
    }, 40_000);
    await Promise.all([phone.stop(), callers.stop()]);
    clinic.proxy.lose(() => false);
    await eventually(async () => expect((await count()) - before).toBe(58));
    await reconcile();
    await eventually(async () => expect((await count()) - before).toBe(60));
    const missing = [...seen.keys()].filter((_, at) => lost.has(at));
    const { rows } = await clinic.app().db.database.pool.query<{ result: string; extension: string }>(
      `select c.result, c.answered_extension as extension from call c join provider_call p on p.call_id = c.id
       where p.provider_call_id = any($1)`,
      [missing],
    );
    expect(rows).toEqual(missing.map(() => ({ result: 'answered', extension: '101' })));
  }, 90_000);

  it('keeps the recording, and its bytes are what Asterisk wrote', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { does: 'talks', speaks: true });
    const caller = await clinic.incoming({ from, line: 1, does: 'hangs-up', after: 3000, speaks: true });
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call.recording).toBe(true);
    const played = await clinic.app().api(`/calls/${call.id}/recording`, 'demo-manager');
    expect(played.status).toBe(200);
    const bytes = Buffer.from(await played.arrayBuffer());
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('RIFF');
    const { spawnSync } = await import('node:child_process');
    const listed = spawnSync('find', [clinic.pbx.files.monitor, '-name', `*${from}*.wav`], { encoding: 'utf8' });
    const { readFileSync } = await import('node:fs');
    expect(bytes.equals(readFileSync(listed.stdout.trim()))).toBe(true);
    expect(bytes.length).toBeGreaterThan(20_000);
  }, 45_000);
});
