import { asteriskSettings } from '../../adapters/pbx/asterisk/settings.ts';
import type { CallDetail } from '../../src/calls/call-register.ts';
import type { ComposeOptions } from '../../src/compose.ts';
import type { Configuration, Line, Seat } from '../../src/platform/configuration/configuration.ts';
import { testConfiguration } from '../support/configuration.ts';
import type { TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { runApp, type Frame, type RunningApp, type Screen } from '../support/running-app.ts';
import { startAmiProxy, type AmiProxy } from './ami-proxy.ts';
import { startAsterisk, type PhoneName, type TestAsterisk } from './asterisk.ts';
import { answers, places, type Answers, type Placed } from './scenarios.ts';
import { play, type Party } from './sipp.ts';

/** A clinic with a real Asterisk, and Trubka connected to it. */
export interface Clinic {
  pbx: TestAsterisk;
  proxy: AmiProxy;
  configuration: Configuration;
  app(): RunningApp;
  /** Trubka is away: nothing is heard, nothing is stored. */
  stopApp(): Promise<void>;
  startApp(): Promise<void>;
  screens: { first: Screen; second: Screen };
  /** A telephone that waits for one call, or for several. */
  telephone(name: PhoneName, does: Answers, calls?: number): Promise<Party>;
  /** A call from outside on one of the clinic's numbers, the last digit of 7495000010X. */
  incoming(call: Pick<Placed, 'does'> & Partial<Placed> & { line: number }, port?: PhoneName): Promise<Party>;
  /** Calls from outside, one after the other, six a second. */
  many(count: number, call: Pick<Placed, 'does'> & Partial<Placed> & { line: number }): Promise<Party>;
  /** A call that somebody of the clinic places. */
  placed(by: PhoneName, call: Placed): Promise<Party>;
  /** The newest calls of the register. */
  calls(): Promise<CallDetail[]>;
  /** The call that fits, when it is settled. */
  settled(fits: (call: CallDetail) => boolean): Promise<CallDetail>;
  /** Types and reasons of the frames of one call on a screen. */
  shown(screen: Screen, call: CallDetail): string[];
  /** From the answer on: of a telephone that is picked up at once a busy machine tells the ring and the answer together. */
  taken(screen: Screen, call: CallDetail): string[];
  stop(): Promise<void>;
}

const seats: Seat[] = [
  { id: 'reception-1', branch: 'center', name: 'Ресепшен 1', extensions: ['101'] },
  { id: 'reception-2', branch: 'center', name: 'Ресепшен 2', extensions: ['102'] },
  { id: 'reception-3', branch: 'north', name: 'Ресепшен 3', extensions: ['103'] },
];

const lines: Line[] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => ({
  number: `+7495000010${digit}`,
  branch: 'center',
  name: `Линия ${digit}`,
  campaign: undefined,
  purpose: undefined,
  disabled: false,
}));

let callers = 1000;

/** A number that no other call of this run has. */
export function newCaller(): string {
  callers += 1;
  return `7900000${callers}`;
}

export async function openClinic(
  options: { ringSeconds?: number; settings?: Record<string, unknown>; compose?: Partial<ComposeOptions> } = {},
): Promise<Clinic> {
  const pbx = await startAsterisk(options);
  const proxy = await startAmiProxy(pbx.amiPort);
  const settings = asteriskSettings.parse({
    host: '127.0.0.1',
    port: proxy.port,
    user: pbx.user,
    secret: pbx.secret,
    zone: 'UTC',
    cdr: { file: pbx.files.cdr },
    recordings: { folder: pbx.files.monitor, pbxFolder: pbx.inside.monitor },
    ...options.settings,
  });
  const configuration = testConfiguration({
    seats: new Map(seats.map((seat) => [seat.id, seat])),
    lines: new Map(lines.map((line) => [line.number, line])),
    pbx: new Map([
      [
        'office',
        {
          id: 'office',
          provider: 'asterisk',
          allowFrom: [],
          forwardTo: undefined,
          settings,
          settleSeconds: 1,
          ...({} as { poll?: undefined }),
        },
      ],
    ]),
  });
  let db: TestDatabase | undefined;
  let running: RunningApp | null = null;
  const screens = {} as Clinic['screens'];

  const startApp = async (): Promise<void> => {
    const { testDatabase } = await import('../support/database.ts');
    db ??= await testDatabase();
    running = await runApp({
      configuration,
      roles: new Set(['web', 'worker', 'pbx']),
      db,
      ...options.compose,
    });
    screens.first = await running.screen('demo-reception-1');
    screens.second = await running.screen('demo-reception-2');
    await connected();
  };
  const app = (): RunningApp => {
    if (running === null) throw new Error('Trubka does not run');
    return running;
  };
  const connected = (): Promise<void> =>
    eventually(async () => {
      const { rows } = await app().db.database.pool.query<{ connection: string | null }>(
        `select connection from pbx_account_state where account = 'office'`,
      );
      if (rows[0]?.connection !== 'connected') throw new Error(`the PBX is ${rows[0]?.connection ?? 'not there'}`);
    });

  await startApp();
  const clinic: Clinic = {
    pbx,
    proxy,
    configuration,
    app,
    startApp,
    async stopApp() {
      await app().stop();
      running = null;
    },
    screens,
    telephone: (name, does, calls = 1) =>
      play({ scenario: answers(does), port: pbx.ports[name], remote: pbx.sipPort, calls }),
    incoming: ({ line, ...call }, port = 'outside') =>
      play({
        scenario: places({ trunk: 'mts', ...call, from: call.from ?? newCaller(), to: `7495000010${line}` }),
        port: pbx.ports[port],
        remote: pbx.sipPort,
      }),
    many: (count, { line, ...call }) =>
      play({
        scenario: places({ trunk: 'mts', ...call, from: '7900001[call_number]', to: `7495000010${line}` }),
        port: pbx.ports.outside,
        remote: pbx.sipPort,
        calls: count,
        rate: 6,
      }),
    placed: (by, call) => play({ scenario: places(call), port: pbx.ports[by], remote: pbx.sipPort }),
    async calls() {
      const list = await app().api('/calls?limit=200', 'demo-manager');
      const { items } = (await list.json()) as { items: { id: string }[] };
      return await Promise.all(
        items.map(async ({ id }) => (await (await app().api(`/calls/${id}`, 'demo-manager')).json()) as CallDetail),
      );
    },
    settled: (fits) =>
      eventually(async () => {
        const calls = await clinic.calls();
        const found = calls.find((call) => fits(call));
        if (found === undefined)
          throw new Error(
            `no such call among ${JSON.stringify(calls.map((call) => [call.from, call.to, call.state]))}`,
          );
        if (!found.settled)
          throw new Error(`the call is ${found.state} and not settled: ${JSON.stringify(found.legs)}`);
        return found;
      }, 15_000),
    shown: (screen, call) =>
      screen
        .calls()
        .filter((frame: Frame) => frame.callId === call.id && frame.type !== 'call.updated')
        .map(({ type, reason }) => (reason ? `${type} ${reason}` : type)),
    taken(screen, call) {
      const [first, ...others] = clinic.shown(screen, call);
      return first === undefined || (first === 'call.ringing' && others[0] === 'call.answered')
        ? others
        : [first, ...others];
    },
    async stop() {
      await running?.stop();
      await proxy.close();
      await pbx.stop();
      await db?.drop();
    },
  };
  return clinic;
}

/**
 * How the card of a telephone that rang in vain closed: with the end of the call, or, where the PBX told a moment before
 * that the telephone is silent, with that. Both are right, and which it is depends on how busy the machine is.
 */
export const rangInVain: unknown = expect.stringMatching(/^call\.closed (hung-up|expired)$/);

/** Whole seconds that a pause of so many milliseconds lasts at least: a busy machine makes it longer, never shorter. */
export function expectLasted(seconds: number | null, milliseconds: number): void {
  expect(seconds).toBeGreaterThanOrEqual(Math.floor(milliseconds / 1000));
  expect(seconds).toBeLessThan(milliseconds / 1000 + 6);
}

/** How a leg went, in a word. */
export function legsOf(call: CallDetail): string[] {
  return call.legs
    .map(({ extension, answeredAt }) => `${extension} ${answeredAt === null ? 'rang' : 'answered'}`)
    .sort();
}
