import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { misApiAccounts, toldAccount } from '../../../src/mis/index.ts';
import { migrate, openDatabase, startEmbeddedPostgres } from '../../../src/platform/database/index.ts';
import { startFakeCrm, type FakeCrm } from '../../support/fake-crm.ts';
import { startAppConnect } from '../app-connect.ts';
import { atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import { startNodeRed } from '../node-red.ts';
import { oweCall } from '../owe-call.ts';
import type { ProductReady } from '../product.ts';
import type { RingFigures, RingTarget } from '../ring-load.ts';

/** One call every so many ms while the CRM is down. */
const EVERY_MS = 100;
/** Nothing new for so long: what is missing does not come any more. */
const QUIET_MS = 60_000;

/** What carries calls to the CRM. */
interface Carrier {
  /** Of a peer. */
  version?: string;
  /** Resolves when the call is taken; it is offered again until then. */
  take(call: number): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface Carried {
  lost: number;
  duplicated: number;
  drainSeconds: number;
  attempts: number;
}

/** How soon a sender of one’s own offers App Connect a call again that was not logged. */
const AGAIN_MS = 5_000;
/** Rings a second at the screens, beside the deliveries. */
const RINGS = 20;
const SEATS = 50;
const PEOPLE = 10_000;

/** A CRM that is down while calls arrive, and then comes back; what carries the calls is killed twice meanwhile. */
export async function measureOutage({ short, folder, benchFolder, tell }: Setting): Promise<Finding> {
  const calls = short ? 200 : 600;
  const measured: { name: string; carried: Carried }[] = [];
  const measure = async (name: string, start: (crm: FakeCrm) => Promise<Carrier>): Promise<Carried> => {
    let version = '';
    const starting = async (crm: FakeCrm): Promise<Carrier> => {
      const carrier = await start(crm);
      version = carrier.version ?? '';
      return carrier;
    };
    const carried = await through(starting, calls, (text) => tell(`${name}: ${text}`));
    const [first = name, ...rest] = name.split(',');
    measured.push({ name: [version === '' ? first : `${first} ${version}`, ...rest].join(','), carried });
    return carried;
  };
  const trubka = await measure('Trubka', (crm) => startTrubka(folder, crm));
  await measure('Node-RED', (crm) => startFlow(benchFolder, crm));
  await measure('@app-connect/core', (crm) => startAppConnectCarrier({ folder, benchFolder, crm, repeats: false }));
  await measure('@app-connect/core, asked again', (crm) =>
    startAppConnectCarrier({ folder, benchFolder, crm, repeats: true }),
  );
  const screens = await measureScreens({ folder, seconds: short ? 15 : 60, owed: calls, tell });
  return {
    title: 'A CRM that is down',
    how:
      `${calls} calls, one every ${EVERY_MS} ms, while the CRM takes connections and answers nobody; of every tenth call it keeps ` +
      'what it is sent first. The process that carries the calls gets SIGKILL after a third and after two thirds of them and is ' +
      'started again. Then the CRM works. Trubka: the deliveries of `trubka serve` on an embedded PostgreSQL, its breaker of 30 s ' +
      'included. Node-RED: `http in` → `http request`, what fails comes again after 5 s; its sender offers a call until it is ' +
      'taken. `@app-connect/core`: its own application and `POST /callLog` on a PostgreSQL of its own, with a connector that ' +
      'writes by one request; it has no queue and answers `successful: false` when the CRM fails, so it is measured with a sender ' +
      `that asks once and with one that keeps each call and asks again every ${AGAIN_MS / 1000} s until it is logged. ` +
      'Drained: from the return of the CRM to the last new record. Calls are owed to Trubka in its database, ' +
      `as the settling of calls does it; its intake is measured elsewhere. Screens: ${RINGS} rings a second at ${SEATS} seats of the whole product, first with ` +
      `nothing owed and the CRM working, then with ${calls} calls owed to a CRM that answers nobody.`,
    tables: [
      {
        header: [
          '',
          'calls lost',
          'calls twice',
          'drained in, s',
          'requests',
          'drained, to Trubka',
          'requests, to Trubka',
        ],
        rows: measured.map(({ name, carried: { lost, duplicated, drainSeconds, attempts } }) => [
          ...[name, lost, duplicated, lost === calls ? '—' : drainSeconds, attempts],
          // A carrier that has given calls up has drained nothing.
          lost > 0 ? '—' : ratio(drainSeconds, trubka.drainSeconds),
          ratio(attempts, trubka.attempts),
        ]),
      },
      {
        header: ['pops of Trubka', 'p50, ms', 'p99, ms', 'max, ms', 'lost'],
        rows: [
          ['the CRM works', screens.works.last.p50, screens.works.last.p99, screens.works.last.max, screens.works.lost],
          ['the CRM is down', screens.down.last.p50, screens.down.last.p99, screens.down.last.max, screens.down.lost],
          [
            ...['down to working', ratio(screens.down.last.p50, screens.works.last.p50)],
            ...[ratio(screens.down.last.p99, screens.works.last.p99), '', ''],
          ],
        ],
      },
    ],
    verdicts: [
      atMost('calls lost', trubka.lost, 0, 'calls'),
      atMost('calls written twice', trubka.duplicated, 0, 'calls'),
      // A breaker that closed at its latest, and the leases of what was killed.
      atMost('drained after the CRM is back', trubka.drainSeconds, 60, 's'),
      atMost('pops lost while the CRM is down', screens.down.lost, 0, 'pops'),
      atMost('p99 of a pop while the CRM is down', screens.down.last.p99, 200, 'ms'),
    ],
    ...{ notes: [], faults: [], postgresVersion: null, raw: { calls, measured, screens } },
  };
}

const ratio = (one: number, other: number): number => Math.round((one / other) * 10) / 10;

/** From the ring to the screen, with nothing owed and with a CRM that is down. */
async function measureScreens(asked: {
  folder: string;
  seconds: number;
  owed: number;
  tell(text: string): void;
}): Promise<{ works: RingFigures; down: RingFigures }> {
  const { folder, seconds, owed, tell } = asked;
  const crm = await startFakeCrm();
  const product = startChild('product');
  const load = startChild('load');
  try {
    const options = { folder, seats: SEATS, managers: 0, people: PEOPLE, crm: crm.settings.url };
    const { port } = await product.ask<ProductReady>('start', options);
    const target: RingTarget = {
      ...{ name: 'Trubka', port, path: '/webhooks/uis/demo', socketPath: '/ws/v1', sockets: SEATS },
      tokens: Array.from({ length: SEATS }, (_, index) => `seat-${index}`),
    };
    await load.ask('connectScreens', [target]);
    const ring = async (of: number): Promise<RingFigures> => {
      const loaded = { targets: [target], to: 'one', rate: RINGS, seconds: of, people: PEOPLE };
      const [figures] = await load.ask<RingFigures[]>('ring', loaded);
      return figures!;
    };
    await ring(3);
    tell('screens, the CRM works');
    const works = await ring(seconds);
    crm.down = true;
    crm.fate = () => 'cut';
    await product.ask('oweCalls', owed);
    tell('screens, the CRM is down');
    return { works, down: await ring(seconds) };
  } finally {
    await load.stop();
    await product.stop();
    await crm.close();
  }
}

async function through(
  start: (crm: FakeCrm) => Promise<Carrier>,
  calls: number,
  tell: (text: string) => void,
): Promise<Carried> {
  const crm = await startFakeCrm();
  crm.fate = (request, attempt) =>
    !crm.down ? 'answered' : attempt === 0 && request.endsWith('7') ? 'kept-and-cut' : 'cut';
  const carrier = await start(crm);
  try {
    crm.down = true;
    tell(`${calls} calls while the CRM is down`);
    for (let call = 1; call <= calls; call += 1) {
      const next = sleep(EVERY_MS);
      await carrier.take(call);
      if (call === Math.floor(calls / 3) || call === Math.floor((calls * 2) / 3)) await carrier.kill();
      await next;
    }
    crm.down = false;
    const back = performance.now();
    tell('the CRM is back');
    const keys = (): number => new Set(crm.records.map(({ key }) => key)).size;
    let known = keys();
    let last = back;
    while (known < calls && performance.now() - last < QUIET_MS) {
      await sleep(100);
      if (keys() === known) continue;
      known = keys();
      last = performance.now();
    }
    // What comes twice comes after what was missing.
    await sleep(10_000);
    return {
      lost: calls - keys(),
      duplicated: crm.records.length - keys(),
      drainSeconds: Math.round((last - back) / 100) / 10,
      attempts: crm.requests,
    };
  } finally {
    await carrier.stop();
    await crm.close();
  }
}

async function startTrubka(parent: string, crm: FakeCrm): Promise<Carrier> {
  const folder = await mkdtemp(join(parent, 'trubka-bench-'));
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder: folder });
  const database = openDatabase(postgres.url);
  await migrate(database.pool);
  const configured = { id: 'crm', provider: 'fake-crm', allowFrom: [], settings: crm.settings };
  const accounts = [...misApiAccounts([crm.adapter], new Map([['crm', configured]])).values()].map(toldAccount);
  const begin = async () => {
    const child = startChild('outage-worker');
    await child.ask('start', { url: postgres.url, crm: crm.settings.url });
    return child;
  };
  let worker = await begin();
  return {
    take: (id) => oweCall(database, id, accounts),
    async kill() {
      process.kill(worker.pid, 'SIGKILL');
      worker = await begin();
    },
    async stop() {
      await worker.stop();
      await database.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startFlow(benchFolder: string, crm: FakeCrm): Promise<Carrier> {
  const own = { name: 'home-outage', flow: flowTo(crm.settings.url), path: '/ready' };
  let running = await startNodeRed(benchFolder, own);
  const { version, port } = running;
  return {
    version,
    async take(call) {
      for (;;) {
        const answer = await fetch(`http://127.0.0.1:${port}/call`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ key: `call-${call}` }),
        }).catch(() => null);
        if (answer?.status === 200) return;
        await sleep(250);
      }
    },
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await sleep(250);
      running = await startNodeRed(benchFolder, { ...own, port });
    },
    stop: async () => void process.kill(running.pid, 'SIGKILL'),
  };
}

/** Whoever asks is told whether the call was logged; a sender of one's own may keep calls and ask again. */
async function startAppConnectCarrier(asked: {
  folder: string;
  benchFolder: string;
  crm: FakeCrm;
  repeats: boolean;
}): Promise<Carrier> {
  const folder = await mkdtemp(join(asked.folder, 'app-connect-bench-'));
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataFolder: folder });
  const own = { databaseUrl: postgres.url, crm: asked.crm.settings.url };
  let running = await startAppConnect(asked.benchFolder, own);
  const owed = new Set<number>();
  const stopping = new AbortController();
  const logged = async (call: number): Promise<boolean | null> => {
    const at = new Date().toISOString();
    const numbers = { from: { phoneNumber: '+79000000104' }, to: { phoneNumber: '+74950000101' } };
    const answer = await fetch(`http://127.0.0.1:${running.port}/callLog?jwtToken=${running.token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        logInfo: {
          ...{ sessionId: `call-${call}`, telephonySessionId: `call-${call}`, direction: 'Inbound', ...numbers },
          ...{ startTime: at, duration: 26, result: 'Call connected', accountId: '1' },
        },
        ...{ contactId: '651', contactName: 'Иванова Мария', contactType: 'Contact', additionalSubmission: {} },
      }),
      signal: stopping.signal,
    }).catch(() => null);
    if (answer?.status !== 200) return null;
    const { successful, returnMessage } = (await answer.json()) as {
      successful: boolean;
      returnMessage?: { message?: string };
    };
    return successful || (returnMessage?.message?.startsWith('Existing log') ?? false);
  };
  const asking = asked.repeats ? askAgain() : Promise.resolve();
  return {
    version: running.version,
    async take(call) {
      for (;;) {
        const done = await logged(call);
        if (done === false && asked.repeats) owed.add(call);
        if (done !== null) return;
        await sleep(250);
      }
    },
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await sleep(250);
      running = await startAppConnect(asked.benchFolder, { ...own, port: running.port });
    },
    async stop() {
      stopping.abort();
      await asking;
      process.kill(running.pid, 'SIGKILL');
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };

  async function askAgain(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      for (const call of [...owed]) if ((await logged(call)) === true) owed.delete(call);
    }
  }
}

/** What is on its way stands in the memory of Node-RED, as in any flow without a store of its own. */
const flowTo = (crm: string): readonly object[] => [
  { id: 'tab', type: 'tab', label: 'calls' },
  { id: 'ready', type: 'http in', z: 'tab', url: '/ready', method: 'post', wires: [['answer']] },
  { id: 'in', type: 'http in', z: 'tab', url: '/call', method: 'post', wires: [['keep', 'answer']] },
  {
    ...{ id: 'keep', type: 'function', z: 'tab', outputs: 1, wires: [['send']] },
    func: `return { payload: msg.payload, call: msg.payload, headers: { 'content-type': 'application/json' }, requestTimeout: 3000 };`,
  },
  {
    ...{ id: 'send', type: 'http request', z: 'tab', method: 'POST', ret: 'txt', url: `${crm}/calls`, senderr: true },
    wires: [['judge']],
  },
  {
    ...{ id: 'judge', type: 'function', z: 'tab', outputs: 1, wires: [['wait']] },
    func: `return msg.statusCode === 200 ? null : msg;`,
  },
  { id: 'failed', type: 'catch', z: 'tab', scope: ['send'], wires: [['wait']] },
  {
    ...{ id: 'wait', type: 'delay', z: 'tab', pauseType: 'delay', timeout: '5', timeoutUnits: 'seconds' },
    wires: [['again']],
  },
  {
    ...{ id: 'again', type: 'function', z: 'tab', outputs: 1, wires: [['send']] },
    func: `return { payload: msg.call, call: msg.call, headers: { 'content-type': 'application/json' }, requestTimeout: 3000 };`,
  },
  { id: 'answer', type: 'http response', z: 'tab', statusCode: '200' },
];
