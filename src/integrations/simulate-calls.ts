import { callEvent, type CallEvent } from '../contracts/call-event.ts';
import type { E164 } from '../contracts/phone-number.ts';
import type { SeededRandom } from './simulate-random.ts';

export const callStories = [
  'answered',
  'ring-group',
  'missed',
  'missed-in-menu',
  'queue-then-answered',
  'blind-transfer',
  'withheld',
  'outgoing-answered',
  'outgoing-unanswered',
  'recorded',
] as const;
export type CallStory = (typeof callStories)[number];

export interface SimulatedOperator {
  extension: string;
  /** The PBX's own id of the employee, null when the PBX has none. */
  employeeRef: string | null;
}

export interface CallPlan {
  random: SeededRandom;
  account: string;
  startsAt: Date;
  /** Number of the call among those of the simulation; tells calls of one millisecond apart. */
  serial: number;
  line: E164;
  /** The outside party; the story `withheld` hides it. */
  external: E164 | null;
  /** Whose phones ring, in this order; the first one answers unless the story says otherwise. */
  operators: readonly [SimulatedOperator, ...SimulatedOperator[]];
  story: CallStory;
  /** Seconds of conversation; by the random numbers when absent. */
  talkSeconds?: number;
}

/** An event and when it happens, in milliseconds after the start of its call. */
export interface TimedEvent {
  atMs: number;
  event: CallEvent;
}

/** A call as a PBX would tell it, in order. The same plan gives the same call. Times are whole seconds. */
export function simulateCall(plan: CallPlan): TimedEvent[] {
  const call = new Script(plan);
  const [first] = plan.operators;
  const { random, operators } = plan;
  const last = operators.at(-1) ?? first;
  switch (plan.story) {
    case 'answered':
    case 'withheld':
      return call.starts().rings(first).waits(3, 7).answers(first).talks().leaves(first).ends();
    case 'recorded':
      return call.starts().rings(first).waits(3, 7).answers(first).talks().leaves(first).ends({ recorded: true });
    case 'ring-group': {
      const quickest = random.pick(operators);
      return call
        .starts()
        .rings(...operators)
        .waits(3, 9)
        .answers(quickest)
        .talks()
        .leaves(quickest)
        .ends();
    }
    case 'missed':
      return call
        .starts()
        .rings(...operators)
        .waits(18, 30)
        .ends({ missed: true });
    case 'missed-in-menu':
      return call.starts().waits(4, 12).ends({ missed: true });
    case 'queue-then-answered':
      call.starts();
      for (const operator of operators.slice(0, -1)) call.rings(operator).waits(10, 15);
      return call.rings(last).waits(2, 5).answers(last).talks().leaves(last).ends();
    case 'blind-transfer':
      call.starts().rings(first).waits(2, 5).answers(first).talks(5, 10).leaves(first);
      return call.rings(last).waits(2, 5).answers(last).talks().leaves(last).ends();
    case 'outgoing-answered':
      return call.dials(first).waits(5, 12).answers(first).talks().leaves(first).ends();
    case 'outgoing-unanswered':
      return call.dials(first).waits(20, 30).ends();
  }
}

/** The clock of one call, moved on by what happens in it. */
class Script {
  readonly #plan: CallPlan;
  readonly #callId: number;
  readonly #events: TimedEvent[] = [];
  readonly #legs = new Map<SimulatedOperator, number>();
  #direction: 'in' | 'out' = 'in';
  #nowMs = 0;
  #answeredMs: number | null = null;
  #talkingSinceMs = 0;
  #talkedSeconds = 0;
  #legCount = 0;

  constructor(plan: CallPlan) {
    this.#plan = plan;
    // Unique over restarts and, with the digit of a leg behind it, still exact as a number.
    this.#callId = (plan.startsAt.getTime() % 900_000_000_000) * 100 + (plan.serial % 100);
  }

  starts(): this {
    this.#add({ kind: 'started' });
    this.#nowMs += this.#plan.random.between(400, 1200);
    return this;
  }

  dials(operator: SimulatedOperator): this {
    this.#direction = 'out';
    this.#add({ kind: 'started', ...operator });
    return this;
  }

  rings(...operators: readonly SimulatedOperator[]): this {
    for (const operator of operators) {
      this.#legs.set(operator, this.#legCount++);
      this.#add({ kind: 'ringing', ...this.#legOf(operator) });
      this.#nowMs += this.#plan.random.between(10, 60);
    }
    return this;
  }

  waits(least: number, most: number): this {
    this.#nowMs += this.#plan.random.between(least * 1000, most * 1000);
    return this;
  }

  answers(operator: SimulatedOperator): this {
    this.#answeredMs ??= this.#nowMs;
    this.#talkingSinceMs = this.#nowMs;
    this.#add({ kind: 'answered', ...this.#legOf(operator) });
    return this;
  }

  talks(least = 20, most = 90): this {
    const { random, talkSeconds } = this.#plan;
    this.#nowMs += talkSeconds === undefined ? random.between(least * 1000, most * 1000) : talkSeconds * 1000;
    return this;
  }

  leaves(operator: SimulatedOperator): this {
    const talk = this.#secondsBetween(this.#talkingSinceMs, this.#nowMs);
    this.#talkedSeconds += talk;
    this.#add({ kind: 'leg-ended', ...this.#legOf(operator), seconds: { wait: null, talk, total: null } });
    this.#nowMs += this.#plan.random.between(50, 400);
    return this;
  }

  ends({ missed = false, recorded = false } = {}): TimedEvent[] {
    const wait = this.#secondsBetween(0, this.#answeredMs ?? this.#nowMs);
    const total = this.#secondsBetween(0, this.#nowMs);
    if (missed) this.#add({ kind: 'missed', seconds: { wait, talk: null, total: null } });
    this.#add({ kind: 'ended', seconds: { wait, talk: this.#talkedSeconds, total } });
    if (recorded) {
      this.waits(2, 6);
      const ref = `https://recordings.example/${this.#callId}.mp3`;
      this.#add({ kind: 'recorded', direction: null, recording: { ref, kind: 'talk' } });
    }
    return this.#events;
  }

  #legOf(operator: SimulatedOperator): Partial<CallEvent> {
    const leg = this.#legs.get(operator);
    return { ...operator, legId: leg === undefined ? null : String(this.#callId * 10 + (leg % 10)) };
  }

  #add(told: Pick<CallEvent, 'kind'> & Partial<CallEvent>): void {
    const { account, line, external, story } = this.#plan;
    const event = callEvent({
      eventKey: `${this.#callId}-${this.#events.length}`,
      account,
      providerCallId: String(this.#callId),
      occurredAt: new Date(this.#secondOf(this.#nowMs) * 1000).toISOString(),
      direction: this.#direction,
      line,
      external: story === 'withheld' ? null : external,
      ...told,
    });
    this.#events.push({ atMs: this.#nowMs, event });
  }

  #secondOf(ms: number): number {
    return Math.floor((this.#plan.startsAt.getTime() + ms) / 1000);
  }

  #secondsBetween(fromMs: number, toMs: number): number {
    return this.#secondOf(toMs) - this.#secondOf(fromMs);
  }
}
