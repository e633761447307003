import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { addToken } from '../../src/access/index.ts';
import { systemClock, type Clock } from '../../src/contracts/clock.ts';
import type { PbxAdapter } from '../../src/contracts/pbx.ts';
import type { RecordingPlace, RecordingSettings } from '../../src/platform/configuration/index.ts';
import { wav } from '../support/audio.ts';
import { testConfiguration } from '../support/configuration.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, uisCall, type RunningApp } from '../support/running-app.ts';

const whole = wav(26);
let pbx: Server;
let pbxUrl: string;
let folder: string;
/** Requests that the PBX got: path and range. */
const asked: { path: string; range: string | undefined }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trubka-journey-'));
  pbx = createServer((request, response) => {
    asked.push({ path: request.url ?? '', range: request.headers.range });
    if (request.url === '/page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    if (request.url === '/words')
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end('The record is being prepared');
    if (request.url === '/empty') return void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end();
    if (request.url === '/gone') return void response.writeHead(410, { 'content-type': 'audio/mpeg' }).end('gone');
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const headers = { 'content-type': 'audio/x-wav' };
    if (range === null) return void response.writeHead(200, { ...headers, 'content-length': whole.length }).end(whole);
    const [start, end] = [Number(range[1]), Number(range[2])];
    response
      .writeHead(206, {
        ...headers,
        'content-length': end - start + 1,
        'content-range': `bytes ${start}-${end}/${whole.length}`,
      })
      .end(whole.subarray(start, end + 1));
  });
  await new Promise<void>((resolve) => pbx.listen(0, '127.0.0.1', resolve));
  pbxUrl = `http://127.0.0.1:${(pbx.address() as AddressInfo).port}`;
});
afterAll(async () => {
  pbx.closeAllConnections();
  await new Promise((resolve) => pbx.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** UIS, whose recordings are at our own PBX. */
function uisWithRecordings(): PbxAdapter {
  const uis = pbxAdapters.find(({ id }) => id === 'uis');
  if (uis === undefined) throw new Error('no UIS');
  return {
    ...uis,
    api: { recording: (_context, { ref }) => Promise.resolve({ kind: 'http', url: ref, trusted: true }) },
  };
}

function clinic(
  place: RecordingPlace,
  told: { settings?: Partial<RecordingSettings>; clock?: Clock; adapter?: PbxAdapter } = {},
): Promise<RunningApp> {
  const usual = testConfiguration();
  return runApp({
    configuration: testConfiguration({
      pbx: new Map([...usual.pbx].map(([id, account]) => [id, { ...account, settleSeconds: 0 }])),
      recordings: { ...usual.recordings, place, ...told.settings },
    }),
    adapters: { pbx: [told.adapter ?? uisWithRecordings()] },
    dataFolder: folder,
    ...(told.clock && { clock: told.clock }),
  });
}

/** A call with a recording, as the API knows it. */
async function recordedCall(app: RunningApp, path = '/talk.wav', line?: string): Promise<string> {
  const call = uisCall(line === undefined ? {} : { line });
  const [inCenter, north] = ['101', '201'];
  const extension = line === undefined ? inCenter : north;
  for (const [event, fields] of [
    ...[call.incoming(), call.ringing(extension), call.answered(extension), call.ended()],
    call.recorded(`${pbxUrl}${path}`),
  ])
    expect((await app.uis(event, fields)).status).toBe(200);
  return eventually(async () => {
    const { rows } = await app.db.database.pool.query<{ id: number }>(
      `select c.id from recording r join call c on c.id = r.call_id join provider_call p on p.call_id = c.id
       where p.provider_call_id = $1`,
      [String(call.id)],
    );
    if (rows[0] === undefined) throw new Error('the recording is not known yet');
    // Its first attempt is some seconds away.
    await app.db.database.pool.query(
      `update recording set next_attempt_at = now() where call_id = $1 and state = 'wanted'`,
      [rows[0].id],
    );
    return String(rows[0].id);
  });
}

async function bytes(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

async function audit(app: RunningApp): Promise<{ who: string; what: string; subject: string; detail: unknown }[]> {
  const { rows } = await app.db.database.pool.query<{ who: string; what: string; subject: string; detail: unknown }>(
    `select who, what, subject, detail from audit where what like 'recording.%' order by id`,
  );
  return rows;
}

const listed = async (app: RunningApp, id: string): Promise<Record<string, unknown>[]> =>
  ((await (await app.api(`/calls/${id}/recordings`, 'demo-manager')).json()) as { items: Record<string, unknown>[] })
    .items;

async function stored(app: RunningApp, id: string): Promise<void> {
  await eventually(async () => {
    const [recording] = await listed(app, id);
    if (recording?.['state'] !== 'stored' || recording['seconds'] !== 26) throw new Error('it is not stored yet');
  }, 20_000);
}

describe('a clinic that keeps copies', () => {
  let app: RunningApp;
  let id: string;
  beforeAll(async () => {
    app = await clinic({ keep: 'copy', days: 90 });
    id = await recordedCall(app);
    await stored(app, id);
  });
  afterAll(() => app.stop());

  it('plays the copy, whole and in parts', async () => {
    const response = await app.api(`/calls/${id}/recording`, 'demo-manager');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': String(whole.length),
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect((await bytes(response)).equals(whole)).toBe(true);
    const before = asked.length;
    const part = await app.api(`/calls/${id}/recording`, 'demo-manager', { headers: { range: 'bytes=70000-140000' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 70000-140000/${whole.length}`]);
    expect((await bytes(part)).equals(whole.subarray(70_000, 140_001))).toBe(true);
    expect(asked).toHaveLength(before);
  });

  it('answers HEAD, a range outside, and If-Range', async () => {
    const head = await app.api(`/calls/${id}/recording`, 'demo-manager', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.length)]);
    const etag = head.headers.get('etag') ?? '';
    const ask = (headers: Record<string, string>) => app.api(`/calls/${id}/recording`, 'demo-manager', { headers });
    const outside = await ask({ range: `bytes=${whole.length}-` });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    expect((await ask({ range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await ask({ range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
  });

  it('keeps one audit row for one listening, however many ranges it takes', async () => {
    const own = await recordedCall(app);
    await stored(app, own);
    const before = (await audit(app)).length;
    await app.api(`/calls/${own}/recording`, 'demo-manager', { method: 'HEAD' });
    expect(await audit(app)).toHaveLength(before);
    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        app
          .api(`/calls/${own}/recording`, 'demo-manager', { headers: { range: `bytes=${at * 100}-${at * 100 + 99}` } })
          .then(bytes),
      ),
    );
    const rows = (await audit(app)).slice(before);
    expect(rows).toMatchObject([
      { who: 'demo-manager', what: 'recording.listened', detail: { call: Number(own), from: 'api' } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('7900');
  });

  it('counts it again after ten minutes, and for each person', async () => {
    const own = await recordedCall(app);
    await stored(app, own);
    const { pool } = app.db.database;
    const before = (await audit(app)).length;
    const listen = async (token: string) => (await app.api(`/calls/${own}/recording`, token)).arrayBuffer();
    await addToken(app.db.database.sql, systemClock, {
      ...{ label: 'other-manager', role: 'manager', seat: null, branches: ['center', 'north'], token: 'other-manager' },
    });
    await listen('demo-manager');
    await listen('other-manager');
    await pool.query(`update recording_listen set began_at = began_at - interval '9 minutes'`);
    await listen('demo-manager');
    await pool.query(`update recording_listen set began_at = began_at - interval '2 minutes'`);
    await listen('demo-manager');
    expect((await audit(app)).slice(before).map(({ who }) => who)).toEqual([
      'demo-manager',
      'other-manager',
      'demo-manager',
    ]);
  });

  it('plays nothing when the audit cannot be written', async () => {
    const own = await recordedCall(app);
    await stored(app, own);
    const { pool } = app.db.database;
    await pool.query('alter table audit rename to audit_away');
    try {
      const response = await app.api(`/calls/${own}/recording`, 'demo-manager');
      expect(response.status).toBe(500);
      expect((await bytes(response)).includes(Buffer.from('RIFF'))).toBe(false);
    } finally {
      await pool.query('alter table audit_away rename to audit');
    }
  });

  it.each([
    ['no token', undefined, 401],
    ['reception, which may not listen here', 'demo-reception-1', 403],
    ['a manager of another branch', 'north-manager', 404],
  ])('is not played to %s', async (_who, token, status) => {
    const address = `${app.url}/api/v1/calls/${id}/recording`;
    const response = await fetch(address, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('problem+json');
    expect((await app.api(`/calls/${id}/recording/listen`, 'demo-reception-1', { method: 'POST' })).status).toBe(403);
  });

  it('lets a player of the browser ask with a ticket, for this call and for ten minutes', async () => {
    const answer = await app.api(`/calls/${id}/recording/listen`, 'demo-manager', { method: 'POST' });
    expect(await answer.json()).toMatchObject({ seconds: 600, items: [{ state: 'stored' }] });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict; Max-Age=600/);
    expect(cookie).not.toContain('Path');
    const sent = { cookie: cookie.split(';')[0] ?? '' };
    const play = (call: string, headers: Record<string, string> = sent) =>
      fetch(`${app.url}/api/v1/calls/${call}/recording`, { headers });
    const part = await play(id, { ...sent, range: 'bytes=0-3' });
    expect([part.status, String(await bytes(part))]).toEqual([206, 'RIFF']);
    const other = await recordedCall(app);
    expect((await play(other)).status).toBe(401);
    // It opens nothing else.
    expect((await fetch(`${app.url}/api/v1/calls/${id}`, { headers: sent })).status).toBe(401);
    await app.db.database.pool.query(`update recording_ticket set expires_at = now() - interval '1 second'`);
    expect((await play(id)).status).toBe(401);
  });

  it('a ticket ends with the token that got it', async () => {
    await addToken(app.db.database.sql, systemClock, {
      ...{ label: 'leaving', role: 'manager', seat: null, branches: ['center', 'north'], token: 'leaving' },
    });
    const answer = await app.api(`/calls/${id}/recording/listen`, 'leaving', { method: 'POST' });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    await app.db.database.pool.query(`update access_token set revoked_at = now() where label = 'leaving'`);
    expect((await fetch(`${app.url}/api/v1/calls/${id}/recording`, { headers: { cookie } })).status).toBe(401);
  });

  it('refuses a copy that was changed on the disk, before anything of it goes out', async () => {
    const own = await recordedCall(app);
    await stored(app, own);
    const { rows } = await app.db.database.pool.query<{ name: string }>(
      'select object_key::text as name from recording where call_id = $1',
      [own],
    );
    const name = rows[0]?.name ?? '';
    const path = join(folder, 'recordings', name.slice(0, 2), name);
    const file = await readFile(path);
    expect(file.includes(whole.subarray(1000, 1100))).toBe(false);
    file.writeUInt8(file[5000]! ^ 1, 5000);
    await writeFile(path, file);
    const response = await app.api(`/calls/${own}/recording`, 'demo-manager');
    expect([response.status, ((await response.json()) as { type: string }).type]).toEqual([
      500,
      'https://trubka.dev/problems/recording-damaged',
    ]);
    // What lies behind the damage is whole.
    const part = await app.api(`/calls/${own}/recording`, 'demo-manager', {
      headers: { range: 'bytes=200000-200099' },
    });
    expect((await bytes(part)).equals(whole.subarray(200_000, 200_100))).toBe(true);
    // Damage further on: the player must not take what came for the whole.
    file.writeUInt8(file[5000]! ^ 1, 5000);
    file.writeUInt8(file[300_000]! ^ 1, 300_000);
    await writeFile(path, file);
    const cut = await app.api(`/calls/${own}/recording`, 'demo-manager');
    await expect(bytes(cut)).rejects.toThrow();
  });

  it('erases at the wish of a manager, and not of others', async () => {
    const own = await recordedCall(app);
    await stored(app, own);
    const erase = (token: string) => app.api(`/calls/${own}/recording`, token, { method: 'DELETE' });
    expect((await erase('demo-reception-1')).status).toBe(403);
    expect((await erase('north-manager')).status).toBe(404);
    expect(await (await erase('demo-manager')).json()).toEqual({ erased: 1, pending: 0 });
    expect((await app.api(`/calls/${own}/recording`, 'demo-manager')).status).toBe(404);
    expect(await listed(app, own)).toMatchObject([{ state: 'deleted', reason: 'erased' }]);
  });

  it('says in its metrics what became of them', async () => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    expect(text).toMatch(/trubka_recording_attempts_total\{account="uis",outcome="stored"\} [1-9]/);
    expect(text).toMatch(/trubka_recordings\{account="uis",state="stored"\} [1-9]/);
    expect(text).toMatch(/trubka_recording_bytes_total\{account="uis"\} \d{6,}/);
  });
});

describe('a clinic whose recordings stay at the PBX', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await clinic({ keep: 'at-pbx' });
  });
  afterAll(() => app.stop());

  it('copies nothing, and plays through', async () => {
    const id = await recordedCall(app, '/at-pbx.wav');
    expect(await listed(app, id)).toMatchObject([{ state: 'at-pbx' }]);
    expect(asked.map(({ path }) => path)).not.toContain('/at-pbx.wav');
    const response = await app.api(`/calls/${id}/recording`, 'demo-manager');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'audio/x-wav',
      'cache-control': 'no-store',
      'content-length': String(whole.length),
    });
    expect((await bytes(response)).equals(whole)).toBe(true);
    const part = await app.api(`/calls/${id}/recording`, 'demo-manager', { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${whole.length}`]);
    expect((await bytes(part)).equals(whole.subarray(10, 20))).toBe(true);
    expect(await audit(app)).toHaveLength(1);
  });

  it.each([
    ['/page', 'not-audio'],
    ['/words', 'not-audio'],
    ['/empty', 'empty'],
    ['/gone', 'http-410'],
  ])('does not play what is no recording: %s', async (path, reason) => {
    const id = await recordedCall(app, path);
    const response = await app.api(`/calls/${id}/recording`, 'demo-manager');
    expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([404, reason]);
    expect((await audit(app)).filter(({ detail }) => (detail as { call: number }).call === Number(id))).toEqual([]);
  });

  it('plays a file of this machine in parts', async () => {
    const path = join(folder, 'monitor.wav');
    await writeFile(path, whole);
    const own = await clinic(
      { keep: 'at-pbx' },
      { adapter: { ...uisWithRecordings(), api: { recording: () => Promise.resolve({ kind: 'file', path }) } } },
    );
    try {
      const id = await recordedCall(own);
      const part = await own.api(`/calls/${id}/recording`, 'demo-manager', { headers: { range: 'bytes=-100' } });
      expect([part.status, part.headers.get('content-type')]).toEqual([206, 'audio/wav']);
      expect((await bytes(part)).equals(whole.subarray(-100))).toBe(true);
    } finally {
      await own.stop();
    }
  });

  it('follows no link into its own network that came from outside', async () => {
    const uis = pbxAdapters.find(({ id }) => id === 'uis');
    const { api: _api, ...linkOnly } = uis!;
    const own = await clinic({ keep: 'at-pbx' }, { adapter: linkOnly });
    try {
      const id = await recordedCall(own, '/inside.wav');
      const response = await own.api(`/calls/${id}/recording`, 'demo-manager');
      expect(response.status).toBe(404);
      expect(((await response.json()) as { detail: string }).detail).toContain('private network');
      expect(asked.map(({ path }) => path)).not.toContain('/inside.wav');
    } finally {
      await own.stop();
    }
  });
});

describe('links for a MIS', () => {
  it('are ours, open to whoever has them, end in time, and cannot be made up', async () => {
    let now = new Date();
    const app = await clinic(
      { keep: 'at-pbx' },
      {
        settings: { publicAddress: 'https://calls.example.com/', linkDays: 30 },
        clock: { now: () => now },
      },
    );
    try {
      const id = await recordedCall(app);
      const recordUrl = await eventually(async () => {
        const { rows } = await app.db.database.pool.query<{ url: string | null }>(
          `select payload ->> 'recordingUrl' as url from delivery where call_id = $1 and kind = 'call'`,
          [id],
        );
        if (typeof rows[0]?.url !== 'string') throw new Error('no record with a link yet');
        return rows[0].url;
      });
      expect(recordUrl).toMatch(new RegExp(`^https://calls\\.example\\.com/recordings/${id}/\\d+/[\\w-]{43}$`));
      const path = recordUrl.replace('https://calls.example.com', '');
      const response = await fetch(app.url + path);
      expect((await bytes(response)).equals(whole)).toBe(true);
      expect(await audit(app)).toMatchObject([{ who: 'link', detail: { from: 'link' } }]);
      const [, , call, until, signature] = path.split('/');
      for (const forged of [
        `/recordings/${Number(call) + 1}/${until}/${signature}`,
        `/recordings/${call}/${Number(until) + 1}/${signature}`,
        `/recordings/${call}/${until}/${'A'.repeat(43)}`,
        `/recordings/${call}/${until}/x`,
      ])
        expect((await fetch(app.url + forged)).status).toBe(404);
      now = new Date(now.getTime() + 31 * 86_400_000);
      expect((await fetch(app.url + path)).status).toBe(404);
    } finally {
      await app.stop();
    }
  });
});
