import { addToken } from '../../src/access/index.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import { editableCall, editableTicket } from '../../src/deliveries/index.ts';
import { startReceiver, type Receiver } from '../../adapters/mis/webhooks/stub.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';
import { tellingClinic, webhookSecret } from '../support/webhook-account.ts';

describe('fields', () => {
  const payload = { key: 'k', text: 'Перезвонить', call: { external: '+79000000104', line: null, seconds: 5 } };

  it('are read and written where they stand, the rest stays', () => {
    expect(editableTicket.read(payload)).toEqual({
      ...{ external: '+79000000104', line: null, extension: null, recordingUrl: null },
      text: 'Перезвонить',
    });
    expect(editableTicket.write(payload, { external: null, text: 'Позже' })).toEqual({
      ...{ key: 'k', text: 'Позже' },
      call: { external: null, line: null, seconds: 5 },
    });
    expect(editableCall.read({ key: 'k' })).toBeNull();
    expect(editableCall.read(null)).toBeNull();
  });

  it.each([
    [{}, false],
    [{ external: '8 (900) 000-01-05' }, true],
    [{ external: 'nobody' }, false],
    [{ recordingUrl: 'file:///etc/passwd' }, false],
    [{ extension: '' }, false],
    [{ recordingUrl: null }, true],
    [{ talkSeconds: 5 }, false],
  ])('%j is taken: %s', (changed, taken) => {
    expect(editableCall.schema.safeParse(changed).success).toBe(taken);
  });
});

describe('a dead letter', () => {
  let db: TestDatabase;
  let app: RunningApp;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver({ secret: webhookSecret });
    receiver.answer = ({ body }) =>
      (body.data['call'] as { external: string | null } | undefined)?.external === '+79000000104' ? 422 : 200;
    db = await testDatabase();
    await addToken(db.database.sql, systemClock, {
      ...{ label: 'it', role: 'it', seat: null, branches: ['center'], token: 'it' },
    });
    app = await runApp({ db, configuration: tellingClinic(receiver.url) });
  });
  afterAll(async () => {
    await app.stop();
    await receiver.close();
    await db.drop();
  });

  it('is corrected by a person and then arrives once', async () => {
    const call = uisCall();
    for (const [event, fields] of [call.incoming(), call.ringing('101'), call.answered('101'), call.ended()])
      await app.uis(event, fields);
    const dead = await eventually(async () => {
      const { items } = (await (await app.api('/deliveries?state=dead', 'it')).json()) as {
        items: { id: string; editable: Record<string, unknown> }[];
      };
      expect(items).toHaveLength(1);
      return items[0]!;
    });
    expect(dead.editable).toMatchObject({ external: expect.stringContaining('***'), recordingUrl: null });
    const send = (path: string, body: object, method = 'POST') =>
      app.api(`/deliveries/${dead.id}/${path}`, 'it', { method, body: JSON.stringify(body) });
    const refused = await send('payload', { external: 'nobody' }, 'PUT');
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('external')]);
    expect((await send('payload', { id: '18' }, 'PUT')).status).toBe(400);
    expect((await send('payload', { external: '8 900 000-01-05' }, 'PUT')).status).toBe(200);
    expect((await send('replay', {})).status).toBe(200);
    expect((await send('replay', {})).status).toBe(409);
    await eventually(() => expect(receiver.kept().at(-1)).toMatchObject({ body: { data: { revision: 2 } } }));
    expect((await send('payload', { external: '+79000000106' }, 'PUT')).status).toBe(409);
    expect(receiver.kept().map(({ body }) => (body.data['call'] as { external: string }).external)).toEqual([
      '+79000000104',
      '+79000000105',
    ]);
    const { rows } = await db.database.pool.query(`select detail from audit where what = 'delivery.edited'`);
    expect(rows).toEqual([{ detail: { fields: ['external'] } }]);
  }, 60_000);
});
