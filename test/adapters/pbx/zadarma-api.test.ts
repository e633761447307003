import nock from 'nock';
import { zadarma } from '../../../adapters/pbx/zadarma/adapter.ts';
import { zadarmaApi } from '../../../adapters/pbx/zadarma/api.ts';
import { zadarmaSettings, type ZadarmaSettings } from '../../../adapters/pbx/zadarma/settings.ts';
import { authorizationOf, queryOf } from '../../../adapters/pbx/zadarma/sign-request.ts';
import { openZadarmaStub, type ZadarmaStub, type ZadarmaStubRow } from '../../../adapters/pbx/zadarma/stub.ts';
import { createHttpClient } from '../../../adapters/kit/http.ts';
import { foldCall, type FoldedCall } from '../../../src/calls/fold-call.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpClient } from '../../../src/contracts/http-client.ts';
import type { PbxApiContext, PbxDecision } from '../../../src/contracts/pbx-api.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';

// A patched http would follow into the next file of this worker.
afterAll(() => nock.restore());

const settings = zadarmaSettings.parse({ apiSecret: 'a1b2c3d4e5f60718', apiKey: '6e1b7f3a9d2c4e5f' });
const now = new Date('2026-03-02T09:00:00Z');
const window = { from: new Date('2026-03-02T06:00:00Z'), to: new Date('2026-03-02T08:59:00Z') };

let http: HttpClient;
let stub: ZadarmaStub | null = null;
beforeEach(() => (http = createHttpClient({ timeoutMs: 2_000 })));
afterEach(() => {
  http.close();
  stub?.close();
  stub = null;
});

function context(given: ZadarmaSettings = settings): PbxApiContext<ZadarmaSettings> {
  return { account: 'zadarma', settings: given, http, clock: { now: () => now } };
}

function opened(known: Parameters<typeof openZadarmaStub>[2], given = settings): ZadarmaStub {
  stub = openZadarmaStub(given, 'sound', { now, ...known });
  return stub;
}

/** Times are those of Moscow. */
function row(id: string, start: string, more: Partial<ZadarmaStubRow> = {}): ZadarmaStubRow {
  return {
    call_id: '1.1',
    sip: '79000000102',
    callstart: `2026-03-02 ${start}`,
    clid: '79000000102',
    destination: '74950000101',
    disposition: 'answered',
    seconds: 0,
    is_recorded: false,
    pbx_call_id: id,
    ...more,
  };
}

async function healed(rows: ZadarmaStubRow[], given = settings): Promise<CallEvent[]> {
  opened({ rows }, given);
  const events: CallEvent[] = [];
  for await (const page of zadarmaApi().history!.read(context(given), window)) events.push(...page);
  return events;
}

async function healedCall(rows: ZadarmaStubRow[], given = settings): Promise<FoldedCall> {
  return foldCall((await healed(rows, given)).map((event) => ({ event, receivedAt: now })));
}

describe('a request to Zadarma', () => {
  // Made with OpenSSL by the steps of the vendor's documentation, «Authorization».
  const query = 'end=2026-03-02+11%3A00%3A00&start=2026-03-01+11%3A00%3A00&version=2';
  const expected = 'N2UzNDUwZmIwMDQzMTdlYTFkMTQyNzI5NTRkMjYxMzg4ZTZhMTMwOQ==';

  it('is signed as the documentation says', () => {
    const parameters = { version: '2', start: '2026-03-01 11:00:00', end: '2026-03-02 11:00:00' };
    expect(queryOf(parameters)).toBe(query);
    const keys = { apiKey: 'key', apiSecret: 'a1b2c3d4e5f60718' };
    expect(authorizationOf('/v1/statistics/pbx/', query, keys)).toBe(`key:${expected}`);
  });

  it('writes what it asks as PHP does', () => {
    expect(queryOf({ b: '*~ +é', a: '(1)' })).toBe('a=%281%29&b=%2A%7E+%2B%C3%A9');
  });

  it('goes to the brand of the account', async () => {
    const novofon = zadarmaSettings.parse({ ...settings, apiUrl: 'https://api.novofon.com' });
    const { received } = opened({}, novofon);
    await zadarma.api!.selfTest!(context(novofon));
    expect(received.map(({ method }) => method)).toEqual(['/v1/info/timezone/']);
  });

  it('is not made without the key', async () => {
    const { apiKey: _, ...without } = settings;
    await expect(zadarma.api!.selfTest!(context(without))).rejects.toThrow(PermanentFailure);
  });

  it('waits where three statistics were asked for in a minute', async () => {
    const many = Array.from({ length: 3000 }, (_, at) => row(`in_${at}`, '11:00:00', { seconds: 1 }));
    opened({ rows: many });
    const waits: number[] = [];
    const api = zadarmaApi((milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    });
    const pages: CallEvent[][] = [];
    for await (const page of api.history!.read(context(), window)) pages.push(page);
    expect(waits).toEqual([60_000]);
    expect(new Set(pages.flat().map(({ providerCallId }) => providerCallId)).size).toBe(3000);
  });

  it('is put off where a hundred were made in a minute', async () => {
    opened({});
    const api = zadarmaApi(() => Promise.resolve());
    const one = context();
    for (let at = 0; at < 100; at += 1) await api.selfTest!(one);
    await expect(api.selfTest!(one)).rejects.toMatchObject({ name: 'TransientFailure', retryAfterSeconds: 60 });
    await expect(api.selfTest!(context({ ...settings }))).resolves.toBeUndefined();
  });

  it('that is over the limit in other words is tried again', async () => {
    const body = Buffer.from(JSON.stringify({ status: 'error', message: 'Limit exceeded' }));
    const busy: HttpClient = {
      send: () => Promise.resolve({ status: 200, headers: {}, body }),
      close: () => undefined,
    };
    await expect(zadarmaApi().selfTest!({ ...context(), http: busy })).rejects.toThrow(TransientFailure);
  });
});

describe('the clock of a Zadarma account', () => {
  it('is that of the configuration', async () => {
    opened({ zone: 'Europe/Moscow' });
    await expect(zadarmaApi().selfTest!(context())).resolves.toBeUndefined();
  });

  it('is named when it is another', async () => {
    opened({ zone: 'Asia/Yekaterinburg' });
    await expect(zadarmaApi().selfTest!(context())).rejects.toThrow(/5 h ahead of UTC.*Europe\/Moscow/);
  });
});

describe('the statistics of Zadarma', () => {
  it('are asked for in the zone of the account, with room for calls on the edge', async () => {
    await healed([row('in_1', '11:00:00')]);
    expect(stub?.received).toMatchObject([
      {
        method: '/v1/statistics/pbx/',
        parameters: {
          start: '2026-03-02 07:00:00',
          end: '2026-03-02 13:59:00',
          version: '2',
          skip: '0',
          limit: '1000',
        },
      },
    ]);
  });

  it('leave out a call that began before the window, with all its rows', async () => {
    const rows = [row('in_1', '08:59:59'), row('in_1', '09:00:10', { destination: '101' }), row('in_2', '09:00:00')];
    expect(new Set((await healed(rows)).map(({ providerCallId }) => providerCallId))).toEqual(new Set(['in_2']));
  });

  it('keep every digit of the id of a recording', async () => {
    const recorded = { call_id: '1776517648.11580', is_recorded: true };
    const call = await healedCall([row('in_1', '11:00:00', { ...recorded, destination: '101', seconds: 5 })]);
    expect(call.recordings).toEqual([{ ref: '1776517648.11580', kind: 'talk' }]);
  });

  it('tell of a call that was passed on both talks and who had the last', async () => {
    const call = await healedCall([
      row('in_1', '11:00:00', { seconds: 92 }),
      row('in_1', '11:00:02', { destination: '101', seconds: 30 }),
      row('in_1', '11:00:33', { destination: '102', seconds: 60 }),
    ]);
    expect(call).toMatchObject({
      direction: 'in',
      result: 'answered',
      answeredExtension: '102',
      talkSeconds: 90,
      external: '+79000000102',
      line: '+74950000101',
      startedAt: { at: new Date('2026-03-02T08:00:00Z'), approximate: false },
      endedAt: { at: new Date('2026-03-02T08:01:33Z'), approximate: false },
    });
  });

  it.each([
    ['menu', 'missed', null],
    ['talk', 'answered', 40],
  ] as const)('count an answer that names no extension as %s', async (answeredByNobody, result, talkSeconds) => {
    const given = zadarmaSettings.parse({ ...settings, answeredByNobody });
    const call = await healedCall([row('in_1', '11:00:00', { seconds: 40 })], given);
    expect(call).toMatchObject({ result, talkSeconds, external: '+79000000102' });
  });

  it('leave a call answered that a mobile took, as the notifications told', async () => {
    const told = { pbx_call_id: 'in_1', call_start: '2026-03-02 11:00:00', caller_id: '+79000000102' };
    const body = new URLSearchParams({ event: 'NOTIFY_ANSWER', ...told, destination: '79000000199' }).toString();
    const live = zadarma.parse(inboundRequest({ body }), { account: 'zadarma', settings });
    const both = [...live, ...(await healed([row('in_1', '11:00:00', { seconds: 40 })]))];
    const call = foldCall(both.map((event) => ({ event, receivedAt: now })));
    expect(call).toMatchObject({ state: 'ended', result: 'answered', answeredExtension: null });
  });

  it('tell a missed call of phones from one of the menu', async () => {
    const busy = { disposition: 'no answer', seconds: 25 };
    const rung = await healedCall([
      row('in_1', '11:00:00', busy),
      row('in_1', '11:00:01', { ...busy, destination: 101 }),
    ]);
    expect(rung).toMatchObject({ result: 'missed', missedReason: 'no-answer', providerReason: 'no answer' });
    expect(rung.legs.map(({ extension }) => extension)).toEqual(['101']);
    stub?.close();
    expect(await healedCall([row('in_1', '11:00:00', busy)])).toMatchObject({ missedReason: 'in-menu' });
  });

  it.each([
    ['answered', 41, 'answered', '101', 41],
    ['cancel', 0, 'unanswered', null, null],
    ['call failed', 0, 'unanswered', null, null],
  ] as const)('tell of a call of ours that ended with %s', async (disposition, seconds, result, by, talkSeconds) => {
    const ours = { sip: 101, clid: 'Reception (101)', destination: 79000000105, disposition, seconds };
    expect(await healedCall([row('out_1', '11:00:00', ours)])).toMatchObject({
      direction: 'out',
      result,
      answeredExtension: by,
      talkSeconds,
      external: '+79000000105',
    });
  });

  it('tell an internal call by its two extensions', async () => {
    const inside = { sip: 200, clid: 200, destination: 101, seconds: 5 };
    expect(await healedCall([row('out_1', '11:00:00', inside)])).toMatchObject({
      direction: 'internal',
      external: null,
      answeredExtension: '101',
    });
  });

  it.each(['anonymous', '0', ''])('have a withheld number for %j', async (clid) => {
    const call = await healedCall([row('in_1', '11:00:00', { clid, sip: clid, disposition: 'cancel' })]);
    expect(call).toMatchObject({ direction: 'in', external: null, result: 'missed' });
  });
});

describe('a recording of Zadarma', () => {
  const wanted = { ref: '1.10', kind: 'talk', providerCallId: 'in_1' } as const;

  it('is behind a link of half an hour, of the host that is asked', async () => {
    const { received } = opened({ recordings: ['1.10'] });
    expect(await zadarmaApi().recording!(context(), wanted)).toMatchObject({ kind: 'http', trusted: true });
    expect(received[0]?.parameters).toEqual({ call_id: '1.10', lifetime: '1800' });
  });

  it('of another host is not trusted', async () => {
    const body = Buffer.from(JSON.stringify({ status: 'success', link: 'https://10.0.0.1/a.mp3' }));
    const other: HttpClient = {
      send: () => Promise.resolve({ status: 200, headers: {}, body }),
      close: () => undefined,
    };
    expect(await zadarmaApi().recording!({ ...context(), http: other }, wanted)).toEqual({
      kind: 'http',
      url: 'https://10.0.0.1/a.mp3',
      trusted: false,
    });
  });

  it.each([400, 404])('that is not known yet (HTTP %i) is asked for again after 40 seconds', async (status) => {
    const body = Buffer.from(JSON.stringify({ status: 'error', message: 'x' }));
    const other: HttpClient = { send: () => Promise.resolve({ status, headers: {}, body }), close: () => undefined };
    expect(await zadarmaApi().recording!({ ...context(), http: other }, wanted)).toEqual({
      kind: 'not-yet',
      retryAfterSeconds: 40,
    });
  });
});

it('dials from the extension, whose number is shown', async () => {
  const { received } = opened({});
  const wanted = { extension: '101', employeeRef: null, phone: '+79000000106', line: null, requestId: 'r' };
  expect(await zadarmaApi().dial!(context(), wanted)).toEqual({ providerCallId: null });
  expect(received).toEqual([
    { method: '/v1/request/callback/', parameters: { from: '101', to: '79000000106', sip: '101' } },
  ]);
});

it('names the extensions', async () => {
  opened({ extensions: { '101': 'Reception', '102': '' } });
  expect(await zadarmaApi().employees!(context())).toEqual([
    { ref: '101', name: 'Reception', extensions: ['101'] },
    { ref: '102', name: null, extensions: ['102'] },
  ]);
});

describe('what Zadarma is answered', () => {
  const ask = (fields: Record<string, string>) =>
    zadarma.question!(inboundRequest({ body: new URLSearchParams(fields).toString() }), settings);
  const start = { event: 'NOTIFY_START', pbx_call_id: 'in_1', caller_id: '+79000000102', called_did: '74950000101' };
  const asked = ask(start)!;
  const nothing: PbxDecision = { callerName: null, extension: null, say: null, code: null };
  const told = (decision: Partial<PbxDecision>, given = settings): unknown =>
    JSON.parse(zadarma.reply!({ ...nothing, ...decision }, asked, given).body);

  it('is asked at the start of a call from outside', () => {
    expect(asked).toEqual({
      external: '+79000000102',
      line: '+74950000101',
      providerCallId: 'in_1',
      wants: ['caller-name', 'route'],
    });
    expect(ask({ ...start, caller_id: '0' })).toMatchObject({ external: null });
  });

  it.each(['NOTIFY_INTERNAL', 'NOTIFY_END', 'NOTIFY_IVR', ''])('is not asked by %j', (event) => {
    expect(ask({ ...start, event })).toBeNull();
  });

  it('is not asked by a colleague who calls', () => expect(ask({ ...start, caller_id: '101' })).toBeNull());

  it('changes nothing when there is nothing to say', () => {
    expect(zadarma.reply!(nothing, asked, settings)).toEqual({
      status: 200,
      contentType: 'application/json',
      body: '{}',
    });
    expect(told({ say: 'Good day' })).toEqual({});
  });

  it('is a name, an extension with its time, or both', () => {
    expect(told({ callerName: 'Мария Петровна' })).toEqual({ caller_name: 'Мария Петровна' });
    expect(told({ extension: '102' })).toEqual({ redirect: '102', return_timeout: 15 });
    expect(told({ callerName: 'М. П.', extension: '102' }, { ...settings, redirectSeconds: 0 })).toEqual({
      caller_name: 'М. П.',
      redirect: '102',
      return_timeout: 0,
    });
  });

  it.each(['1', '0-1', '0-main', 'blacklist'])('is the branch %j of its scenario', (code) => {
    expect(told({ code })).toEqual({ redirect: code });
  });

  it.each([{ extension: '1' }, { extension: 'reception' }, { code: 'drop table' }])('leaves out %j', (decision) => {
    expect(told(decision)).toEqual({});
  });
});
