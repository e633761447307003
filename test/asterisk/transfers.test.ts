import { eventually } from '../support/eventually.ts';
import { describeWithAsterisk } from './asterisk.ts';
import { expectLasted, legsOf, newCaller, openClinic, type Clinic } from './clinic.ts';

describeWithAsterisk('transfers of a real Asterisk', () => {
  let clinic: Clinic;
  beforeAll(async () => {
    clinic = await openClinic();
  }, 60_000);
  afterAll(() => clinic.stop());

  it.each([
    ['by REFER', { does: 'transfers-blind', to: '102' } as const],
    ['by ##', { does: 'talks', keys: '##102' } as const],
  ])('follows a blind transfer %s: one call, the pop goes to the second', async (_how, first) => {
    const from = newCaller();
    const phones = [
      await clinic.telephone('phone101', first),
      await clinic.telephone('phone102', { does: 'hangs-up', after: 2500 }),
    ];
    const caller = await clinic.incoming({ from, line: 1, does: 'talks' });
    await Promise.all([caller.done, ...phones.map((phone) => phone.done)]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect((await clinic.calls()).filter((one) => one.from === `+${from}`)).toHaveLength(1);
    expect(call).toMatchObject({ direction: 'in', result: 'answered', answeredBy: { extension: '102' } });
    expect(legsOf(call)).toEqual(['101 answered', '102 answered']);
    expect(clinic.taken(clinic.screens.first, call)).toEqual(['call.answered', 'call.closed transferred']);
    expect(clinic.taken(clinic.screens.second, call)).toEqual(['call.answered', 'call.ended']);
  });

  it('follows an attended transfer by *2', async () => {
    const from = newCaller();
    const phones = [
      await clinic.telephone('phone101', { does: 'talks', keys: '*2102', hangsUpAfterKeys: 4500 }),
      await clinic.telephone('phone102', { does: 'hangs-up', after: 6000 }),
    ];
    const caller = await clinic.incoming({ from, line: 1, does: 'talks' });
    await Promise.all([caller.done, ...phones.map((phone) => phone.done)]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ direction: 'in', result: 'answered', answeredBy: { extension: '102' } });
    expect(legsOf(call)).toEqual(['101 answered', '102 answered']);
    expect((await clinic.calls()).filter((one) => one.from === `+${from}`)).toHaveLength(1);
    expect(clinic.taken(clinic.screens.second, call)).toEqual(['call.answered', 'call.ended']);
  });

  it('follows a consultation that comes to nothing: the first takes the call back', async () => {
    const from = newCaller();
    const phones = [
      await clinic.telephone('phone101', { does: 'talks', keys: '*2102' }),
      await clinic.telephone('phone102', { does: 'is-busy' }),
    ];
    const caller = await clinic.incoming({ from, line: 1, does: 'hangs-up', after: 7000 });
    await Promise.all([caller.done, ...phones.map((phone) => phone.done)]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'answered', answeredBy: { extension: '101' } });
  });

  it('follows a call that another telephone picks up', async () => {
    const from = newCaller();
    const rings = await clinic.telephone('phone101', { does: 'rings-on' });
    const caller = await clinic.incoming({ from, line: 1, does: 'talks' });
    await eventually(() =>
      expect(clinic.screens.first.calls()).toContainEqual(
        expect.objectContaining({ type: 'call.ringing', call: expect.objectContaining({ from: `+${from}` }) }),
      ),
    );
    const picks = await clinic.placed('phone102', { from: '102', to: '*8', does: 'hangs-up', after: 1800 });
    await Promise.all([caller.done, rings.done, picks.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ direction: 'in', result: 'answered', answeredBy: { extension: '102' } });
    expect(clinic.shown(clinic.screens.first, call)).toEqual(['call.ringing', 'call.closed answered-elsewhere']);
    // The employee who dialled *8 placed no call of their own.
    await eventually(async () => expect((await clinic.calls()).filter(({ state }) => state !== 'ended')).toEqual([]));
  });

  it('tells of a call on hold', async () => {
    const from = newCaller();
    const phone = await clinic.telephone('phone101', { does: 'holds-and-talks' });
    const caller = await clinic.incoming({ from, line: 1, does: 'hangs-up', after: 4200 });
    await Promise.all([caller.done, phone.done]);
    const call = await clinic.settled((one) => one.from === `+${from}`);
    expect(call).toMatchObject({ result: 'answered', answeredBy: { extension: '101' } });
    expectLasted(call.talkSeconds, 4200);
    const { rows } = await clinic.app().db.database.pool.query<{ kind: string }>(
      `select e.event->>'kind' as kind from call_event e join provider_call p
           on p.account = e.account and p.provider_call_id = e.event->>'providerCallId'
         where p.call_id = $1`,
      [call.id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['held', 'resumed']));
  });
});
