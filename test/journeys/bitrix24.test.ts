import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { bitrix24 } from '../../adapters/mis/bitrix24/adapter.ts';
import { bitrix24Settings } from '../../adapters/mis/bitrix24/settings.ts';
import { openBitrix24Stub, type Bitrix24Stub } from '../../adapters/mis/bitrix24/stub.ts';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { composeMis } from '../../src/compose-commands.ts';
import { systemClock } from '../../src/contracts/clock.ts';
import type { WantedDial } from '../../src/contracts/pbx-api.ts';
import { askingAccount, askingAdapter } from '../answers/asking-adapter.ts';
import { wav } from '../support/audio.ts';
import type { Configuration } from '../../src/platform/configuration/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';

const settings = {
  portal: 'https://clinic.bitrix24.example',
  app: { clientId: 'local.5f3a', clientSecret: 'k9Zq-bitrix-key', applicationToken: 'portal-token-77' },
  user: 1,
  users: { '101': 12 },
};

let db: TestDatabase;
let app: RunningApp;
let portal: Bitrix24Stub;
let pbx: Server;
let folder: string;
let recordingUrl: string;
let configuration: Configuration;
const dialled: WantedDial[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trubka-bitrix-'));
  pbx = createServer((_, response) => response.writeHead(200, { 'content-type': 'audio/x-wav' }).end(wav(26)));
  await new Promise<void>((resolve) => pbx.listen(0, '127.0.0.1', resolve));
  recordingUrl = `http://127.0.0.1:${(pbx.address() as AddressInfo).port}/talk.wav`;
  portal = openBitrix24Stub(bitrix24Settings.parse(settings), 'sound', {
    cards: [{ type: 'CONTACT', id: 651, name: 'Иванова Мария', phone: '8 (900) 000-01-04' }],
    token: 'not-granted-yet',
  });
  db = await testDatabase();
  const usual = testConfiguration();
  configuration = testConfiguration({
    pbx: new Map([
      ...[...usual.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 0 }] as const),
      ['asking', askingAccount()],
    ]),
    mis: new Map([['bitrix', { id: 'bitrix', provider: 'bitrix24', allowFrom: [], settings }]]),
    recordings: { ...usual.recordings, place: { keep: 'copy', days: 90 } },
  });
  const uis = pbxAdapters.find(({ id }) => id === 'uis')!;
  app = await runApp({
    ...{ db, configuration, dataFolder: folder },
    adapters: {
      mis: [bitrix24],
      pbx: [
        { ...uis, api: { recording: async (_context, { ref }) => ({ kind: 'http', url: ref, trusted: true }) } },
        askingAdapter({
          asks: false,
          api: {
            isConfigured: () => true,
            async dial(_context, wanted) {
              dialled.push(wanted);
              return { providerCallId: 'P-1' };
            },
          },
        }),
      ],
    },
  });
});
afterAll(async () => {
  await app.stop();
  portal.close();
  nock.restore();
  await db.drop();
  pbx.closeAllConnections();
  await new Promise((resolve) => pbx.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const click = (fields: Record<string, string>, token = settings.app.applicationToken) =>
  fetch(`${app.url}/mis/bitrix`, {
    method: 'POST',
    body: new URLSearchParams({
      event: 'ONEXTERNALCALLSTART',
      'auth[application_token]': token,
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`data[${name}]`, value])),
    }),
  });

it('lets the clinic in by the address that `trubka mis connect` shows, once', async () => {
  const mis = composeMis({ configuration, database: db.database, dataFolder: folder, clock: systemClock });
  const address = new URL((await mis.beginConnecting(mis.accounts.get('bitrix')!))!);
  mis.close();
  const state = address.searchParams.get('state')!;
  expect(address.origin).toBe(settings.portal);
  const connected = (word: string) => fetch(`${app.url}/mis/bitrix/connected?code=the-first-code&state=${word}`);
  expect((await connected('guessed')).status).toBe(403);
  expect((await connected(state)).status).toBe(200);
  expect((await connected(state)).status).toBe(403);
});

it('a call is in the CRM once, on its contact, with its recording', async () => {
  const call = uisCall();
  for (const [event, fields] of [
    ...[call.incoming(), call.ringing('101'), call.answered('101'), call.ended()],
    call.recorded(recordingUrl),
  ])
    expect((await app.uis(event, fields)).status).toBe(200);
  await eventually(async () => {
    // The first attempts at a recording are some seconds away. What somebody is at is left alone.
    await db.database.pool.query(
      `update recording set next_attempt_at = now() where state in ('wanted', 'waiting') and lease is null`,
    );
    await db.database.pool.query(
      `update delivery set next_attempt_at = now() where state = 'owed' and taken_by is null and kind = 'mis-recording'`,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(portal.finished).toMatchObject([{ entity: 'CONTACT:651', duration: 26, status: '200', files: 1 }]);
  }, 60_000);
  expect(portal.open).toEqual([]);
}, 90_000);

it('what the reception says of the call is on its contact, follows a later word, and leaves the words of people', async () => {
  const { rows } = await db.database.pool.query<{ id: number }>('select id from call order by id limit 1');
  const put = (what: string, body: object) =>
    app.api(`/calls/${rows[0]!.id}/${what}`, 'demo-reception-1', { method: 'PUT', body: JSON.stringify(body) });
  const texts = () => portal.comments.map(({ card, text }) => `${card} ${text.replace(/\n\[Trubka \w+\]$/, '')}`);
  const stands = (...words: RegExp[]) =>
    eventually(() => {
      expect(texts()).toHaveLength(words.length);
      words.forEach((word, at) => expect(texts()[at]).toMatch(word));
    }, 30_000);
  expect((await put('outcome', { outcome: 'booked' })).status).toBe(200);
  await stands(/^CONTACT:651 Итог звонка .+: записан$/);
  expect((await put('note', { note: 'Просила окно', before: null })).status).toBe(200);
  // It is told a minute after the typing.
  await db.database.pool.query('update call set settle_due_at = now() where settled_at is null');
  await stands(/: записан\nЗаметка: Просила окно$/);
  portal.comments[0]!.text += '\nПерезвонила сама, Ольга';
  expect((await put('outcome', { outcome: 'refused', reason: 'дорого' })).status).toBe(200);
  await stands(/Перезвонила сама, Ольга$/, /: отказ\nПричина: дорого\nЗаметка: Просила окно$/);
}, 90_000);

it('a click on a number in the CRM dials once, from the telephone of who clicked', async () => {
  const fields = {
    PHONE_NUMBER: '79000000104',
    PHONE_NUMBER_INTERNATIONAL: '+79000000104',
    USER_ID: '12',
    CALL_ID: 'externalCall.9',
  };
  const first = await click(fields);
  expect([first.status, await first.json()]).toEqual([202, expect.objectContaining({ extension: '101' })]);
  expect((await click(fields)).status).toBe(202);
  expect(dialled).toMatchObject([{ extension: '101', phone: '+79000000104' }]);
  const audited = await db.database.pool.query(`select who from audit where what = 'call.dialled'`);
  expect(audited.rows).toEqual([{ who: 'mis bitrix' }]);
});

it('the call that a click began is finished there, and no second one is registered', async () => {
  portal.open.push({
    ...{ callId: 'externalCall.9', externalId: null, phone: '9000000104' },
    ...{ entity: 'CONTACT:651', lead: false },
  });
  await fetch(`${app.url}/webhooks/asking/s3cret`, {
    method: 'POST',
    body: JSON.stringify({ call: 'P-1', kind: 'ended', from: '+79000000104', extension: '101', talk: 20 }),
  });
  await eventually(() => expect(portal.finished).toHaveLength(2), 60_000);
  expect(portal.finished[1]).toMatchObject({ callId: 'externalCall.9', duration: 20 });
  expect(portal.open).toEqual([]);
}, 90_000);

it('a click of a stranger, or of who has no telephone, rings nowhere', async () => {
  const before = dialled.length;
  const fields = {
    PHONE_NUMBER: '79000000104',
    PHONE_NUMBER_INTERNATIONAL: '+79000000104',
    USER_ID: '77',
    CALL_ID: 'externalCall.10',
  };
  expect((await click(fields, 'another-token')).status).toBe(403);
  const unknown = await click(fields);
  expect(unknown.status).toBe(409);
  expect(((await unknown.json()) as { detail: string }).detail).toContain('"users" of the account "bitrix"');
  expect((await click({ USER_ID: '12' })).status).toBe(400);
  expect((await fetch(`${app.url}/mis/nobody`, { method: 'POST', body: '{}' })).status).toBe(403);
  expect(dialled).toHaveLength(before);
});
