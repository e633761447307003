import type { E164 } from '../contracts/phone-number.ts';
import { simulateCall, type CallStory, type SimulatedOperator } from './simulate-calls.ts';
import { seededRandom } from './simulate-random.ts';
import type { PlannedCall } from './simulate-traffic.ts';

const center = '+74950000101';
const north = '+74950000102';
const family = '+79000000101';
const returning = '+79000000102';
const visitTomorrow = '+79000000103';
const stranger = '+79000000104';
const nurse = '+79000000105';
const laboratory = '+74950000106';
const late = '+79000000107';

const seat1: SimulatedOperator = { extension: '101', employeeRef: '1' };
const seat2: SimulatedOperator = { extension: '102', employeeRef: '2' };
const seat3: SimulatedOperator = { extension: '201', employeeRef: '3' };

interface DemoCall {
  /** Seconds after the start of the call before it. */
  after: number;
  story: CallStory;
  line: E164;
  external: E164;
  operators: readonly [SimulatedOperator, ...SimulatedOperator[]];
  talkSeconds?: number;
}

/** A clinic's day in two minutes, as far as a PBX tells it. */
const day: readonly DemoCall[] = [
  // A family of three, the son has a visit today.
  { after: 12, story: 'ring-group', line: center, external: family, operators: [seat1, seat2], talkSeconds: 22 },
  // An advertising line, never seen before.
  { after: 9, story: 'recorded', line: north, external: stranger, operators: [seat3], talkSeconds: 25 },
  // A patient of many years.
  {
    after: 11,
    story: 'queue-then-answered',
    line: center,
    external: returning,
    operators: [seat1, seat2],
    talkSeconds: 18,
  },
  // A patient five minutes late for the visit.
  { after: 12, story: 'answered', line: center, external: late, operators: [seat1], talkSeconds: 6 },
  // «Booked tomorrow» books her husband.
  { after: 15, story: 'answered', line: center, external: visitTomorrow, operators: [seat1], talkSeconds: 28 },
  // Missed while both talk; gets through a moment later.
  { after: 10, story: 'missed-in-menu', line: center, external: stranger, operators: [seat1] },
  { after: 15, story: 'answered', line: center, external: stranger, operators: [seat2], talkSeconds: 20 },
  // Missed in the evening, called back.
  { after: 9, story: 'missed', line: north, external: returning, operators: [seat3] },
  // The laboratory's courier.
  { after: 15, story: 'answered', line: center, external: laboratory, operators: [seat1], talkSeconds: 12 },
  { after: 14, story: 'outgoing-answered', line: north, external: returning, operators: [seat3], talkSeconds: 24 },
  // A nurse's private mobile that is also in a patient's card.
  { after: 9, story: 'answered', line: center, external: nurse, operators: [seat2], talkSeconds: 14 },
  // A patient who cancels, passed on to the colleague.
  {
    after: 12,
    story: 'blind-transfer',
    line: center,
    external: visitTomorrow,
    operators: [seat1, seat2],
    talkSeconds: 9,
  },
  // A withheld number.
  { after: 15, story: 'withheld', line: north, external: stranger, operators: [seat3], talkSeconds: 10 },
];

/** The demo day from morning to evening, over and over, each time a little different. */
export function* demoDay({ seed, account }: { seed: number; account: string }): Generator<PlannedCall> {
  const random = seededRandom(seed);
  for (let serial = 0; ; serial += 1) {
    const { after, ...call } = day[serial % day.length] as DemoCall;
    const own = seededRandom(random.between(0, 0xffffffff));
    yield {
      // Whoever starts the demo does not wait for the first call.
      afterMs: serial === 0 ? 1000 : after * 1000,
      events: (startsAt) => simulateCall({ ...call, random: own, account, startsAt, serial }),
    };
  }
}
