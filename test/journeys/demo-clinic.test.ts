import { resolve } from 'node:path';
import { fillDemo } from '../../src/commands/demo-command.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type Frame, type RunningApp } from '../support/running-app.ts';

const base = testConfiguration();
const configuration = testConfiguration({
  pbx: new Map([...base.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 0 }])),
});
const root = resolve('.');

let running: RunningApp;
beforeAll(async () => {
  const db = await testDatabase();
  await fillDemo(db.database, configuration, root);
  running = await runApp({ configuration, db });
});
afterAll(async () => {
  await running.stop();
  await running.db.drop();
});

/** Rings at reception 1 and answers what the card shows. */
async function ring(from: string): Promise<{ frame: Frame; end: () => Promise<void> }> {
  const screen = await running.screen('demo-reception-1');
  const call = uisCall({ from });
  await running.uis(...call.incoming());
  await running.uis(...call.ringing('101'));
  const frame = await screen.next(({ type }) => type === 'call.ringing');
  return {
    frame,
    end: async () => {
      await running.uis(...call.missed());
      await running.uis(...call.ended(20, 20, 0));
      screen.close();
    },
  };
}

const shown = ({ caller }: Frame) => ({
  kind: caller?.kind,
  class: caller?.class,
  names: caller?.candidates.map(({ name }) => name),
});

describe('who is calling in the demo clinic', () => {
  it.each([
    ['79000000102', { kind: 'patient', class: 'returning', names: ['Кузнецов Андрей Викторович'] }],
    ['79000000103', { kind: 'patient', class: 'about-own-visit', names: ['Смирнова Ольга Николаевна'] }],
    ['79000000104', { kind: 'unknown', class: 'first-time', names: [] }],
    ['79000000107', { kind: 'patient', class: 'about-own-visit', names: ['Григорьев Павел Олегович'] }],
    ['74950000106', { kind: 'contractor', class: 'contractor', names: ['Зуботехническая лаборатория «Эталон»'] }],
  ])('%s', async (from, expected) => {
    const { frame, end } = await ring(from);
    expect(shown(frame)).toEqual(expected);
    await end();
  });

  it('scenario 12: a nurse’s private mobile that is also in a patient’s card: staff first, both shown', async () => {
    const { frame, end } = await ring('79000000105');
    expect(frame.caller).toMatchObject({ kind: 'staff', class: 'staff' });
    expect(frame.caller?.candidates.map((candidate) => (candidate as unknown as { kind: string }).kind)).toEqual([
      'staff',
      'patient',
    ]);
    await end();
  });

  it('scenario 13: a family of three on one number, the son with a visit today first, nobody chosen', async () => {
    const { frame, end } = await ring('79000000101');
    expect(frame.caller).toMatchObject({ kind: 'patient', class: 'about-own-visit' });
    expect(frame.caller?.reasons).toContain('household-unresolved');
    expect(frame.caller?.candidates.map(({ name, chosen }) => [name, chosen])).toEqual([
      ['Орлов Тимофей Сергеевич', false],
      ['Орлова Мария Петровна', false],
      ['Орлов Сергей Иванович', false],
    ]);
    await end();
  });

  it('a person’s choice sticks to the call, is shown at once, corrects its class, is offered next time and can be undone', async () => {
    const { frame, end } = await ring('79000000101');
    const screen = await running.screen('demo-reception-1');
    const mother = frame.caller?.candidates.find(({ name }) => name.startsWith('Орлова'));
    const choose = (personId: string | null) =>
      running.api(`/calls/${frame.callId}/caller`, 'demo-reception-1', {
        method: 'PUT',
        body: JSON.stringify({ personId }),
      });
    expect((await choose(mother!.id)).status).toBe(200);
    const updated = await screen.next(
      ({ type, caller }) => type === 'call.updated' && caller?.candidates.some(({ chosen }) => chosen) === true,
    );
    expect(updated.caller).toMatchObject({ class: 'returning' });
    expect(updated.version).toBeGreaterThan(frame.version!);
    expect((await choose('999999')).status).toBe(409);
    await end();
    await eventually(async () => {
      const row = await running.db.database.sql
        .selectFrom('delivery')
        .select('payload')
        .where('call_id', '=', Number(frame.callId))
        .where('kind', '=', 'call')
        .executeTakeFirstOrThrow();
      expect(row.payload).toMatchObject({ class: 'returning' });
    });
    const next = await ring('79000000101');
    // The son's visit today still comes first.
    expect(next.frame.caller?.candidates[1]).toMatchObject({ id: mother!.id, why: 'chosen-last-time', chosen: false });
    await next.end();
    expect((await choose(null)).status).toBe(200);
    const undone = (await (await running.api(`/calls/${frame.callId}`, 'demo-manager')).json()) as {
      class: string;
      caller: Frame['caller'];
    };
    expect(undone.class).toBe('about-own-visit');
    expect(undone.caller?.candidates.every(({ chosen }) => !chosen)).toBe(true);
    const audit = await running.db.database.sql
      .selectFrom('audit')
      .select(['who', 'what', 'subject'])
      .orderBy('id')
      .execute();
    expect(audit).toEqual([
      { who: 'demo-reception-1', what: 'caller.chosen', subject: `call ${frame.callId}` },
      { who: 'demo-reception-1', what: 'caller.cleared', subject: `call ${frame.callId}` },
    ]);
    screen.close();
  });

  it('a seat of another branch can neither see nor correct the call', async () => {
    const { frame, end } = await ring('79000000101');
    expect((await running.api(`/calls/${frame.callId}`, 'demo-reception-3')).status).toBe(404);
    const answer = await running.api(`/calls/${frame.callId}/caller`, 'demo-reception-3', {
      method: 'PUT',
      body: '{"personId":null}',
    });
    expect(answer.status).toBe(404);
    await end();
  });

  it('filling the demo again changes nothing but what moved on', async () => {
    const count = async () =>
      (
        await running.db.database.sql
          .selectFrom('person')
          .select((eb) => eb.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n;
    const before = await count();
    await fillDemo(running.db.database, configuration, root);
    expect(await count()).toBe(before);
  });
});

describe('scenario 46: a robot', () => {
  it('of six one-second rings in ten seconds is spam in all of them, and asks nobody to call back', async () => {
    const slow = await runApp({
      configuration: testConfiguration({
        pbx: new Map([...base.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 2 }])),
      }),
    });
    for (let time = 0; time < 6; time += 1) {
      const call = uisCall({ from: '79000000999', startedAt: new Date(Date.now() - 10_000 + time * 1600) });
      await slow.uis(...call.incoming());
      await slow.uis(...call.ringing('101', 0));
      await slow.uis(...call.missed(1, 1));
      await slow.uis(...call.ended(1, 1, 0));
    }
    await eventually(async () => {
      const rows = await slow.db.database.sql.selectFrom('call').select(['class', 'settled_at']).execute();
      expect(rows.map((row) => [row.class, row.settled_at !== null])).toEqual(
        Array.from({ length: 6 }, () => ['spam', true]),
      );
    });
    const tickets = await slow.db.database.sql
      .selectFrom('delivery')
      .select('id')
      .where('kind', '=', 'ticket')
      .execute();
    expect(tickets).toEqual([]);
    await slow.stop();
  });
});
