import { affects, groupKeys, type Households } from './callback-groups.ts';
import type { CallFact } from './call-fact.ts';
import type { HandFact } from './hand-fact.ts';

/** One need to call somebody back, from the first call that asked for it to what closed it. */
export interface Episode {
  /** `person:<id>` or `phone:<number>`: of each one episode is open at most. */
  key: string;
  person: number | null;
  phone: string;
  /** In order; empty for one that a person made and that nobody rang for since. */
  missed: readonly CallFact[];
  /** Rows at which a person opened it. */
  openedBy: readonly HandFact[];
  openedAt: number;
  attempts: readonly CallFact[];
  /** The workplace that talked last before it began. */
  lastSeat: string | null;
  closed: { at: number; as: 'got-through' | 'called-back'; call: CallFact } | { at: number; as: 'by-hand' } | null;
}

export interface FoldOptions {
  /** Household of each person; null: only the person's own talks and those of the number count. */
  households: Households | null;
  /** Short rings so near to a call of the same number that is spam belong to it. */
  spamWithinSeconds: number;
  spamShorterThanSeconds: number;
}

type Moment =
  { at: number; order: 0; id: number; hand: HandFact } | { at: number; order: 1; id: number; call: CallFact };

/**
 * Who is to be called back, as a pure function of the set of calls and of what people said: any order and any repeats
 * give the same episodes. Calls count when they end, so a talk that is under way settles what was missed beside it.
 * Episodes in order of their key, then of time.
 */
export function foldCallbacks(calls: readonly CallFact[], hands: readonly HandFact[], options: FoldOptions): Episode[] {
  const real = withoutBursts(calls, options);
  const keys = groupKeys(real, hands);
  const groups = new Map<string, { missed: CallFact[]; hands: HandFact[] }>();
  const groupOf = (key: string) => {
    const group = groups.get(key) ?? { missed: [], hands: [] };
    groups.set(key, group);
    return group;
  };
  for (const call of real) if (call.what === 'missed') groupOf(keys.ofCall(call)).missed.push(call);
  for (const hand of hands) {
    const key = keys.ofHand(hand);
    if (key !== null) groupOf(key).hands.push(hand);
  }
  return [...groups.keys()].sort().flatMap((key) => {
    const group = groupOf(key);
    const answers = real.filter(
      (call) => call.what !== 'missed' && affects(call, { key, ...group }, keys, options.households),
    );
    return foldGroup(key, [...group.missed, ...answers], group.hands);
  });
}

function foldGroup(key: string, calls: readonly CallFact[], hands: readonly HandFact[]): Episode[] {
  const episodes: Open[] = [];
  let lastSeat: string | null = null;
  for (const moment of inOrder(calls, hands)) {
    const last = episodes.at(-1);
    const open = last?.closed === null ? last : undefined;
    if (moment.order === 0) say(moment.hand, open, last);
    else hear(moment.call, open);
  }
  return episodes;

  function say(hand: HandFact, open: Open | undefined, last: Open | undefined): void {
    if (hand.what === 'opened') {
      if (open === undefined)
        begin({ openedBy: [hand], openedAt: hand.at, phone: 'phone' in hand.of ? hand.of.phone : '' });
      else open.openedBy.push(hand);
    } else if (hand.what === 'closed' && open !== undefined) open.closed = { at: hand.at, as: 'by-hand' };
    else if (hand.what === 'reopened' && open === undefined && last !== undefined) {
      // What closed it was none, as the person says: the voice assistant of an operator.
      if (last.closed !== null && 'call' in last.closed) last.attempts.push(last.closed.call);
      last.closed = null;
    }
  }

  function hear(call: CallFact, open: Open | undefined): void {
    if (call.what === 'missed') {
      if (open !== undefined) {
        open.missed.push(call);
        open.phone = call.phone;
      } else if (call.asks) begin({ missed: [call], openedAt: call.startedAt });
    } else if (open !== undefined) {
      if (call.what === 'attempt') open.attempts.push(call);
      else open.closed = { at: call.endedAt, as: call.what, call };
    }
    if (call.seat !== null) lastSeat = call.seat;
  }

  function begin(told: Partial<Open> & { openedAt: number }): void {
    episodes.push({
      key,
      person: key.startsWith('person:') ? Number(key.slice('person:'.length)) : null,
      phone: told.missed?.[0]?.phone ?? '',
      missed: [],
      openedBy: [],
      attempts: [],
      lastSeat,
      closed: null,
      ...told,
    });
  }
}

type Open = Omit<Episode, 'missed' | 'openedBy' | 'attempts'> & {
  missed: CallFact[];
  openedBy: HandFact[];
  attempts: CallFact[];
};

function inOrder(calls: readonly CallFact[], hands: readonly HandFact[]): Moment[] {
  const said = hands.map((hand): Moment => ({ at: hand.at, order: 0, id: hand.task, hand }));
  const heard = calls.map((call): Moment => ({ at: call.endedAt, order: 1, id: call.callId, call }));
  return [...said, ...heard].sort((a, b) => a.at - b.at || a.order - b.order || a.id - b.id);
}

/** A robot's first rings came before it could be known as one. */
function withoutBursts(calls: readonly CallFact[], options: FoldOptions): CallFact[] {
  const spam = calls.filter((call) => call.spam);
  const near = (one: CallFact, other: CallFact): boolean =>
    one.phone === other.phone && Math.abs(one.startedAt - other.startedAt) <= options.spamWithinSeconds * 1000;
  const seen = new Set<number>();
  return calls.filter((call) => {
    if (call.spam || seen.has(call.callId)) return false;
    seen.add(call.callId);
    const short = call.what === 'missed' && call.seconds < options.spamShorterThanSeconds;
    return !short || !spam.some((other) => near(call, other));
  });
}
