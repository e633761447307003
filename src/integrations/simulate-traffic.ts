import type { E164 } from '../contracts/phone-number.ts';
import { simulateCall, type CallStory, type SimulatedOperator, type TimedEvent } from './simulate-calls.ts';
import { seededRandom } from './simulate-random.ts';

/** A call of a simulation before its time has come. */
export interface PlannedCall {
  /** After the start of the call before it, or of the simulation. */
  afterMs: number;
  events(startsAt: Date): TimedEvent[];
}

/** A line and the phones it rings at. */
export interface SimulatedSite {
  line: E164;
  operators: readonly [SimulatedOperator, ...SimulatedOperator[]];
}

export interface TrafficOptions {
  seed: number;
  account: string;
  sites: readonly [SimulatedSite, ...SimulatedSite[]];
  /** Who calls, beside numbers that nobody has seen. */
  externals: readonly E164[];
  /** Calls a minute on average. */
  rate: number;
}

/** Of 18 calls: what a reception sees in a day. */
const mix: readonly [CallStory, ...CallStory[]] = [
  ...(['answered', 'answered', 'answered', 'ring-group', 'ring-group', 'ring-group'] as const),
  ...(['recorded', 'recorded', 'recorded', 'missed', 'missed', 'missed-in-menu'] as const),
  ...(['queue-then-answered', 'blind-transfer', 'withheld', 'outgoing-answered', 'outgoing-answered'] as const),
  'outgoing-unanswered',
];

/** Calls without end, at random distances, the same for the same seed. */
export function* simulatedTraffic({ seed, account, sites, externals, rate }: TrafficOptions): Generator<PlannedCall> {
  const random = seededRandom(seed);
  for (let serial = random.between(0, 999); ; serial += 1) {
    const { line, operators } = random.pick(sites);
    const story = random.pick(mix);
    const stranger: E164 = `+7900${String(random.between(1_000_000, 9_999_999))}`;
    const known = externals[random.between(0, externals.length * 2 - 1)];
    const own = seededRandom(random.between(0, 0xffffffff));
    yield {
      afterMs: Math.round((-Math.log(1 - random.next()) * 60_000) / rate),
      events: (startsAt) =>
        simulateCall({ random: own, account, startsAt, serial, line, external: known ?? stranger, operators, story }),
    };
  }
}
