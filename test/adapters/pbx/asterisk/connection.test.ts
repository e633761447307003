import { createServer } from 'node:net';
import { asterisk } from '../../../../adapters/pbx/asterisk/adapter.ts';
import { asteriskSettings } from '../../../../adapters/pbx/asterisk/settings.ts';
import { openAmiStub, type AmiStub } from '../../../../adapters/pbx/asterisk/stub.ts';
import type { CallEvent } from '../../../../src/contracts/call-event.ts';
import { AmbiguousFailure, PermanentFailure, TransientFailure } from '../../../../src/contracts/failures.ts';
import { eventually } from '../../../support/eventually.ts';

const clock = { now: () => new Date() };
const noHttp = { send: () => Promise.reject(new Error('nothing is asked over HTTP')), close: () => undefined };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function settingsAt(port?: number) {
  return asteriskSettings.parse({
    host: '127.0.0.1',
    port: port ?? (await freePort()),
    user: 'trubka',
    secret: 'k7Qm-2vX9-secret',
  });
}

const contextOf = (settings: Awaited<ReturnType<typeof settingsAt>>) => ({
  account: 'office',
  settings,
  http: noHttp,
  clock,
});

const newCall = (uniqueid: string) => ({
  Event: 'Newchannel',
  Channel: `PJSIP/mts-${uniqueid.replace(/\D/g, '').padStart(8, '0').slice(-8)}`,
  ChannelState: '4',
  CallerIDNum: '79000000104',
  Context: 'from-pstn',
  Exten: '74950000101',
  Uniqueid: uniqueid,
  Linkedid: uniqueid,
});

describe('the held connection', () => {
  let stub: AmiStub | null = null;
  let held: { close(): Promise<void> } | null = null;
  const states: string[] = [];
  let events: CallEvent[] = [];
  let store: () => Promise<void> = () => Promise.resolve();

  beforeEach(() => {
    states.length = 0;
    events = [];
    store = () => Promise.resolve();
  });
  afterEach(async () => {
    await held?.close();
    await stub?.close();
    held = null;
    stub = null;
  });

  function connect(settings: Awaited<ReturnType<typeof settingsAt>>): void {
    held = asterisk.connect!({
      ...contextOf(settings),
      emit: async (told) => {
        await store();
        events.push(...told);
      },
      onState: (state, reason) => states.push(reason === null ? state : `${state}: ${reason}`),
    });
  }

  it('asks of a call whether its number may be shown before it tells anything', async () => {
    const settings = await settingsAt();
    const call = newCall('1795308588.0');
    stub = await openAmiStub(settings, 'sound', { presentations: { [call.Channel]: 'prohib_not_screened' } });
    connect(settings);
    await eventually(() => expect(states).toEqual(['connecting', 'connected']));
    stub.say(call);
    await eventually(() => expect(events).toHaveLength(1));
    expect(events[0]).toMatchObject({ kind: 'started', external: null, line: '+74950000101' });
  });

  it('comes back after a cut and asks what goes on now', async () => {
    const settings = await settingsAt();
    stub = await openAmiStub(settings);
    connect(settings);
    await eventually(() => expect(states).toContain('connected'));
    stub.say(newCall('1795308588.0'));
    await eventually(() => expect(events.map(({ kind }) => kind)).toEqual(['started']));
    stub.cut();
    // The stand-in has no channels: the call is over, nobody knows since when.
    await eventually(() => expect(events.map(({ kind }) => kind)).toEqual(['started', 'ended']));
    expect(events[1]?.occurredAt).toBeNull();
    expect(states).toEqual(['connecting', 'connected', expect.stringMatching(/^lost: /), 'connecting', 'connected']);
  });

  it('drops the connection when events could not be stored, and tells again what goes on', async () => {
    const settings = await settingsAt();
    const call = newCall('1795308588.0');
    stub = await openAmiStub(settings, 'sound', { channels: [{ ...call, Duration: '00:00:03' }] });
    let attempts = 0;
    store = () => ((attempts += 1) === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve());
    connect(settings);
    await eventually(() => expect(events.some(({ kind }) => kind === 'started')).toBe(true));
    expect(attempts).toBeGreaterThan(1);
    expect(states.filter((state) => state === 'connected').length).toBeGreaterThan(1);
  });

  it('corrects a clock that is ahead, and says so', async () => {
    const settings = await settingsAt();
    stub = await openAmiStub(settings, 'sound', { clock: () => Date.now() / 1000 + 3600 });
    connect(settings);
    await eventually(() => expect(states.at(-1)).toMatch(/^connected: The clock of Asterisk is 3600 s ahead/));
    const at = (Date.now() / 1000 + 3600).toFixed(6);
    stub.say({ ...newCall('1795308588.0'), CallerIDNum: 'anonymous', Timestamp: at });
    await eventually(() => expect(events).toHaveLength(1));
    expect(Math.abs(Date.parse(events[0]!.occurredAt!) - Date.now())).toBeLessThan(2000);
  });

  it('names what the user in manager.conf lacks', async () => {
    const settings = await settingsAt();
    stub = await openAmiStub(settings, 'sound', { refusals: { coreshowchannels: 'Permission denied' } });
    connect(settings);
    await eventually(() => expect(states.at(-1)).toMatch(/^lost: .*needs write = reporting/));
  });

  it('stops at once while nobody answers', async () => {
    connect(await settingsAt());
    await eventually(() => expect(states.some((state) => state.startsWith('lost'))).toBe(true));
    const began = Date.now();
    await held?.close();
    expect(Date.now() - began).toBeLessThan(500);
  });
});

describe('what can be asked', () => {
  // 32 characters with what is added, as many as FreePBX keeps.
  const ownId = 'trubka-a5fa777a3dc67268caea';
  const dial = { extension: '101', employeeRef: null, phone: '+79000000104', line: null, requestId: 'r-1' } as const;

  it.each([
    ['national', '89000000104'],
    ['digits', '79000000104'],
    ['e164', '+79000000104'],
  ] as const)('dials %s numbers as %s', async (dialFormat, exten) => {
    const settings = { ...(await settingsAt()), dialFormat };
    const stub = await openAmiStub(settings);
    expect(await asterisk.api!.dial!(contextOf(settings), dial)).toEqual({ providerCallId: ownId });
    expect(stub.asked.at(-1)).toMatchObject({
      action: 'Originate',
      channel: 'Local/101@from-internal',
      exten,
      channelid: ownId,
      otherchannelid: `${ownId}-2`,
      async: 'true',
    });
    await stub.close();
  });

  it('dials once when it is asked twice', async () => {
    const settings = await settingsAt();
    const live = { Channel: 'Local/101@from-internal-1;1', Uniqueid: ownId, Linkedid: ownId };
    const stub = await openAmiStub(settings, 'sound', { channels: [live] });
    expect(await asterisk.api!.dial!(contextOf(settings), dial)).toEqual({ providerCallId: ownId });
    expect(stub.asked.map(({ action }) => action)).toEqual(['CoreShowChannels']);
    await stub.close();
  });

  it('lets nothing into an action that would begin another', async () => {
    const settings = await settingsAt();
    const stub = await openAmiStub(settings);
    await expect(
      asterisk.api!.dial!(contextOf(settings), { ...dial, extension: '101\r\nAction: Command' }),
    ).rejects.toThrow(PermanentFailure);
    expect(stub.asked).toEqual([]);
    await stub.close();
  });

  it('judges what goes wrong', async () => {
    const { selfTest, dial: place, hangUp } = asterisk.api!;
    const settings = await settingsAt();
    await expect(selfTest!(contextOf(settings))).rejects.toThrow(TransientFailure);
    const refusing = await openAmiStub(settings, 'refuses');
    const refused = await selfTest!(contextOf(settings)).catch((error: Error) => error);
    expect(refused).toBeInstanceOf(PermanentFailure);
    expect(String(refused)).not.toContain(settings.secret);
    await refusing.close();
    const failing = await openAmiStub(settings, 'fails');
    await expect(selfTest!(contextOf(settings))).rejects.toThrow(PermanentFailure);
    await failing.close();
    const lacking = await openAmiStub(settings, 'sound', { refusals: { originate: 'Permission denied' } });
    await expect(place!(contextOf(settings), dial)).rejects.toThrow('write = originate');
    await expect(hangUp!(contextOf(settings), 'unknown', [])).rejects.toThrow(PermanentFailure);
    await lacking.close();
  });

  it.each([
    ['originate', AmbiguousFailure],
    ['coreshowchannels', TransientFailure],
  ] as const)('takes an answer to %s that never comes for what it is', async (cutAt, kind) => {
    const settings = await settingsAt();
    const stub = await openAmiStub(settings, 'sound', { cutAt });
    await expect(asterisk.api!.dial!(contextOf(settings), dial)).rejects.toThrow(kind);
    await stub.close();
  });
});
