import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { PermanentFailure } from '../../src/contracts/failures.ts';
import type { PbxApi, WantedTags } from '../../src/contracts/pbx-api.ts';
import { askingAccount, askingAdapter } from '../answers/asking-adapter.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';

interface View {
  id: string;
  kind: string;
  state: string;
  reason: string | null;
  error: string | null;
  attempts: number;
  callId: string | null;
  payload: unknown;
  editable: boolean;
}
interface Page {
  items: View[];
  next: string | null;
}

const tagTexts = {
  'about-own-visit': 'Уже записан',
  'first-time': 'Первичный',
  returning: 'Повторный',
  staff: 'Сотрудник',
  contractor: 'Контрагент',
  spam: 'Спам',
  unknown: '',
};

describe('classes written to the PBX as tags, and what waits for a person', () => {
  let app: RunningApp;
  let db: TestDatabase;
  let tagged: WantedTags[] = [];
  let refuse: string | null = null;
  const api: PbxApi<unknown> = {
    async writeTags(_context, wanted) {
      if (refuse !== null) throw new PermanentFailure(refuse);
      tagged.push(wanted);
    },
  };
  beforeAll(async () => {
    db = await testDatabase();
    await addToken(db.database.sql, systemClock, {
      label: 'it',
      role: 'it',
      seat: null,
      branches: ['center'],
      token: 'it',
    });
    app = await runApp({
      db,
      configuration: testConfiguration({
        pbx: new Map([
          ['asking', askingAccount({ tagTexts })],
          ['silent', askingAccount({ id: 'silent', tagTexts: undefined })],
        ]),
      }),
      adapters: { pbx: [askingAdapter({ asks: false, api })] },
    });
    // Fresh enough that an unseen number is a first-time caller.
    await db.database.sql
      .insertInto('directory_source')
      .values({ source: 'file:patients', kind: 'patient', refreshed_at: new Date(), people: 1 })
      .execute();
  });
  afterAll(async () => {
    await app.stop();
    await db.drop();
  });
  beforeEach(() => {
    tagged = [];
    refuse = null;
  });

  const tell = (body: object, account = 'asking') =>
    fetch(`${app.url}/webhooks/${account}/s3cret`, { method: 'POST', body: JSON.stringify(body) });
  const ended = (call: string, told: object = {}, account = 'asking') =>
    tell({ call, kind: 'ended', from: '+79000000777', extension: '101', talk: 20, ...told }, account);
  const get = async (path: string, token = 'it') => {
    const response = await app.api(path, token);
    return { status: response.status, body: (await response.json()) as Page };
  };
  const post = async (path: string, body: object = {}, method = 'POST') => {
    const response = await app.api(path, 'it', { method, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as View & { replayed: number; detail: string } };
  };
  const deadOf = async (call: string): Promise<View> =>
    eventually(async () => {
      const { items } = (await get('/deliveries?state=dead')).body;
      const found = items.find(({ payload }) => (payload as { providerCallId: string }).providerCallId === call);
      if (found === undefined) throw new Error('not dead yet');
      return found;
    });

  it('go out when the call is settled, and again only when the class has changed', async () => {
    await ended('T1');
    await eventually(() =>
      expect(tagged).toEqual([
        {
          providerCallId: 'T1',
          tags: ['Первичный'],
          ours: ['Уже записан', 'Первичный', 'Повторный', 'Сотрудник', 'Контрагент', 'Спам'],
        },
      ]),
    );
    // A late fact settles the call once more; the class is the same.
    await tell({ call: 'T1', kind: 'ringing', extension: '101' });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(tagged).toHaveLength(1);
    await db.database.pool.query(
      `update call set class = 'contractor', settled_at = null, settle_due_at = now()
       where id = (select call_id from provider_call where provider_call_id = 'T1')`,
    );
    await eventually(() => expect(tagged.map(({ tags }) => tags)).toEqual([['Первичный'], ['Контрагент']]));
    await db.database.pool.query(
      `update call set class = 'unknown', settled_at = null, settle_due_at = now()
       where id = (select call_id from provider_call where provider_call_id = 'T1')`,
    );
    await eventually(() => expect(tagged.at(-1)!.tags).toEqual([]));
  });

  it('stay here for accounts that do not want them, for old calls and for classes without a text', async () => {
    await ended('T2', {}, 'silent');
    await ended('T3', { at: new Date(Date.now() - 80 * 3600_000).toISOString() });
    await ended('T4', { from: null });
    await ended('T5');
    await eventually(() => expect(tagged.map(({ providerCallId }) => providerCallId)).toEqual(['T5']));
    const rows = await db.database.sql.selectFrom('delivery').select('payload').execute();
    const owed = rows.map(({ payload }) => (payload as { providerCallId: string }).providerCallId);
    expect(owed.filter((id) => ['T2', 'T3', 'T4'].includes(id))).toEqual([]);
  });

  it('wait for a person when they are refused: seen, sent again once, let go', async () => {
    refuse = 'tag_not_found: create the tag in the cabinet';
    await ended('T6');
    const dead = await deadOf('T6');
    expect(dead).toMatchObject({ kind: 'pbx-tags', reason: 'permanent', error: refuse, attempts: 1, editable: null });
    expect(dead.callId).toMatch(/^\d+$/);
    refuse = null;
    for (const [what, method] of [
      ['replay', 'POST'],
      ['dismiss', 'POST'],
      ['payload', 'PUT'],
    ])
      expect((await app.api(`/deliveries/${dead.id}/${what}`, 'demo-manager', { method: method! })).status).toBe(403);
    expect(await post(`/deliveries/${dead.id}/replay`)).toMatchObject({ status: 200, body: { state: 'owed' } });
    await eventually(() => expect(tagged.map(({ providerCallId }) => providerCallId)).toEqual(['T6']));
    expect(await post(`/deliveries/${dead.id}/replay`)).toMatchObject({ status: 409 });

    refuse = 'no';
    await ended('T7');
    const second = await deadOf('T7');
    expect(await post(`/deliveries/${second.id}/payload`, {}, 'PUT')).toMatchObject({ status: 409 });
    expect(await post(`/deliveries/${second.id}/dismiss`)).toMatchObject({
      status: 200,
      body: { state: 'dismissed', payload: null },
    });
    expect(await post(`/deliveries/${second.id}/dismiss`)).toMatchObject({ status: 409 });
    const audit = await db.database.sql.selectFrom('audit').select(['who', 'what', 'subject']).execute();
    expect(audit).toEqual([
      { who: 'it', what: 'delivery.replayed', subject: `delivery ${dead.id}` },
      { who: 'it', what: 'delivery.dismissed', subject: `delivery ${second.id}` },
    ]);
  });

  it('are sent again by account, kind or reason, or all at once', async () => {
    refuse = 'no';
    await ended('T8');
    await ended('T9');
    await Promise.all([deadOf('T8'), deadOf('T9')]);
    refuse = null;
    expect(await post('/deliveries/replay')).toMatchObject({ status: 400 });
    expect((await post('/deliveries/replay', { account: 'other' })).body.replayed).toBe(0);
    expect((await post('/deliveries/replay', { reason: 'ambiguous' })).body.replayed).toBe(0);
    expect((await post('/deliveries/replay', { kind: 'pbx-tags', reason: 'permanent' })).body.replayed).toBe(2);
    expect((await post('/deliveries/replay', { all: true })).body.replayed).toBe(0);
    await eventually(() => expect(tagged.map(({ providerCallId }) => providerCallId).sort()).toEqual(['T8', 'T9']));
  });

  it('are listed by pages, masked, and to nobody at reception', async () => {
    await db.database.sql
      .insertInto('delivery')
      .values({
        account: 'crm',
        kind: 'unheard-of',
        state: 'dead',
        payload: JSON.stringify({ phone: '+79000000777', name: 'Иванова', seconds: 5, text: 'от +79000000777' }),
        created_at: new Date(),
        dead_reason: 'gave-up',
      })
      .execute();
    const { body } = await get('/deliveries?account=crm&state=dead');
    expect(body.items).toHaveLength(1);
    expect(JSON.stringify(body)).not.toMatch(/79000000777|Иванова/);
    expect(body.items[0]).toMatchObject({ reason: 'gave-up', payload: { seconds: 5 } });
    const first = await get('/deliveries?limit=2');
    const second = await get(`/deliveries?limit=2&cursor=${first.body.next}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(4);
    expect((await get('/deliveries', 'demo-reception-1')).status).toBe(403);
    expect((await get('/deliveries/999999')).status).toBe(404);
    expect((await get('/deliveries/x')).status).toBe(404);
    expect((await get('/deliveries?state=strange')).status).toBe(400);
  });
});
