import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../src/contracts/failures.ts';
import type { PbxApi, WantedDial } from '../../src/contracts/pbx-api.ts';
import { askingAccount, askingAdapter } from '../answers/asking-adapter.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';

interface Problem {
  type: string;
  detail: string;
}

describe('commands to a PBX', () => {
  let app: RunningApp;
  let db: TestDatabase;
  let dialled: WantedDial[] = [];
  let hungUp: string[] = [];
  let outcome: () => Promise<void> = async () => undefined;
  let able = true;
  const api: PbxApi<unknown> = {
    isConfigured: () => able,
    async dial(_context, wanted) {
      dialled.push(wanted);
      await outcome();
      return { providerCallId: 'P-1' };
    },
    async hangUp(_context, providerCallId) {
      hungUp.push(providerCallId);
      await outcome();
    },
  };

  beforeAll(async () => {
    db = await testDatabase();
    app = await runApp({
      db,
      configuration: testConfiguration({ pbx: new Map([['asking', askingAccount()]]) }),
      adapters: { pbx: [askingAdapter({ asks: false, api })] },
    });
  });
  afterAll(async () => {
    await app.stop();
    await db.drop();
  });
  beforeEach(() => {
    dialled = [];
    hungUp = [];
    outcome = async () => undefined;
    able = true;
  });

  let made = 0;
  const post = async (body: object, options: { token?: string; key?: string | null } = {}) => {
    const key = options.key === undefined ? `key-${(made += 1)}` : options.key;
    const response = await app.api('/calls', options.token ?? 'demo-reception-1', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: key === null ? {} : { 'idempotency-key': key },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
  };
  const audit = () => db.database.sql.selectFrom('audit').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow();

  it('dial from the workplace of the token', async () => {
    const { status, body } = await post({ phone: '8 (916) 000-11-22' });
    expect(status).toBe(202);
    expect(body).toEqual({
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      account: 'asking',
      extension: '101',
      providerCallId: 'P-1',
    });
    expect(dialled).toEqual([
      { extension: '101', employeeRef: null, phone: '+79160001122', line: null, requestId: expect.any(String) },
    ]);
    const row = await audit();
    expect(row).toMatchObject({ who: 'demo-reception-1', what: 'call.dialled' });
    expect(row.detail).toEqual({ account: 'asking', seat: 'reception-1', extension: '101', outcome: 'done' });
    expect(JSON.stringify(row)).not.toContain('9160001122');
  });

  it('read local numbers by the branch and show a line of the clinic', async () => {
    await post({ phone: '123-45-67', line: '8 495 000-01-01' });
    expect(dialled[0]).toMatchObject({ phone: '+74951234567', line: '+74950000101' });
    expect(await post({ phone: '+79160001122', line: '+74959999999' })).toMatchObject({ status: 400 });
    expect(await post({ phone: '12' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^phone:/) },
    });
    expect(dialled).toHaveLength(1);
  });

  it('never dial twice with one key, however often and at once', async () => {
    outcome = () => new Promise((resolve) => setTimeout(resolve, 150));
    const at = await Promise.all(Array.from({ length: 5 }, () => post({ phone: '+79160001122' }, { key: 'same' })));
    expect(at.map(({ status }) => status).sort((a, b) => a - b)).toEqual([202, 409, 409, 409, 409]);
    const again = await post({ phone: '+79160001122' }, { key: 'same' });
    expect(again.body).toEqual(at.find(({ status }) => status === 202)!.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(dialled).toHaveLength(1);
    // The key is the token's own.
    expect(await post({ phone: '+79160001122' }, { key: 'same', token: 'demo-reception-2' })).toMatchObject({
      status: 202,
    });
    expect(await post({ phone: '+79160003344' }, { key: 'same' })).toMatchObject({ status: 422 });
    expect(await post({ phone: '+79160001122' }, { key: null })).toMatchObject({ status: 400 });
    expect(dialled).toHaveLength(2);
  });

  it('tell an unknown outcome as such and keep it', async () => {
    outcome = () => Promise.reject(new AmbiguousFailure('POST pbx.example: no answer in time'));
    const first = await post({ phone: '+79160001122' }, { key: 'lost' });
    expect(first).toMatchObject({ status: 504, body: { detail: expect.stringContaining('look at the telephone') } });
    expect(first.headers.get('content-type')).toMatch('application/problem+json');
    outcome = async () => undefined;
    expect((await post({ phone: '+79160001122' }, { key: 'lost' })).body).toEqual(first.body);
    expect(dialled).toHaveLength(1);
    expect((await audit()).detail).toMatchObject({ outcome: 'unknown' });
  });

  it('say so when the process died in the middle, and do not dial again', async () => {
    await post({ phone: '+79160001122' }, { key: 'died' });
    await db.database.sql
      .updateTable('idempotent_request')
      .set({ status: null, answer: null, started_at: new Date(Date.now() - 120_000) })
      .where('key', '=', 'died')
      .execute();
    expect(await post({ phone: '+79160001122' }, { key: 'died' })).toMatchObject({ status: 504 });
    expect(dialled).toHaveLength(1);
  });

  it('may be repeated with the same key when the PBX was not reached', async () => {
    outcome = () => Promise.reject(new TransientFailure('POST pbx.example: no connection', { retryAfterSeconds: 7 }));
    const failed = await post({ phone: '+79160001122' }, { key: 'down' });
    expect(failed).toMatchObject({ status: 503, body: { detail: expect.stringContaining('try again in 7 s') } });
    outcome = async () => undefined;
    expect(await post({ phone: '+79160001122' }, { key: 'down' })).toMatchObject({ status: 202 });
    expect(dialled).toHaveLength(2);
  });

  it('show the reason of the PBX when it refuses', async () => {
    outcome = () => Promise.reject(new PermanentFailure('the employee has no active number: set it in the cabinet'));
    expect(await post({ phone: '+79160001122' })).toMatchObject({
      status: 409,
      body: { type: expect.stringMatching('pbx-refused'), detail: expect.stringContaining('set it in the cabinet') },
    });
  });

  it('are refused where the token may not or the PBX cannot', async () => {
    expect(await post({ phone: '+79160001122', extension: '102' })).toMatchObject({ status: 403 });
    expect(await post({ phone: '+79160001122' }, { token: 'demo-manager' })).toMatchObject({ status: 409 });
    expect(await post({ phone: '+79160001122', extension: '201' }, { token: 'demo-manager' })).toMatchObject({
      status: 202,
    });
    expect(await me()).toEqual({ extension: '101', obstacle: null });
    able = false;
    expect(await post({ phone: '+79160001122' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('dial by hand') },
    });
    expect(await me()).toEqual({ extension: null, obstacle: 'cannot-dial' });
    expect(dialled).toHaveLength(1);
  });
  const me = async () => ((await (await app.api('/me', 'demo-reception-1')).json()) as { dialling: unknown }).dialling;

  describe('to hang up', () => {
    const tell = (body: object) =>
      fetch(`${app.url}/webhooks/asking/s3cret`, { method: 'POST', body: JSON.stringify(body) });
    const call = async (id: string) => {
      await tell({ call: id, kind: 'started', from: '+79000000101' });
      await tell({ call: id, kind: 'answered', from: '+79000000101', extension: '101' });
      const row = await db.database.sql
        .selectFrom('provider_call')
        .select('call_id')
        .where('provider_call_id', '=', id)
        .executeTakeFirstOrThrow();
      return row.call_id;
    };
    const hangUp = async (id: number, token = 'demo-reception-1') => {
      const response = await app.api(`/calls/${id}/hang-up`, token, { method: 'POST' });
      return { status: response.status, body: (await response.json()) as Problem };
    };

    it('reach the call of the workplace', async () => {
      const id = await call('H1');
      expect(await hangUp(id)).toMatchObject({ status: 202 });
      expect(hungUp).toEqual(['H1']);
      expect(await audit()).toMatchObject({ what: 'call.hung-up', subject: `call ${id}` });
      expect(await hangUp(id, 'demo-reception-2')).toMatchObject({ status: 403 });
      expect(await hangUp(id, 'demo-reception-3')).toMatchObject({ status: 404 });
      expect(await hangUp(id, 'north-manager')).toMatchObject({ status: 404 });
      expect(await hangUp(id, 'demo-manager')).toMatchObject({ status: 202 });
    });

    it('are told when they came too late, got lost or cannot be', async () => {
      const id = await call('H2');
      outcome = () => Promise.reject(new AmbiguousFailure('no answer'));
      expect(await hangUp(id)).toMatchObject({ status: 504 });
      outcome = () => Promise.reject(new TransientFailure('busy'));
      expect(await hangUp(id)).toMatchObject({ status: 503 });
      able = false;
      expect(await hangUp(id)).toMatchObject({ status: 409, body: { type: expect.stringMatching('cannot-hang-up') } });
      able = true;
      await tell({ call: 'H2', kind: 'ended', from: '+79000000101', extension: '101', talk: 5 });
      expect(await hangUp(id)).toMatchObject({ status: 409, body: { type: expect.stringMatching('call-is-over') } });
      expect(await hangUp(999_999)).toMatchObject({ status: 404 });
    });
  });
});
