import nock from 'nock';
import { itoolabs } from '../../../adapters/pbx/itoolabs/adapter.ts';
import { itoolabsSettings, type ItoolabsSettings } from '../../../adapters/pbx/itoolabs/settings.ts';
import { openItoolabsStub, type ItoolabsStub, type ItoolabsStubCall } from '../../../adapters/pbx/itoolabs/stub.ts';
import { createHttpClient } from '../../../adapters/kit/http.ts';
import { foldCall, type FoldedCall } from '../../../src/calls/fold-call.ts';
import type { CallEvent } from '../../../src/contracts/call-event.ts';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { HttpClient } from '../../../src/contracts/http-client.ts';
import type { PbxApiContext, PbxDecision } from '../../../src/contracts/pbx-api.ts';
import { pbxApiRules } from '../../contracts/pbx-api-rules.ts';
import { itoolabsFormSubject } from '../../contracts/pbx-api/itoolabs.ts';
import { inboundRequest } from '../../contracts/pbx-subject.ts';

// A patched http would follow into the next file of this worker.
afterAll(() => nock.restore());

const api = itoolabs.api!;
const token = 'k7Qm-2vX9';
const generations = {
  rest: { generation: 'rest', url: 'https://clinic.megapbx.ru/crmapi/v1' },
  form: { generation: 'form', url: 'https://clinic.gravitel.ru/sys/crm_api.wcgp' },
} as const;
type Generation = keyof typeof generations;

function settingsOf(generation: Generation, more: object = {}, account: object = {}): ItoolabsSettings {
  const asked = { ...generations[generation], key: 'c4a29ef3-6292-4f85', uidIsCallid: true, ...more };
  return itoolabsSettings.parse({ token, api: asked, ...account });
}

let http: HttpClient;
let stub: ItoolabsStub | null = null;
beforeEach(() => (http = createHttpClient({ timeoutMs: 2_000 })));
afterEach(() => {
  http.close();
  stub?.close();
  stub = null;
});

function context(settings: ItoolabsSettings): PbxApiContext<ItoolabsSettings> {
  return { account: 'itoolabs', settings, http, clock: { now: () => new Date('2026-03-02T09:00:00Z') } };
}

const window = { from: new Date('2026-03-02T07:00:00Z'), to: new Date('2026-03-02T08:00:00Z') };
const users = [
  { login: 'andy', name: 'Анна', ext: '101' },
  { login: 'kate', name: 'Екатерина' },
];
const listed: ItoolabsStubCall = {
  uid: 'A-1511',
  type: 'in',
  status: 'success',
  client: '79000000102',
  user: 'andy',
  diversion: '74950000101',
  start: '2026-03-02T07:15:00Z',
  wait: 8,
  duration: 68,
};

async function healed(calls: ItoolabsStubCall[], settings: ItoolabsSettings): Promise<CallEvent[]> {
  stub?.close();
  stub = openItoolabsStub(settings, 'sound', { calls, users });
  const events: CallEvent[] = [];
  for await (const page of api.history!.read(context(settings), window)) events.push(...page);
  return events;
}

async function healedCall(call: Partial<ItoolabsStubCall>, settings: ItoolabsSettings): Promise<FoldedCall> {
  const events = await healed([{ ...listed, ...call }], settings);
  return foldCall(events.map((event) => ({ event, receivedAt: new Date('2026-03-02T12:00:00Z') })));
}

describe('the older generation of the API of ITooLabs', () => {
  it.each(pbxApiRules.map((rule) => [rule.name, rule] as const))('%s', async (_name, rule) => {
    expect(await rule.problems({ adapter: itoolabs, api, subject: itoolabsFormSubject })).toEqual([]);
  });
});

describe.each(['rest', 'form'] as const)('the history of an ITooLabs PBX (%s)', (generation) => {
  const settings = settingsOf(generation);

  it('tells who talked by his extension, and all its times', async () => {
    expect(await healedCall({ record: 'https://clinic.megapbx.ru/1.mp3' }, settings)).toMatchObject({
      direction: 'in',
      result: 'answered',
      external: '+79000000102',
      line: '+74950000101',
      answeredExtension: '101',
      waitSeconds: 8,
      talkSeconds: 60,
      startedAt: { at: new Date('2026-03-02T07:15:00Z'), approximate: false },
      endedAt: { at: new Date('2026-03-02T07:16:08Z'), approximate: false },
      recordings: [{ ref: 'https://clinic.megapbx.ru/1.mp3', kind: 'talk' }],
    });
  });

  it.each([
    ['andy', 'no-answer'],
    ['g_9f6d5d1c@clinic.example', 'no-answer'],
    ['ivr', 'in-menu'],
  ])('tells a call that %s missed', async (user, missedReason) => {
    const call = await healedCall({ status: 'missed', user, wait: 20, duration: 20 }, settings);
    expect(call).toMatchObject({ result: 'missed', missedReason, talkSeconds: null, waitSeconds: 20 });
  });

  it('knows that the menu answering is no answer', async () => {
    expect(await healedCall({ user: 'ivr', wait: 0, duration: 20 }, settings)).toMatchObject({ result: 'missed' });
  });

  it.each([
    ['success', 8, 68, 'answered', 60],
    ['NotAvailable', 30, 30, 'unanswered', null],
  ] as const)('tells of a call of ours that it was %s', async (status, wait, duration, result, talkSeconds) => {
    const call = await healedCall({ type: 'out', status, wait, duration }, settings);
    expect(call).toMatchObject({ direction: 'out', result, talkSeconds, external: '+79000000102' });
  });

  it('takes the extension of the settings where the PBX has none', async () => {
    const own = settingsOf(generation, {}, { employees: { kate: 103 } });
    expect(await healedCall({ user: 'kate' }, own)).toMatchObject({ answeredExtension: '103' });
  });

  it('has both ends of the window and nothing beside it', async () => {
    const starts = ['06:59:59', '07:00:00', '08:00:00', '08:00:01'];
    const calls = starts.map((time) => ({ ...listed, uid: time, start: `2026-03-02T${time}Z` }));
    const events = await healed(calls, settings);
    expect([...new Set(events.map(({ providerCallId }) => providerCallId))]).toEqual(['07:00:00', '08:00:00']);
  });

  it('is empty where nobody called', async () => {
    expect(await healed([], settings)).toEqual([]);
    expect(await api.call!(context(settings), 'A-1511')).toEqual([]);
  });

  it('is not read before it is known whose ids it has', async () => {
    const unknown = settingsOf(generation, { uidIsCallid: false });
    await expect(healed([listed], unknown)).rejects.toThrow(PermanentFailure);
    await expect(api.call!(context(unknown), 'A-1511')).rejects.toThrow(PermanentFailure);
    expect(stub?.received).toEqual([]);
  });
});

it('reads the history of the older generation whatever follows its columns', async () => {
  const settings = settingsOf('form');
  const csv =
    'a252179d-fa9b,out,+79002445949,andy@ats23.gravitel.ru,+74996861574,2026-03-02T10:14:08+03:00,0,11,,5\r\n';
  const json = JSON.stringify(users.map(({ login, name, ext }) => ({ name: login, realName: name, ext })));
  const send: HttpClient['send'] = ({ body }) =>
    Promise.resolve({ status: 200, headers: {}, body: Buffer.from(String(body).includes('cmd=history') ? csv : json) });
  const events: CallEvent[] = [];
  for await (const page of api.history!.read({ ...context(settings), http: { send, close: () => undefined } }, window))
    events.push(...page);
  expect(events.map(({ kind, occurredAt }) => [kind, occurredAt])).toEqual([
    ['started', '2026-03-02T07:14:08.000Z'],
    ['answered', '2026-03-02T07:14:08.000Z'],
    ['leg-ended', '2026-03-02T07:14:19.000Z'],
    ['ended', '2026-03-02T07:14:19.000Z'],
  ]);
  expect(events[0]).toMatchObject({
    providerCallId: 'a252179d-fa9b',
    direction: 'out',
    extension: '101',
    reason: null,
  });
});

describe('dialling by an ITooLabs PBX', () => {
  const wanted = {
    extension: '101',
    employeeRef: null,
    phone: '+79000000105',
    line: '+74950000101',
    requestId: 'r',
  } as const;

  it('tells the newer generation the line, and has the id of the call', async () => {
    const settings = settingsOf('rest');
    stub = openItoolabsStub(settings, 'sound', { users });
    expect(await api.dial!(context(settings), wanted)).toEqual({ providerCallId: 'C0FFEE-1' });
    expect(stub.received).toEqual([
      { path: '/makecall', fields: { user: '101', phone: '79000000105', clid: '74950000101' } },
    ]);
  });

  it('is by the login where it is known', async () => {
    const settings = settingsOf('form');
    stub = openItoolabsStub(settings, 'sound', { users });
    await api.dial!(context(settings), { ...wanted, employeeRef: 'andy' });
    expect(stub.received[0]?.fields).toMatchObject({ cmd: 'makeCall', user: 'andy', phone: '79000000105' });
  });

  it.each([
    ['B10D0EB124F4E64AF4EA-1511', 'B10D0EB124F4E64AF4EA-1511'],
    ['"B10D0EB124F4E64AF4EA"', 'B10D0EB124F4E64AF4EA'],
    ['{"CallID":"B10D"}', 'B10D'],
    ['12345678', '12345678'],
    ['{"result":"ok"}', null],
    ['', null],
    ['Call is being placed', null],
  ])('reads the answer %j of the older generation', async (makeCall, providerCallId) => {
    const settings = settingsOf('form');
    stub = openItoolabsStub(settings, 'sound', { users, makeCall });
    expect(await api.dial!(context(settings), wanted)).toEqual({ providerCallId });
  });

  it.each(['rest', 'form'] as const)('is refused for a user whom the PBX does not know (%s)', async (generation) => {
    const settings = settingsOf(generation);
    stub = openItoolabsStub(settings, 'sound', { users });
    await expect(api.dial!(context(settings), { ...wanted, extension: '999' })).rejects.toThrow(PermanentFailure);
  });
});

describe('what else is asked of an ITooLabs PBX', () => {
  it.each(['rest', 'form'] as const)('its users (%s)', async (generation) => {
    const settings = settingsOf(generation, {}, { employees: { kate: 103 } });
    stub = openItoolabsStub(settings, 'sound', { users });
    expect(await api.employees!(context(settings))).toEqual([
      { ref: 'andy', name: 'Анна', extensions: ['101'] },
      { ref: 'kate', name: 'Екатерина', extensions: ['103'] },
    ]);
  });

  it('a recording by its link: the key goes to its own host only', async () => {
    const wanted = { kind: 'talk', providerCallId: 'A', ref: 'https://clinic.megapbx.ru/1.mp3' } as const;
    const found = (settings: ItoolabsSettings, ref: string) => api.recording!(context(settings), { ...wanted, ref });
    expect(await found(settingsOf('rest'), wanted.ref)).toEqual({
      kind: 'http',
      url: wanted.ref,
      headers: { 'x-api-key': 'c4a29ef3-6292-4f85' },
      trusted: true,
    });
    const elsewhere = 'https://records.example/1.mp3';
    const bare = { kind: 'http', url: elsewhere, trusted: false };
    expect(await found(settingsOf('rest'), elsewhere)).toEqual(bare);
    expect(await found(itoolabsSettings.parse({ token }), elsewhere)).toEqual(bare);
    expect(await found(settingsOf('form'), 'https://clinic.gravitel.ru/1.mp3')).toEqual({
      kind: 'http',
      url: 'https://clinic.gravitel.ru/1.mp3',
      trusted: true,
    });
    expect(await found(settingsOf('rest'), 'ftp://x/1.mp3')).toMatchObject({ kind: 'never' });
  });

  it('nothing without its address and key', async () => {
    await expect(api.selfTest!(context(itoolabsSettings.parse({ token })))).rejects.toThrow(PermanentFailure);
  });

  it('a wrong name of the PBX is the clinic’s to correct', async () => {
    const send = () =>
      Promise.resolve({ status: 301, headers: { location: 'https://x.example' }, body: Buffer.alloc(0) });
    const moved = { ...context(settingsOf('form')), http: { send, close: () => undefined } };
    await expect(api.selfTest!(moved)).rejects.toThrow(PermanentFailure);
  });
});

describe('the question `contact` of an ITooLabs PBX', () => {
  const settings = itoolabsSettings.parse({ token, employees: { andy: 101, olga: '102' } });
  const ask = (fields: Record<string, string>) =>
    itoolabs.question!(inboundRequest({ body: new URLSearchParams(fields).toString() }), settings);
  const contact = { cmd: 'contact', phone: '79000000102', callid: 'A', diversion: '74950000101', crm_token: token };
  const nothing: PbxDecision = { callerName: null, extension: null, say: null, code: null };
  const told = (decision: Partial<PbxDecision>): unknown =>
    JSON.parse(itoolabs.reply!({ ...nothing, ...decision }, ask(contact)!, settings).body);

  it('asks who calls and to whom the call should go', () => {
    expect(ask(contact)).toEqual({
      external: '+79000000102',
      line: '+74950000101',
      providerCallId: 'A',
      wants: ['caller-name', 'route'],
    });
    expect(ask({ ...contact, phone: 'anonymous' })).toMatchObject({ external: null });
  });

  it('is asked in JSON too', () => {
    const request = inboundRequest({ body: JSON.stringify({ ...contact, cmd: 'Contact' }) });
    expect(itoolabs.question!(request, settings)).toMatchObject({ external: '+79000000102' });
  });

  it.each([{ cmd: 'event' }, { cmd: 'history' }, { cmd: '' }, { phone: '101' }])('is not asked by %j', (more) => {
    expect(ask({ ...contact, ...more })).toBeNull();
  });

  it('is answered with an object for an unknown caller', () => {
    expect(itoolabs.reply!(nothing, ask(contact)!, settings)).toEqual({
      status: 200,
      contentType: 'application/json',
      body: '{}',
    });
  });

  it('is answered with the name and the login of the responsible', () => {
    expect(told({ callerName: 'Мария Петровна', extension: '102' })).toEqual({
      contact_name: 'Мария Петровна',
      responsible: 'olga',
    });
  });

  it('leaves out a responsible whose login is not configured, and what the PBX cannot do', () => {
    expect(told({ callerName: 'Мария', extension: '199', say: 'x', code: '1' })).toEqual({ contact_name: 'Мария' });
  });
});
