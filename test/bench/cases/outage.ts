import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { owePushes } from '../../../src/deliveries/index.ts';
import { misApiAccounts, toldAccount } from '../../../src/mis/index.ts';
import { migrate, openDatabase, startEmbeddedPostgres } from '../../../src/platform/database/index.ts';
import { clinic, settledCall } from '../../deliveries/publishing.ts';
import { startFakeCrm, type FakeCrm } from '../../support/fake-crm.ts';
import { atMost, type Finding, type Setting } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import { startNodeRed } from '../node-red.ts';

/** One call every so many ms while the CRM is down. */
const EVERY_MS = 100;
/** Nothing new for so long: what is missing does not come any more. */
const QUIET_MS = 60_000;

/** What carries calls to the CRM. */
interface Carrier {
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

/** A CRM that is down while calls arrive, and then comes back; what carries the calls is killed twice meanwhile. */
export async function measureOutage({ short, folder, benchFolder, tell }: Setting): Promise<Finding> {
  const calls = short ? 200 : 600;
  const trubka = await through(
    (crm) => startTrubka(folder, crm),
    calls,
    (text) => tell(`Trubka: ${text}`),
  );
  let version = '';
  const peer = await through(
    async (crm) => {
      const carrier = await startFlow(benchFolder, crm);
      version = carrier.version;
      return carrier;
    },
    calls,
    (text) => tell(`Node-RED: ${text}`),
  );
  const row = ({ lost, duplicated, drainSeconds, attempts }: Carried) => [lost, duplicated, drainSeconds, attempts];
  return {
    title: 'A CRM that is down',
    how:
      `${calls} calls, one every ${EVERY_MS} ms, while the CRM takes connections and answers nobody; of every tenth call it keeps ` +
      'what it is sent first. The process that carries the calls gets SIGKILL after a third and after two thirds of them and is ' +
      'started again. Then the CRM works. Trubka: the deliveries of `trubka serve` on an embedded PostgreSQL, its breaker of 30 s ' +
      'included. Node-RED: `http in` → `http request`, what fails comes again after 5 s; its sender offers a call until it is ' +
      'taken. Drained: from the return of the CRM to the last new record. Calls are owed to Trubka in its database, ' +
      'as the settling of calls does it; its intake is measured elsewhere. `@app-connect/core` was not run.',
    tables: [
      {
        header: ['', 'calls lost', 'calls twice', 'drained in, s', 'requests'],
        rows: [
          ['Trubka', ...row(trubka)],
          [`Node-RED ${version}`, ...row(peer)],
        ],
      },
    ],
    verdicts: [
      atMost('calls lost', trubka.lost, 0, 'calls'),
      atMost('calls written twice', trubka.duplicated, 0, 'calls'),
      // A breaker that closed at its latest, and the leases of what was killed.
      atMost('drained after the CRM is back', trubka.drainSeconds, 60, 's'),
    ],
    ...{ notes: [], faults: [], postgresVersion: null, raw: { calls, trubka, peer } },
  };
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
    async take(id) {
      const call = settledCall({ id, talkSeconds: id });
      await database.pool.query(
        `insert into call (id, account, started_at, learnt_at, direction, zone) values ($1, 'uis', $2, $2, 'in', $3)`,
        [id, call.startedAt, call.zone],
      );
      await database.sql
        .transaction()
        .execute((tx) => owePushes({ tx, calls: [call], accounts, clinic, at: new Date() }));
    },
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

async function startFlow(benchFolder: string, crm: FakeCrm): Promise<Carrier & { version: string }> {
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
