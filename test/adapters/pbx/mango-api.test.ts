import fc from 'fast-check';
import nock from 'nock';
import { createHttpClient } from '../../../adapters/kit/http.ts';
import { mangoApi } from '../../../adapters/pbx/mango/api.ts';
import { failureOfCode } from '../../../adapters/pbx/mango/result-code.ts';
import type { MangoSettings } from '../../../adapters/pbx/mango/settings.ts';
import { mangoSettings } from '../../../adapters/pbx/mango/settings.ts';
import { openMangoStub, type MangoStub, type MangoStubKnown } from '../../../adapters/pbx/mango/stub.ts';
import { foldCall } from '../../../src/calls/fold-call.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../src/contracts/failures.ts';
import type { HttpClient } from '../../../src/contracts/http-client.ts';
import type { PbxApi, PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { mangoSubject } from '../../contracts/pbx-api/mango.ts';
import { stored } from '../../support/folded.ts';
import { attempt, row, users } from './mango-calls.ts';
import { at, leg, LINE, PATIENT, read, settings, START, summary } from './mango-notifications.ts';

// A patched http would follow into the next file of this worker.
afterAll(() => nock.restore());

const BASE = 'https://app.mango-office.ru';
const RECORDING = 'MToxMDA5Njg3NzozMjY5NTQ0Mjg6MA==';
const began = START * 1000;
const anHour = { from: new Date(began), to: new Date(began + 3_600_000) };

let http: HttpClient;
let stub: MangoStub | undefined;
let now: number;
let pauses: number[];

beforeEach(() => {
  nock.disableNetConnect();
  http = createHttpClient({ timeoutMs: 2_000 });
  now = began + 7_200_000;
  pauses = [];
});
afterEach(() => {
  http.close();
  stub?.close();
  stub = undefined;
  nock.cleanAll();
  nock.enableNetConnect();
});

type Api = Required<
  Pick<PbxApi<MangoSettings>, 'history' | 'recording' | 'dial' | 'hangUp' | 'route' | 'employees' | 'selfTest'>
>;

const api = (): Api =>
  mangoApi((milliseconds) => {
    pauses.push(milliseconds);
    now += milliseconds;
    return Promise.resolve();
  }) as Api;
const contextOf = (own: MangoSettings = { ...settings }): PbxApiContext<MangoSettings> => ({
  account: 'mango',
  settings: own,
  http,
  clock: { now: () => new Date(now) },
});
const open = (known: MangoStubKnown = {}, behaviour: 'sound' | 'refuses' = 'sound'): MangoStub => {
  stub = openMangoStub(settings, behaviour, { users, ...known, now: () => new Date(now) });
  return stub;
};
const pagesOf = async (pages: AsyncIterable<CallEvent[]>): Promise<CallEvent[][]> => {
  const all: CallEvent[][] = [];
  for await (const page of pages) all.push(page);
  return all;
};
const failureOf = async (asked: Promise<unknown>): Promise<unknown> => {
  try {
    await asked;
  } catch (error) {
    return error;
  }
  throw new Error('nothing failed');
};

describe('a call ordered by us', () => {
  const wanted = { extension: '101', employeeRef: null, phone: `+${PATIENT}`, line: `+${LINE}`, requestId: 'q-1' };

  it('rings the operator first, from the line that is to be shown', async () => {
    const { received } = open();
    await api().dial(contextOf(), wanted);
    expect(received).toEqual([
      {
        path: '/commands/callback',
        told: {
          command_id: 'trubka-dial-q-1',
          from: { extension: '101' },
          to_number: PATIENT,
          line_number: LINE,
        },
      },
    ]);
  });

  it('is found again: its notifications carry the id that was answered', async () => {
    open();
    const { providerCallId } = await api().dial(contextOf(), wanted);
    const more = { callback_initiator: 'API', command_id: providerCallId };
    const [ringing] = leg({ call: 'A', seq: 1, at: 0, state: 'Appeared', to: at('101'), more });
    expect(ringing).toMatchObject({ providerCallId: 'E1', linkedCallIds: [providerCallId], direction: null });
  });

  it('is not joined with another by the id of a command of another program', () => {
    const [ringing] = leg({ call: 'A', seq: 1, at: 0, state: 'Appeared', to: at('101'), more: { command_id: 'base' } });
    expect(ringing?.linkedCallIds).toEqual([]);
  });

  it('leaves the line to the PBX where none is wanted', async () => {
    const { received } = open();
    await api().dial(contextOf(), { ...wanted, line: null });
    expect(received[0]?.told).not.toHaveProperty('line_number');
  });
});

describe('hanging up', () => {
  it('is told of every leg that goes on', async () => {
    const { received } = open();
    await api().hangUp(contextOf(), 'E1', ['A', 'B']);
    expect(received.map(({ path, told }) => [path, told['call_id']])).toEqual([
      ['/commands/call/hangup', 'A'],
      ['/commands/call/hangup', 'B'],
    ]);
  });

  it('cannot be asked of a call without a leg', async () => {
    const { received } = open();
    expect(await failureOf(api().hangUp(contextOf(), 'E1', []))).toBeInstanceOf(PermanentFailure);
    expect(received).toEqual([]);
  });
});

describe('routing', () => {
  const wanted = (event: CallEvent | undefined, callerName: string | null = null) => ({
    providerCallId: 'E1',
    event: event!,
    extension: '102',
    callerName,
  });

  it.each([
    ['the menu', leg({ call: '100:500:256', seq: 1, at: 0, state: 'Appeared', location: 'ivr' })],
    ['the queue', leg({ call: '100:500:256', seq: 1, at: 0, state: 'Appeared', location: 'queue' })],
    ['a telephone', leg({ call: '100:500:256', seq: 1, at: 0, state: 'Appeared', to: at('101') })],
  ])('takes a call out of %s by its leg', async (_, [event]) => {
    const { received } = open();
    await api().route(contextOf(), wanted(event));
    expect(received).toEqual([
      {
        path: '/commands/route',
        told: { command_id: 'trubka-command', call_id: '100:500:256', to_number: '102' },
      },
    ]);
  });

  it('shows the name, cut to the 64 bytes of the header and without what would end it', async () => {
    const { received } = open();
    const [event] = leg({ call: 'M', seq: 1, at: 0, state: 'Appeared', location: 'ivr' });
    await api().route(contextOf(), wanted(event, '"Мария" <Петровна>\r\nКонстантинопольская-Задунайская'));
    const { sip_headers } = received[0]!.told as { sip_headers: Record<string, string> };
    const name = sip_headers['From/display-name'] ?? '';
    expect(name).toMatch(/^Мария {2,}Петровна +Константинопольс/);
    expect(name).not.toMatch(/["<>\r\n]/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(64);
  });

  it.each([
    ['was answered', leg({ call: 'A', seq: 2, at: 3, state: 'Connected', to: at('101') })],
    ['is over', summary({ talk: null, end: 9 })],
  ])('comes too late for a call that %s', async (_, [event]) => {
    const { received } = open();
    expect(await failureOf(api().route(contextOf(), wanted(event)))).toBeInstanceOf(PermanentFailure);
    expect(received).toEqual([]);
  });

  it('makes a ring of its own, which is answered like any other', () => {
    const more = { command_id: 'trubka-command' };
    const call = foldCall(
      stored(
        [
          leg({ call: 'M', seq: 1, at: 0, state: 'Appeared', location: 'ivr' }),
          leg({ call: 'N', seq: 1, at: 2, state: 'Appeared', to: at('102'), more }),
          leg({ call: 'N', seq: 2, at: 6, state: 'Connected', to: at('102'), more }),
        ].flat(),
        new Date(began),
      ),
    );
    expect(call).toMatchObject({ direction: 'in', state: 'answered', answeredExtension: '102' });
  });

  it.each(['/result/route', '/result/callback', '/result/call/hangup', '/result/stat', '/stats/calls/result/'])(
    'a result that comes to %s is no event of a call',
    (path) => {
      expect(read(path, { command_id: 'trubka-command', result: '4101', key: 'K' })).toEqual([]);
    },
  );

  it('keeps two seconds between two commands, and gives up what would come too late', async () => {
    const { received } = open();
    const [event] = leg({ call: 'M', seq: 1, at: 0, state: 'Appeared', location: 'ivr' });
    const standing = mangoApi((milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    });
    const context = contextOf();
    for (let time = 0; time < 6; time += 1) await standing.route!(context, wanted(event));
    expect(pauses).toEqual([2_000, 4_000, 6_000, 8_000, 10_000]);
    const failure = await failureOf(standing.route!(context, wanted(event)));
    expect(failure).toBeInstanceOf(TransientFailure);
    expect(failure).toMatchObject({ retryAfterSeconds: 12 });
    expect(received).toHaveLength(6);
  });
});

describe('history', () => {
  const readHistory = (known: MangoStubKnown, window = anHour): Promise<CallEvent[][]> => {
    open(known);
    return pagesOf(api().history.read(contextOf(), window));
  };

  it('asks in the zone of the statistics', async () => {
    await readHistory({});
    expect(stub?.received[0]).toEqual({
      path: '/stats/calls/request',
      told: { start_date: '02.03.2026 10:15:00', end_date: '02.03.2026 11:15:00', limit: '500', offset: '0' },
    });
  });

  it('turns pages two seconds apart until one is not full', async () => {
    const calls = Array.from({ length: 1_001 }, (_, index) =>
      row({ entry: `E${index}`, at: index, total: 1, talk: 0 }),
    );
    const pages = await readHistory({ calls });
    expect(pages).toHaveLength(3);
    expect(new Set(pages.flat().map(({ providerCallId }) => providerCallId)).size).toBe(1_001);
    expect(pauses).toEqual([2_000, 2_000]);
    const orders = stub?.received.filter(({ path }) => path === '/stats/calls/request');
    expect(orders?.map(({ told }) => told['offset'])).toEqual(['0', '500', '1000']);
    expect(stub?.received.filter(({ path }) => path === '/config/users/request')).toHaveLength(1);
  });

  it('waits five seconds each time until the data are complete, and takes no part of them', async () => {
    const calls = [row({ entry: 'A', total: 5, talk: 0 }), row({ entry: 'B', at: 60, total: 5, talk: 0 })];
    const pages = await readHistory({ calls, polls: 2 });
    expect(pages.map((page) => [...new Set(page.map(({ providerCallId }) => providerCallId))].sort())).toEqual([
      ['A', 'B'],
    ]);
    expect(pauses).toEqual([5_000, 5_000]);
  });

  it('gives up after three minutes, to be asked again', async () => {
    open({ polls: 1_000 });
    expect(await failureOf(pagesOf(api().history.read(contextOf(), anHour)))).toBeInstanceOf(TransientFailure);
    expect(pauses).toHaveLength(35);
  });

  it.each(['cancel', 'error', 'not-found'])('takes the status %s for a failure that passes', async (status) => {
    nock(BASE).post('/vpbx/stats/calls/request/').reply(200, { key: 'K' });
    nock(BASE).post('/vpbx/stats/calls/result/').reply(200, { result: 1000, status, data: [] });
    expect(await failureOf(pagesOf(api().history.read(contextOf(), anHour)))).toBeInstanceOf(TransientFailure);
  });

  it('asks for as long a span as the API takes', async () => {
    const days = api().history.maximumDays;
    const window = { from: new Date(began), to: new Date(began + days * 86_400_000) };
    expect(await readHistory({}, window)).toEqual([]);
    const month = { from: new Date(began), to: new Date(began + 30 * 86_400_000) };
    expect(await failureOf(pagesOf(api().history.read(contextOf(), month)))).toBeInstanceOf(PermanentFailure);
  });

  it('says which setting is wrong when the calls are of another time', async () => {
    const calls = [0, 1, 2].map((index) => row({ entry: `E${index}`, at: index * 60, total: 5, talk: 0 }));
    open({ calls });
    const wrong = mangoSettings.parse({ ...settings, statisticsZone: 'UTC' });
    const later = { from: new Date(began + 3 * 3_600_000), to: new Date(began + 4 * 3_600_000) };
    const failure = await failureOf(pagesOf(api().history.read(contextOf(wrong), later)));
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(String(failure)).toContain('statisticsZone');
  });

  it('does not take listening for a leg, nor an employee without an extension for a telephone', async () => {
    const legs = [
      attempt({ user: 300043135, from: 2, answered: 5, to: 40, recordings: [RECORDING] }),
      attempt({ user: 300043136, from: 10, answered: 11, to: 40, more: { ModeListen: true } }),
      attempt({ user: 300043137, from: 2, to: 5 }),
    ];
    const [page = []] = await readHistory({ calls: [row({ entry: 'E', total: 40, talk: 35, legs })] });
    const call = foldCall(stored(page, new Date(began)));
    expect(call.legs.map(({ extension }) => extension)).toEqual(['101']);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '101', waitSeconds: 5, talkSeconds: 35 });
    expect(call.recordings).toEqual([{ ref: RECORDING, kind: 'talk' }]);
  });

  it('does not take the picking up of the operator who ordered the call for an answer', async () => {
    const ordered = (talk: number) =>
      row({
        entry: `E${talk}`,
        type: 2,
        total: 30,
        talk,
        more: { context_init_type: 5, caller_id: 300043135, called_number: PATIENT },
        legs: [attempt({ user: 300043135, from: 0, answered: 4, to: 30 })],
      });
    const [page = []] = await readHistory({ calls: [ordered(0), ordered(12)] });
    const folded = (id: string) =>
      foldCall(
        stored(
          page.filter((event) => event.providerCallId === id),
          new Date(began),
        ),
      );
    expect(folded('E0')).toMatchObject({ direction: 'out', result: 'unanswered', initiator: 'CallbackWidget' });
    expect(folded('E12')).toMatchObject({
      result: 'answered',
      answeredAt: null,
      talkSeconds: 12,
      answeredExtension: '101',
    });
  });

  it('tells a call that ended in the menu as missed there', async () => {
    const [page = []] = await readHistory({ calls: [row({ entry: 'E', total: 14, talk: 0 })] });
    expect(page.map(({ kind }) => kind)).toEqual(['started', 'missed']);
    expect(foldCall(stored(page, new Date(began)))).toMatchObject({
      direction: 'in',
      external: `+${PATIENT}`,
      line: `+${LINE}`,
      result: 'missed',
      missedReason: 'in-menu',
      waitSeconds: 14,
    });
  });

  it('keeps the keys of what notifications tell too, so that it is stored once', async () => {
    const legs = [attempt({ user: 300043135, from: 2, answered: 5, to: 40, recordings: [RECORDING] })];
    const [page = []] = await readHistory({ calls: [row({ entry: 'E1', total: 40, talk: 35, legs })] });
    const keys = page.map(({ eventKey }) => eventKey);
    expect(keys).toContain(summary({ talk: 5, end: 40 })[0]?.eventKey);
    expect(keys).toContain(`record:${RECORDING}`);
  });

  it('leaves out what cannot be read and keeps the rest', async () => {
    nock(BASE).post('/vpbx/stats/calls/request/').reply(200, { key: 'K' });
    const good = row({ entry: 'E1', total: 5, talk: 0, legs: [null as unknown as object, {}] });
    const long = row({
      entry: 'E3',
      total: 5,
      talk: 0,
      legs: [attempt({ user: 1, from: 0, to: 5, recordings: ['r'.repeat(3_000)] })],
    });
    const list = [null, {}, { entry_id: 'E2' }, good, long];
    nock(BASE)
      .post('/vpbx/stats/calls/result/')
      .reply(200, { result: 1000, status: 'complete', data: [{ list }, null] });
    nock(BASE)
      .post('/vpbx/config/users/request')
      .reply(200, { users: [null, {}] });
    const failure = await failureOf(pagesOf(api().history.read(contextOf(), anHour)));
    // A list of employees that cannot be read would lose the extensions of all.
    expect(failure).toBeInstanceOf(TransientFailure);
    nock(BASE).post('/vpbx/stats/calls/request/').reply(200, { key: 'K' });
    nock(BASE)
      .post('/vpbx/stats/calls/result/')
      .reply(200, { result: 1000, status: 'complete', data: [{ list }, null] });
    nock(BASE).post('/vpbx/config/users/request').reply(200, { users: [] });
    const [page = []] = await pagesOf(api().history.read(contextOf(), anHour));
    expect(new Set(page.map(({ providerCallId }) => providerCallId))).toEqual(new Set(['E1']));
  });
});

describe('healing', () => {
  it('makes the same call of any part of its notifications, none among them', async () => {
    const opened = await mangoSubject.open(settings, 'sound');
    const pages = await pagesOf(api().history.read(contextOf(), mangoSubject.window));
    await opened.close();
    const said = (facts: readonly CallEvent[]): object => {
      const call = foldCall(stored(facts, new Date(began)));
      const { direction, external, line, state, result, answeredExtension, talkSeconds, recordings } = call;
      const legs = call.legs.map(({ extension }) => extension ?? '').toSorted((a, b) => a.localeCompare(b));
      return { direction, external, line, state, result, answeredExtension, talkSeconds, recordings, legs };
    };
    for (const { id, live } of mangoSubject.calls) {
      const healed = pages.flat().filter(({ providerCallId }) => providerCallId === id);
      const whole = said(live ?? []);
      fc.assert(
        fc.property(fc.shuffledSubarray([...(live ?? [])]), (kept) => {
          expect(said([...kept, ...healed])).toEqual(whole);
        }),
      );
    }
  });
});

describe('recordings', () => {
  const wanted = (ref: string) => ({ ref, kind: 'talk', providerCallId: 'E1' }) as const;

  it('are where the redirect says, which is not followed', async () => {
    open({ recordings: { [RECORDING]: 'saved' } });
    expect(await api().recording(contextOf(), wanted(RECORDING))).toEqual({
      kind: 'http',
      url: `https://files.mango-office.ru/${Buffer.from(RECORDING).toString('hex')}`,
      trusted: false,
    });
    expect(stub?.received).toEqual([
      { path: '/queries/recording/post', told: { recording_id: RECORDING, action: 'download' } },
    ]);
  });

  it('are asked for one at a time after one that is not there, so that the API stays open', async () => {
    open({ recordings: { [RECORDING]: 'saved' } });
    const [asked, context] = [api(), contextOf()];
    expect(await asked.recording(context, wanted('later'))).toEqual({ kind: 'not-yet', retryAfterSeconds: 120 });
    now += 50_000;
    expect(await asked.recording(context, wanted(RECORDING))).toEqual({ kind: 'not-yet', retryAfterSeconds: 70 });
    await asked.selfTest(context);
    expect(stub?.received.map(({ path }) => path)).toEqual(['/queries/recording/post', '/account/balance']);
    now += 70_000;
    expect(await asked.recording(context, wanted(RECORDING))).toMatchObject({ kind: 'http' });
  });

  it('need an address to be there', async () => {
    nock(BASE).post('/vpbx/queries/recording/post').reply(302);
    expect(await failureOf(api().recording(contextOf(), wanted(RECORDING)))).toBeInstanceOf(TransientFailure);
    nock(BASE).post('/vpbx/queries/recording/post').reply(302, '', { location: 'file:///etc/passwd' });
    expect(await failureOf(api().recording(contextOf(), wanted(RECORDING)))).toBeInstanceOf(TransientFailure);
  });
});

describe('employees', () => {
  it('are named by the id that statistics have, with their extension', async () => {
    open();
    expect(await api().employees(contextOf())).toEqual([
      { ref: '300043135', name: 'Сергей', extensions: ['101'] },
      { ref: '300043136', name: 'Анна', extensions: ['102'] },
      { ref: '300043137', name: 'Робот', extensions: [] },
    ]);
  });
});

describe('wrong requests', () => {
  const wrong = (): MangoSettings => mangoSettings.parse({ ...settings, apiSalt: 'another-salt' });

  it('with wrong credentials are not repeated for two minutes; what to correct is said each time', async () => {
    open();
    let sent = 0;
    const watched: HttpClient = { send: (request) => ((sent += 1), http.send(request)), close: () => undefined };
    const [asked, context] = [api(), { ...contextOf(wrong()), http: watched }];
    for (const ask of [
      () => asked.selfTest(context),
      () => asked.employees(context),
      () => asked.recording(context, { ref: RECORDING, kind: 'talk', providerCallId: 'E1' }),
    ]) {
      const failure = await failureOf(ask());
      expect(failure).toBeInstanceOf(PermanentFailure);
      expect(String(failure)).toContain('correct apiKey and apiSalt');
    }
    expect(sent).toBe(1);
    now += 119_000;
    expect(await failureOf(asked.selfTest(context))).toBeInstanceOf(PermanentFailure);
    expect(sent).toBe(1);
    now += 1_000;
    expect(await failureOf(asked.selfTest(context))).toBeInstanceOf(PermanentFailure);
    expect(sent).toBe(2);
  });

  it('of one account keep no other from asking', async () => {
    open();
    const asked = api();
    await failureOf(asked.selfTest(contextOf(wrong())));
    now += 120_000;
    await expect(asked.selfTest(contextOf())).resolves.toBeUndefined();
  });

  it('of another program close the API; that passes, and until then nothing is sent', async () => {
    const scope = nock(BASE).post('/vpbx/account/balance').reply(401, { name: 'Unauthorized', status: 401 });
    const [asked, context] = [api(), contextOf()];
    const first = await failureOf(asked.selfTest(context));
    expect(first).toBeInstanceOf(TransientFailure);
    expect(first).toMatchObject({ retryAfterSeconds: 120 });
    now += 30_000;
    const second = await failureOf(asked.employees(context));
    expect(second).toBeInstanceOf(TransientFailure);
    expect(second).toMatchObject({ retryAfterSeconds: 90 });
    expect(scope.isDone()).toBe(true);
    now += 90_000;
    open();
    await expect(asked.selfTest(context)).resolves.toBeUndefined();
  });

  it('count from the first of them', async () => {
    open();
    const [asked, context] = [api(), contextOf()];
    const tooLong = { from: new Date(began), to: new Date(began + 40 * 86_400_000) };
    const ask = (): Promise<unknown> => failureOf(pagesOf(asked.history.read(context, tooLong)));
    expect(await ask()).toBeInstanceOf(PermanentFailure);
    now += 60_000;
    const closed = await ask();
    expect(closed).toBeInstanceOf(TransientFailure);
    expect(closed).toMatchObject({ retryAfterSeconds: 60 });
  });
});

describe('codes of results', () => {
  it.each([
    [1000, null, null],
    [1090, null, null],
    [0, null, null],
    [2120, PermanentFailure, PermanentFailure],
    [2219, PermanentFailure, PermanentFailure],
    [2220, TransientFailure, TransientFailure],
    [2400, TransientFailure, TransientFailure],
    [3100, PermanentFailure, PermanentFailure],
    [3102, PermanentFailure, PermanentFailure],
    [3330, PermanentFailure, PermanentFailure],
    [4001, PermanentFailure, PermanentFailure],
    [4101, PermanentFailure, PermanentFailure],
    [4290, TransientFailure, TransientFailure],
    [5000, TransientFailure, AmbiguousFailure],
    [5001, TransientFailure, TransientFailure],
    [5008, TransientFailure, TransientFailure],
    [5010, PermanentFailure, PermanentFailure],
    [5011, TransientFailure, AmbiguousFailure],
    [6000, PermanentFailure, PermanentFailure],
  ])('%i', (code, ofRead, ofWrite) => {
    expect(failureOfCode(code, 'read')?.constructor ?? null).toBe(ofRead);
    expect(failureOfCode(code, 'write')?.constructor ?? null).toBe(ofWrite);
  });

  it.each([
    [200, { result: '3104' }],
    [420, { code: 3104 }],
    [500, { code: 3300, message: 'no such object' }],
  ])('are read whatever the HTTP status: %i', async (status, body) => {
    nock(BASE).post('/vpbx/account/balance').reply(status, body);
    expect(await failureOf(api().selfTest(contextOf()))).toBeInstanceOf(PermanentFailure);
  });

  it('a limit that was passed over is one with HTTP 200 too', async () => {
    nock(BASE)
      .post('/vpbx/account/balance')
      .reply(200, { name: 'Service Unavailable', message: 'Rate limit exceeded.', code: 0, status: 429 });
    expect(await failureOf(api().selfTest(contextOf()))).toBeInstanceOf(TransientFailure);
  });

  it('a command that is taken without a word is taken', async () => {
    nock(BASE).post('/vpbx/commands/call/hangup').reply(200, '');
    await expect(api().hangUp(contextOf(), 'E1', ['A'])).resolves.toBeUndefined();
  });
});
