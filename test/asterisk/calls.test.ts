import { eventually } from '../support/eventually.ts';
import { describeWithAsterisk } from './asterisk.ts';
import { expectLasted, legsOf, newCaller, openClinic, rangInVain, type Clinic } from './clinic.ts';

describeWithAsterisk('calls of a real Asterisk', () => {
  let clinic: Clinic;
  beforeAll(async () => {
    clinic = await openClinic({ ringSeconds: 6 });
  }, 60_000);
  afterAll(() => clinic.stop());

  it('tells an answered call, and its pop rings, is answered and ends', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { rings: 2500, does: 'talks' });
    const caller = await clinic.incoming({ from, line: 1, does: 'hangs-up', after: 2200 });
    expect(await caller.done).toEqual({ ok: true });
    await phone.done;
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({
      direction: 'in',
      to: '+74950000101',
      branch: 'center',
      result: 'answered',
      answeredBy: { extension: '101', seat: 'reception-1' },
      late: false,
      expired: false,
    });
    expectLasted(call.talkSeconds, 2200);
    expect(legsOf(call)).toEqual(['101 answered']);
    expect(clinic.shown(clinic.screens.first, call)).toEqual(['call.ringing', 'call.answered', 'call.ended']);
    expect(clinic.shown(clinic.screens.second, call)).toEqual([]);
  });

  it('tells a missed call', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { does: 'rings-on' });
    const caller = await clinic.incoming({ from, line: 1, does: 'is-refused' });
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'no-answer', answeredBy: null });
    expect(call.waitSeconds).toBeGreaterThanOrEqual(5);
    expect(clinic.shown(clinic.screens.first, call)).toEqual(['call.ringing', rangInVain]);
  });

  it('shows no pop for a telephone that is busy', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { does: 'is-busy' });
    const caller = await clinic.incoming({ from, line: 1, does: 'is-refused' });
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'short' });
    expect(legsOf(call)).toEqual(['101 rang']);
    expect(clinic.shown(clinic.screens.first, call)).toEqual([]);
  });

  it('tells a call that the caller gave up', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { does: 'rings-on' });
    const caller = await clinic.incoming({ from, line: 1, does: 'cancels', after: 2500 });
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'short' });
    expect(clinic.shown(clinic.screens.first, call)).toEqual(['call.ringing', rangInVain]);
  });

  it('tells a ring group: one call, the others close when one answers', async () => {
    const from = newCaller();
    const first = await clinic.telephone('phone101', { does: 'rings-on' });
    const second = await clinic.telephone('phone102', { rings: 2500, does: 'hangs-up' });
    const caller = await clinic.incoming({ from, line: 2, does: 'talks' });
    await Promise.all([caller.done, first.done, second.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'answered', answeredBy: { extension: '102' } });
    expect(legsOf(call)).toEqual(['101 rang', '102 answered']);
    expect(clinic.shown(clinic.screens.first, call)).toEqual(['call.ringing', 'call.closed answered-elsewhere']);
    expect(clinic.taken(clinic.screens.second, call)).toEqual(['call.answered', 'call.ended']);
  });

  it('tells a ring group of Local channels the same', async () => {
    const from = newCaller();
    const first = await clinic.telephone('phone101', { does: 'rings-on' });
    const second = await clinic.telephone('phone102', { rings: 2500, does: 'hangs-up' });
    const caller = await clinic.incoming({ from, line: 7, does: 'talks' });
    await Promise.all([caller.done, first.done, second.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'answered', answeredBy: { extension: '102' } });
    expect(legsOf(call)).toEqual(['101 rang', '102 answered']);
    expect(clinic.shown(clinic.screens.first, call)).toEqual(['call.ringing', 'call.closed answered-elsewhere']);
  });

  it('tells a queue: the first agent does not answer, the second does', async () => {
    const from = newCaller();
    // Whoever is asked first by turns does not answer.
    const phones = await Promise.all([
      clinic.telephone('phone101', { does: 'rings-on' }),
      clinic.telephone('phone102', { rings: 700, does: 'hangs-up' }),
    ]);
    const caller = await clinic.incoming({ from, line: 3, does: 'talks' });
    await Promise.all([caller.done, phones[1].done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    await Promise.all(phones.map((phone) => phone.stop()));
    expect(call).toMatchObject({ result: 'answered', answeredBy: { extension: '102' } });
    expect(legsOf(call)).toContain('102 answered');
    expect(legsOf(call)).not.toContain('101 answered');
    expect(clinic.taken(clinic.screens.second, call)).toEqual(['call.answered', 'call.ended']);
  });

  it('tells a queue of Local channels that the caller left', async () => {
    const from = newCaller();
    const phones = await Promise.all([
      clinic.telephone('phone101', { does: 'rings-on' }),
      clinic.telephone('phone102', { does: 'rings-on' }),
    ]);
    const caller = await clinic.incoming({ from, line: 4, does: 'hangs-up', after: 2500 });
    await Promise.all([caller.done, ...phones.map((phone) => phone.done)]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'missed' });
    expect(legsOf(call)).toEqual(['101 rang', '102 rang']);
    expect(clinic.shown(clinic.screens.first, call)[0]).toBe('call.ringing');
    expect(clinic.shown(clinic.screens.first, call).at(-1)).toMatch(/^call.closed/);
  });

  it('tells a call that ended in the menu', async () => {
    const from = newCaller();
    const caller = await clinic.incoming({ from, line: 5, does: 'hangs-up', after: 1500 });
    await caller.done;
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'in-menu' });
  });

  it('tells voicemail as missed', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { does: 'rings-on' });
    const caller = await clinic.incoming({ from, line: 9, does: 'hangs-up', after: 1500 });
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'missed', missedReason: 'voicemail' });
  });

  it('tells one extension on two devices as one answer', async () => {
    const from = newCaller();
    const desk = await clinic.telephone('phone103', { does: 'rings-on' });
    const mobile = await clinic.telephone('phone103b', { rings: 900, does: 'hangs-up' });
    const caller = await clinic.incoming({ from, line: 6, does: 'talks' });
    await Promise.all([caller.done, desk.done, mobile.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'answered', answeredBy: { extension: '103', seat: 'reception-3' } });
  });

  it('tells a call that was sent on to a mobile: answered, by no seat', async () => {
    const from = newCaller();
    const mobile = await clinic.telephone('outside', { does: 'talks' });
    const caller = await clinic.incoming({ from, line: 8, does: 'hangs-up' }, 'phone103');
    await Promise.all([caller.done, mobile.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ direction: 'in', result: 'answered', answeredBy: null, to: '+74950000108' });
    expect(clinic.shown(clinic.screens.first, call)).toEqual([]);
  });

  it('keeps a withheld number hidden, also when the provider sends it all the same', async () => {
    const before = new Set((await clinic.calls()).map(({ id }) => id));
    const phone = await clinic.telephone('phone101', { does: 'talks' });
    const caller = await clinic.incoming({
      from: 'anonymous',
      line: 1,
      does: 'hangs-up',
      headers: ['Privacy: id', 'P-Asserted-Identity: <sip:79000009999@127.0.0.1>'],
    });
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => !before.has(one.id));
    expect(call).toMatchObject({ direction: 'in', from: null, result: 'answered', caller: { kind: 'hidden' } });
    expect(JSON.stringify(clinic.screens.first.calls())).not.toContain('79000009999');
    const { rows } = await clinic.app().db.database.pool.query('select event from call_event');
    expect(JSON.stringify(rows).match(/79000009999/g)).toBeNull();
  });

  it('tells an internal call and shows it to nobody', async () => {
    const before = new Set((await clinic.calls()).map(({ id }) => id));
    const phone = await clinic.telephone('phone102', { does: 'talks' });
    const caller = await clinic.placed('phone101', { from: '101', to: '102', does: 'hangs-up' });
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => !before.has(one.id));
    expect(call).toMatchObject({ direction: 'internal', from: null });
    expect(clinic.shown(clinic.screens.second, call)).toEqual([]);
  });

  it('tells an outgoing call, answered and not', async () => {
    const before = new Set((await clinic.calls()).map(({ id }) => id));
    const patient = await clinic.telephone('outside', { does: 'talks' });
    const answered = await clinic.placed('phone101', { from: '101', to: '89000000555', does: 'hangs-up' });
    await Promise.all([patient.done, answered.done]);
    const call = await clinic.settled((one) => !before.has(one.id));
    expect(call).toMatchObject({
      direction: 'out',
      to: '+79000000555',
      line: '+74950000101',
      result: 'answered',
      answeredBy: { extension: '101' },
    });
    const asleep = await clinic.telephone('outside', { does: 'rings-on' });
    const given = await clinic.placed('phone101', { from: '101', to: '89000000556', does: 'cancels' });
    await Promise.all([asleep.done, given.done]);
    expect(await clinic.settled((one) => one.to === '+79000000556')).toMatchObject({
      direction: 'out',
      result: 'unanswered',
      answeredBy: null,
    });
  });

  it('dials by click: the operator first, then the patient', async () => {
    const operator = await clinic.telephone('phone101', { does: 'talks' });
    const patient = await clinic.telephone('outside', { does: 'hangs-up' });
    const response = await clinic.app().api('/calls', 'demo-reception-1', {
      method: 'POST',
      headers: { 'idempotency-key': 'click-to-call-1' },
      body: JSON.stringify({ phone: '+79000000557' }),
    });
    expect(response.status).toBe(202);
    const { providerCallId } = (await response.json()) as { providerCallId: string };
    await Promise.all([operator.done, patient.done]);
    const call = await clinic.settled((one) => one.to === '+79000000557');
    expect(call).toMatchObject({ direction: 'out', result: 'answered', answeredBy: { extension: '101' } });
    const { rows } = await clinic
      .app()
      .db.database.pool.query('select provider_call_id as id from provider_call where call_id = $1', [call.id]);
    expect(rows).toEqual([{ id: providerCallId }]);
  });

  it('hangs up a call that goes on', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { does: 'talks' });
    const caller = await clinic.incoming({ from, line: 1, does: 'talks' });
    const id = await eventually(async () => {
      const live = (await clinic.calls()).find((call) => call.from === `+${from}` && call.state === 'answered');
      if (live === undefined) throw new Error('not answered yet');
      const { rows } = await clinic
        .app()
        .db.database.pool.query<{ id: string }>('select provider_call_id as id from provider_call where call_id = $1', [
          live.id,
        ]);
      return rows[0]!.id;
    });
    const { asterisk } = await import('../../adapters/pbx/asterisk/adapter.ts');
    const { http, clock } = { http: null as never, clock: { now: () => new Date() } };
    const settings = clinic.configuration.pbx.get('office')!.settings as never;
    await asterisk.api!.hangUp!({ account: 'office', settings, http, clock }, id, []);
    expect(await Promise.all([caller.done, phone.done])).toEqual([{ ok: true }, { ok: true }]);
    expect(await clinic.settled((one) => one.from === `+${from}`)).toMatchObject({ result: 'answered' });
  });
});
