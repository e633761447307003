import { atMost, type Finding, type Setting, type Verdict } from '../benchmark-case.ts';
import { startChild } from '../child.ts';
import { median } from '../latencies.ts';
import { startNodeRed } from '../node-red.ts';
import type { ProductReady } from '../product.ts';
import type { RingFigures, RingTarget } from '../ring-load.ts';
import type { Table } from '../table.ts';

const RATE = 20;
const RUNS = 3;
/** The longest run of a shape whose targets are loaded one after the other. */
const IN_TURN_SECONDS = 20;
const PEOPLE = 50_000;
const SEATS = 50;

interface Shape {
  title: string;
  to: 'one' | 'all';
  sockets: number;
  /** Loaded in the same seconds; in turn where three at once would fill the processors. */
  together: boolean;
}

const shapes: Shape[] = [
  { title: `one pop to one of ${SEATS} seats`, to: 'one', sockets: SEATS, together: true },
  { title: 'one pop to all of 50', to: 'all', sockets: 50, together: true },
  { title: 'one pop to all of 500', to: 'all', sockets: 500, together: false },
];

/** From the ring to the screen, over the whole way, beside two peers that only pass it on. */
export async function measureRing({ short, folder, benchFolder, tell }: Setting): Promise<Finding> {
  const seconds = short ? 10 : 60;
  const runs = short ? 1 : RUNS;
  tell('installing and starting Node-RED, a bare express + ws server and the product');
  const nodeRed = await startNodeRed(benchFolder);
  const bare = startChild('bare-peer');
  const product = startChild('product');
  const load = startChild('load');
  const bareAt = await bare.ask<{ port: number }>('start');
  const productAt = await product.ask<ProductReady>('start', { folder, seats: SEATS, managers: 500, people: PEOPLE });

  const raw: { shape: Shape; run: number; figures: RingFigures[] }[] = [];
  const tables: Table[] = [];
  const verdicts: Verdict[] = [];
  const faults: string[] = [];
  for (const shape of shapes) {
    const tokens = Array.from({ length: shape.sockets }, (_, index) =>
      shape.to === 'one' ? `seat-${index}` : `manager-${index}`,
    );
    const peer = { path: `/${shape.to}`, socketPath: '/ws', tokens: null, sockets: shape.sockets };
    const targets: RingTarget[] = [
      {
        name: 'Trubka',
        port: productAt.port,
        path: '/webhooks/uis/demo',
        socketPath: '/ws/v1',
        tokens,
        sockets: shape.sockets,
      },
      { name: 'express + ws', port: bareAt.port, ...peer },
      { name: `Node-RED ${nodeRed.version}`, port: nodeRed.port, ...peer },
    ];
    await load.ask('connectScreens', targets);
    // Not measured: what is compiled and cached at first use.
    for (const target of targets)
      await load.ask('ring', {
        targets: [target],
        to: shape.to,
        rate: shape.together ? 100 : RATE,
        seconds: short ? 2 : 10,
        people: PEOPLE,
      });
    const runSeconds = shape.together ? seconds : Math.min(seconds, IN_TURN_SECONDS);
    for (let run = 1; run <= runs; run += 1) {
      tell(`${shape.title}, run ${run} of ${runs}, ${runSeconds} s`);
      const order = targets.map((_, index) => targets[(index + run) % targets.length]) as RingTarget[];
      const figures: RingFigures[] = [];
      for (const loaded of shape.together ? [order] : order.map((target) => [target]))
        figures.push(
          ...(await load.ask<RingFigures[]>('ring', {
            targets: loaded,
            to: shape.to,
            rate: RATE,
            seconds: runSeconds,
            people: PEOPLE,
          })),
        );
      raw.push({ shape, run, figures });
      for (const { target, lost, astray, failed } of figures)
        if (lost + astray + failed > 0)
          faults.push(
            `${shape.title}, ${target}: ${lost} frames lost, ${astray} at the wrong client, ${failed} requests failed`,
          );
    }
    const of = (name: string) =>
      summary(
        raw.filter((one) => one.shape === shape).map(({ figures }) => figures.find(({ target }) => target === name)),
      );
    const found = targets.map(({ name }) => ({ name, ...of(name) }));
    const [ours, , theirs] = found;
    tables.push({
      header: [
        shape.title,
        'p50, ms',
        'p99, ms',
        'max, ms',
        'each p50',
        'each p99',
        'frame, bytes',
        'p50 to Node-RED',
        'p99 to Node-RED',
      ],
      rows: found.map(({ name, p50, p99, max, eachP50, eachP99, frameBytes }) => [
        name,
        p50,
        p99,
        max,
        eachP50,
        eachP99,
        frameBytes,
        times(p50, theirs?.p50),
        times(p99, theirs?.p99),
      ]),
    });
    verdicts.push(
      atMost(`${shape.title}: p50 at most 1.5 times Node-RED's`, ratio(ours?.p50, theirs?.p50), 1.5, '×'),
      atMost(`${shape.title}: p99 at most 2 times Node-RED's`, ratio(ours?.p99, theirs?.p99), 2, '×'),
    );
  }
  return {
    title: 'Ring to screen',
    how:
      `${RATE} calls a second, open loop, ${seconds} s${runs > 1 ? `, median of ${runs} runs` : ', one run'}. The time is from the scheduled send of the UIS ` +
      'notification «Ожидание ответа» to the arrival of its frame at the client, the last of all clients it is for; "each" counts every ' +
      'client by itself. Trubka takes the webhook, commits it with fsync, looks the caller up among ' +
      `${PEOPLE.toLocaleString('en-US')} people, decides who sees it and sends it over \`/ws/v1\`; the two peers parse the same JSON and pass a frame of about the same length on: ` +
      'nothing is stored, looked up or checked. In the first table only the seat that rings may get a frame, and one that came to another would be told below. Node-RED sends to one ' +
      'client by the `_session` that the flow remembers for it. All three run all the time and are loaded by the same process in turns of order: with 50 sockets in the same ' +
      'seconds, each at the full rate and a third of the interval after the other; with 500 sockets one after the other, as three at once would fill the processors' +
      `${short ? '' : `, ${IN_TURN_SECONDS} s each`}.`,
    tables,
    verdicts,
    notes: [],
    faults,
    postgresVersion: productAt.postgresVersion,
    raw,
  };
}

function summary(runs: (RingFigures | undefined)[]) {
  const there = runs.filter((run) => run !== undefined);
  return {
    p50: median(there.map(({ last }) => last.p50)),
    p99: median(there.map(({ last }) => last.p99)),
    max: median(there.map(({ last }) => last.max)),
    eachP50: median(there.map(({ each }) => each.p50)),
    eachP99: median(there.map(({ each }) => each.p99)),
    frameBytes: there[0]?.frameBytes ?? 0,
  };
}

function ratio(ours: number | undefined, theirs: number | undefined): number {
  return Math.round(((ours ?? Number.NaN) / (theirs ?? Number.NaN)) * 100) / 100;
}

function times(ours: number, theirs: number | undefined): string {
  return `${ratio(ours, theirs).toFixed(2)}×`;
}
