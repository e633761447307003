import { testConfiguration } from '../support/configuration.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type Frame, type RunningApp } from '../support/running-app.ts';

/** Two places of one reception answer at one number, so that the PBX cannot tell who did. */
const GROUP = '600';
const [first, second] = ['demo-reception-1', 'demo-reception-2'] as const;

let app: RunningApp;
beforeAll(async () => {
  const { seats } = testConfiguration();
  const shared = ['reception-1', 'reception-2'].map(
    (id) => [id, { ...seats.get(id)!, groupExtensions: [GROUP] }] as const,
  );
  app = await runApp({ configuration: testConfiguration({ seats: new Map([...seats, ...shared]) }) });
}, 60_000);
afterAll(() => app.stop());

const is = (type: string) => (frame: Frame) => frame.type === type;

interface Body {
  id: string;
  answeredBy: { extension: string | null; seat: string | null; name: string | null } | null;
  outcome: { outcome: string } | null;
  note: { text: string; by: string } | null;
  settled: boolean;
  type: string;
  seat?: string;
}

async function ask(
  method: string,
  path: string,
  token: string,
  body?: unknown,
): Promise<{ status: number; body: Body }> {
  const response = await app.api(path, token, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return { status: response.status, body: (await response.json()) as Body };
}

/** A call that rings at the number of both; answers its id, its notifications and the screens that show it. */
async function ringing(from: string) {
  const screens = await Promise.all([first, second].map((token) => app.screen(token)));
  const call = uisCall({ from });
  for (const [event, fields] of [call.incoming(), call.ringing(GROUP)])
    expect((await app.uis(event, fields)).status).toBe(200);
  // Calls of other tests may still go on.
  const own = (frame: Frame): boolean => frame.type === 'call.ringing' && frame.call?.from === `+${from}`;
  const [shown] = await Promise.all(screens.map((screen) => screen.next(own)));
  return { id: shown!.callId!, call, screens, close: () => screens.forEach((screen) => screen.close()) };
}

const audited = async (id: string) => {
  const { rows } = await app.db.database.pool.query<{ what: string }>(
    'select what from audit where subject = $1 order by id',
    [`call ${id}`],
  );
  return rows.map(({ what }) => what);
};

describe('«Трубка» where several places answer at one number', () => {
  it('gives the call to the first that takes it; the card of the other closes and says where it is', async () => {
    const { id, call, screens, close } = await ringing('79000000601');
    const both = await Promise.all([first, second].map((token) => ask('POST', `/calls/${id}/take`, token)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const winner = both.findIndex(({ status }) => status === 200);
    const seat = `reception-${winner + 1}`;
    expect(both[1 - winner]!.body).toMatchObject({ type: expect.stringMatching(/already-taken$/), seat });
    await screens[winner]!.next(is('call.answered'));
    expect(await screens[1 - winner]!.next(is('call.closed'))).toMatchObject({ reason: 'answered-elsewhere', seat });

    // What the PBX tells afterwards, it tells of the number only.
    await app.uis(...call.answered(GROUP));
    await app.uis(...call.ended());
    await screens[winner]!.next(is('call.ended'));
    expect((await ask('GET', `/calls/${id}`, first)).body.answeredBy).toMatchObject({ extension: GROUP, seat });
    expect(await audited(id)).toEqual(['call.taken']);
    close();
  });

  it('stays with both to be taken when it is answered, and is theirs again when it is given back', async () => {
    const { id, call, screens, close } = await ringing('79000000602');
    await app.uis(...call.answered(GROUP));
    for (const screen of screens) await screen.next(is('call.updated'));
    expect((await ask('POST', `/calls/${id}/take`, second)).status).toBe(200);
    await screens[0]!.next(is('call.closed'));
    expect((await ask('DELETE', `/calls/${id}/take`, first)).status).toBe(409);
    expect((await ask('DELETE', `/calls/${id}/take`, second)).body.answeredBy).toMatchObject({ seat: null });
    await eventually(() => expect(screens[0]!.calls().filter(is('call.ringing'))).toHaveLength(2));
    expect((await ask('POST', `/calls/${id}/take`, first)).status).toBe(200);
    await app.uis(...call.ended());
    await screens[0]!.next(is('call.ended'));
    expect(await audited(id)).toEqual(['call.taken', 'call.released', 'call.taken']);
    close();
  });

  it('keeps a screen that comes back: the call is talked by who took it and gone for the other', async () => {
    const { id, call, close } = await ringing('79000000603');
    await ask('POST', `/calls/${id}/take`, first);
    const [own, other] = [await app.screen(first), await app.screen(second)];
    expect(await own.next(is('call.answered'))).toMatchObject({ callId: id });
    await app.uis(...call.ended());
    await own.next(is('call.ended'));
    expect(other.calls()).toEqual([]);
    for (const screen of [own, other]) screen.close();
    close();
  });

  it('gives way to the PBX where it names somebody, and a missed call is nobody’s', async () => {
    const { id, call, screens, close } = await ringing('79000000604');
    await app.uis(...call.ringing('102', 6));
    await app.uis(...call.answered('102', 8));
    await screens[1]!.next(is('call.answered'));
    expect((await ask('POST', `/calls/${id}/take`, first)).body).toMatchObject({ seat: 'reception-2' });
    expect((await ask('POST', `/calls/${id}/take`, second)).status).toBe(200);
    expect(await audited(id)).toEqual([]);
    close();

    const missed = await ringing('79000000605');
    await app.uis(...missed.call.missed());
    await app.uis(...missed.call.ended(20, 20, 0));
    await missed.screens[0]!.next(is('call.closed'));
    expect((await ask('POST', `/calls/${missed.id}/take`, first)).body.type).toMatch(/not-to-take$/);
    missed.close();
  });

  it('is for workplaces; a manager puts right what was pressed, and nobody else’s calls are touched', async () => {
    const { id, close } = await ringing('79000000606');
    expect((await ask('POST', `/calls/${id}/take`, 'demo-manager')).status).toBe(403);
    expect((await ask('POST', `/calls/${id}/take`, 'demo-reception-3')).status).toBe(404);
    await ask('POST', `/calls/${id}/take`, first);
    expect((await ask('DELETE', `/calls/${id}/take`, 'demo-manager')).status).toBe(200);
    close();
  });
});

describe('a call that is over', () => {
  /** Answered at the number of both, and nobody pressed anything. */
  async function talked(from: string): Promise<string> {
    const { id, call, close } = await ringing(from);
    await app.uis(...call.answered(GROUP));
    await app.uis(...call.ended());
    close();
    return id;
  }

  it('may still be taken, and counts for who was on shift there', async () => {
    const id = await talked('79000000611');
    await ask('POST', '/shift', first, {
      seat: 'reception-1',
      name: 'Анна Котова',
      pin: '1234',
      since: new Date(Date.now() - 3_600_000),
    });
    expect((await ask('POST', `/calls/${id}/take`, first)).body.answeredBy).toEqual({
      ...{ extension: GROUP, seat: 'reception-1', name: 'Анна Котова' },
    });
    await eventually(async () => {
      const { rows } = await app.db.database.pool.query('select operator from contact_call where call_id = $1', [id]);
      expect(rows).toEqual([{ operator: 'Анна Котова' }]);
    }, 20_000);
  });

  it('has a note that two people cannot write over each other', async () => {
    const id = await talked('79000000612');
    const put = (note: string | null, before: string | null, token: string = first) =>
      ask('PUT', `/calls/${id}/note`, token, { note, before });
    expect((await put('Перезвонить мужу', null)).body.note).toMatchObject({ text: 'Перезвонить мужу', by: first });
    expect((await put('Перезвонить мужу после 18', 'Перезвонить мужу')).status).toBe(200);
    // The same again, when its answer got lost.
    expect((await put('Перезвонить мужу после 18', 'Перезвонить мужу')).status).toBe(200);
    const late = await put('Другое', null, second);
    expect([late.status, late.body]).toMatchObject([409, { note: 'Перезвонить мужу после 18' }]);
    expect((await put('  ', 'Перезвонить мужу после 18')).body.note).toBeNull();
    expect(await audited(id)).toEqual(['note.put', 'note.cleared']);
    expect((await put('x'.repeat(4001), null)).status).toBe(400);
  });
});

it('a wish from the card names the visit as the card does: the patient would come earlier', async () => {
  const { pool } = app.db.database;
  await pool.query(
    `insert into visit (source, external_id, zone, starts_at, ends_at, state, updated_at)
     values ('mis:one', '7:1', 'Europe/Moscow', now() + interval '2 days', now() + interval '2 days 1 hour', 'planned', now())`,
  );
  const wish = async (visit: string) => {
    const headers = { 'idempotency-key': visit };
    const body = JSON.stringify({ phone: '+79000000620', branch: 'center', visit });
    const response = await app.api('/waiting-list', first, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as { visitId: string; earlierThan: string } };
  };
  const made = await wish('mis:one:7:1');
  expect([made.status, made.body]).toMatchObject([
    201,
    { visitId: expect.stringMatching(/^\d+$/), earlierThan: expect.any(String) },
  ]);
  expect((await wish('mis:one:8')).status).toBe(409);
});
