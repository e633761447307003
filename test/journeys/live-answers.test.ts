import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { itoolabs } from '../../adapters/pbx/itoolabs/adapter.ts';
import { mango } from '../../adapters/pbx/mango/adapter.ts';
import { telphin } from '../../adapters/pbx/telphin/adapter.ts';
import { uis } from '../../adapters/pbx/uis/adapter.ts';
import { zadarma } from '../../adapters/pbx/zadarma/adapter.ts';
import { importPeople } from '../../src/callers/index.ts';
import { callEvent } from '../../src/contracts/call-event.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import { russia } from '../../src/contracts/phone-number.ts';
import type { PbxAccount } from '../../src/platform/configuration/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type RunningApp } from '../support/running-app.ts';

const patient = '+79000000101';
const secret = 'long-enough-secret';

/** One telephone display and one route for every vendor that waits for our word or can be commanded. */
describe('«who is this, and where to»', () => {
  let app: RunningApp;
  let db: TestDatabase;
  let mangoServer: Server;
  const commands: { path: string; told: Record<string, unknown> }[] = [];

  const account = <S>(adapter: PbxAdapter<S>, settings: object): [string, PbxAccount] => [
    adapter.id,
    {
      id: adapter.id,
      provider: adapter.id,
      allowFrom: [],
      forwardTo: undefined,
      settings: adapter.settings.parse(settings),
      settleSeconds: undefined,
      answers: { callerName: true, route: 'last-operator', lastOperatorDays: 90 },
    },
  ];

  beforeAll(async () => {
    mangoServer = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        const told = JSON.parse(form.get('json') ?? '{}') as Record<string, unknown>;
        // Its list of calls is asked for as well.
        if (request.url?.includes('/commands/') === true) commands.push({ path: request.url, told });
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"result":1000}');
      });
    });
    await new Promise<void>((resolve) => mangoServer.listen(0, '127.0.0.1', resolve));
    const apiUrl = `http://127.0.0.1:${(mangoServer.address() as AddressInfo).port}/vpbx`;
    db = await testDatabase();
    app = await runApp({
      db,
      // A machine that runs all tests at once is slower than one that answers telephones.
      answerWithinMs: 3_000,
      configuration: testConfiguration({
        pbx: new Map([
          account(itoolabs, { token: secret, employees: { andy: '102' } }),
          account(zadarma, { apiSecret: secret }),
          account(uis, { secret, employees: {} }),
          account(telphin, { secret }),
          account(mango, { apiKey: secret, apiSalt: secret, apiUrl }),
        ]),
      }),
    });
    await importPeople({
      database: db.database,
      clock: systemClock,
      file: Readable.from([Buffer.from(`Карта;ФИО;Телефон\n1;Иванова Мария Петровна;${patient}\n`)]),
      kind: 'patient',
      context: { phones: russia, zone: 'Europe/Moscow' },
    });
    // Her last conversation at each PBX was with the same operator.
    const extensions = { itoolabs: '102', zadarma: '102', uis: '102', telphin: '102', mango: '102' };
    for (const [id, extension] of Object.entries(extensions))
      await db.database.pool.query(
        `insert into call (id, account, direction, external, state, result, started_at, answered_at, ended_at,
           answered_extension, talk_seconds, learnt_at)
         values (nextval('call_id'), $1, 'in', $2, 'ended', 'answered', now() - interval '3 days',
           now() - interval '3 days', now() - interval '3 days', $3, 60, now())`,
        [id, patient, extension],
      );
  });
  afterAll(async () => {
    await app.stop();
    await db.drop();
    await new Promise((resolve) => mangoServer.close(resolve));
  });

  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/webhooks/${path}`, { method: 'POST', body: new URLSearchParams(fields), headers });

  it('ITooLabs: `contact` before anybody is rung; an unseen number gets an object', async () => {
    const contact = async (phone: string): Promise<unknown> =>
      await (
        await form('itoolabs', { cmd: 'contact', phone, callid: 'i1', diversion: '74950000101', crm_token: secret })
      ).json();
    expect(await contact('79000000101')).toEqual({ contact_name: 'Иванова Мария', responsible: 'andy' });
    expect(await contact('79000000999')).toEqual({});
  });

  it('Zadarma: NOTIFY_START is stored and answered', async () => {
    const told = {
      event: 'NOTIFY_START',
      caller_id: '+79000000101',
      called_did: '74950000101',
      call_start: '2026-11-16 12:00:00',
      pbx_call_id: 'in_z1',
    };
    const text = told.caller_id + told.called_did + told.call_start;
    const signature = Buffer.from(createHmac('sha1', secret).update(text).digest('hex')).toString('base64');
    const response = await form('zadarma', told, { signature });
    expect(await response.json()).toEqual({ caller_name: 'Иванова Мария', redirect: '102', return_timeout: 15 });
    const row = await db.database.sql
      .selectFrom('provider_call')
      .innerJoin('call', 'call.id', 'provider_call.call_id')
      .select('call.external')
      .where('provider_call_id', '=', 'in_z1')
      .executeTakeFirst();
    expect(row?.external).toBe(patient);
  });

  it('UIS: the interactive operation rings the responsible', async () => {
    const ask = async (numa: string): Promise<unknown> =>
      await (
        await fetch(`${app.url}/webhooks/uis/${secret}/interactive?cdr_id=7&numa=${numa}&numb=74950000101`)
      ).json();
    expect(await ask('79000000101')).toEqual({ phones: ['102'] });
    expect(await ask('79000000999')).toEqual({});
    expect(await ask('anonymous')).toEqual({});
  });

  it('Telphin: a menu asks whom to ring', async () => {
    const response = await form(`telphin/${secret}`, {
      EventType: 'call_interactive',
      CallID: 't1',
      CallerIDNum: '79000000101',
      CalledDID: '74950000101',
      CallFlow: 'IN',
    });
    expect(await response.text()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><SetVar name="number">102</SetVar><SetCaller name="Иванова Мария" /></Response>',
    );
  });

  it('Mango Office: is commanded on the first Appeared, once', async () => {
    const settings = mango.settings.parse({ apiKey: secret, apiSalt: secret });
    const appeared = (leg: string, extension: string | null, seq: number) =>
      mango.simulate!(
        callEvent({
          eventKey: `${leg}:${seq}`,
          account: 'mango',
          providerCallId: 'entry-1',
          kind: extension === null ? 'in-menu' : 'ringing',
          direction: 'in',
          external: patient,
          line: '+74950000101',
          legId: leg,
          extension,
          occurredAt: new Date().toISOString(),
        }),
        settings,
      )[0]!;
    for (const request of [appeared('leg-1', null, 1), appeared('leg-2', '101', 1)]) {
      const { path, method, body, headers } = request;
      expect((await fetch(`${app.url}/webhooks/mango${path}`, { method, body, headers })).status).toBe(200);
    }
    await eventually(() => expect(commands).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(commands).toEqual([
      {
        path: '/vpbx/commands/route',
        told: expect.objectContaining({ call_id: 'leg-1', to_number: '102' }),
      },
    ]);
  });
});
