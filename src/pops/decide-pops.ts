import type { CallState } from './call-frame.ts';
import { branchFeed, seatFeed, type CloseReason, type PopType } from './protocol.ts';

/** What a feed was last shown of a call. */
export type Shown = 'ringing' | 'answered' | 'ended' | 'closed';

export interface PopDecision {
  feed: string;
  type: PopType;
  reason: CloseReason | null;
}

/** Whom the rules of the clinic let see a call, and when. */
export interface Audience {
  when: 'ring' | 'answer' | 'never';
  /** The seats whose telephone rings or talks. */
  ringing: boolean;
  /** Whoever watches the branch. */
  supervisors: boolean;
  /** Further seats, whether or not their telephone rings. */
  seats: readonly string[];
}

export interface PopInput {
  /** feed → what it was last shown. */
  shown: Readonly<Record<string, Shown>>;
  state: CallState;
  branch: string | null;
  /** Seats whose extension rings or talks now. */
  seats: ReadonlyMap<string, 'ringing' | 'answered'>;
  answeredBySomebody: boolean;
  /** Somebody talks, and nobody knows at which seat: seats that are named beside the telephone keep it to take. */
  unclaimed?: boolean;
  /** A seat said that the call is its own. */
  taken?: boolean;
  expired: boolean;
  /** Another call took this one over. */
  merged: boolean;
  /** Learnt late, a disabled line, an internal call: nothing new is shown, what is shown is closed. */
  quiet: boolean;
  /** What the frames carry has changed since the last version. */
  changed: boolean;
  /** Undefined: the seats whose telephone rings, and the branch. */
  audience?: Audience | undefined;
}

/** Who must see what after a change of one call. Pure; the order of feeds is the order of locking. */
export function decidePops(input: PopInput): { pops: PopDecision[]; shown: Record<string, Shown> } {
  const shown: Record<string, Shown> = { ...input.shown };
  const pops: PopDecision[] = [];
  const show = (feed: string, type: PopType, now: Shown, reason: CloseReason | null = null): void => {
    pops.push({ feed, type, reason });
    shown[feed] = now;
  };

  const overview = branchFeed(input.branch);
  const seatFeeds = new Map([...seatsOf(input)].map(([id, state]) => [seatFeed(id), state]));
  const over = input.state === 'ended' || input.merged || input.expired;
  // Many PBXs tell the end of a telephone's part a moment before the end of the call: until another telephone rings or
  // talks, the card stays with whoever talked last.
  const betweenPhones = !over && !phonesBusy.has(input.state);

  for (const feed of new Set([...Object.keys(input.shown), ...seatFeeds.keys(), overview])) {
    const before = input.shown[feed];
    if (feed.startsWith('seat:')) seat(feed, before, over || input.quiet ? undefined : seatFeeds.get(feed));
    else if (feed === overview) branch(feed, before);
    else if (before === 'ringing' || before === 'answered') show(feed, 'call.closed', 'closed', 'transferred');
  }
  pops.sort((a, b) => (a.feed < b.feed ? -1 : a.feed > b.feed ? 1 : 0));
  return { pops, shown };

  function seat(feed: string, before: Shown | undefined, now: 'ringing' | 'answered' | undefined): void {
    if (now !== undefined) {
      if (before === now) {
        if (input.changed) show(feed, 'call.updated', now);
      } else show(feed, now === 'answered' ? 'call.answered' : 'call.ringing', now);
      return;
    }
    if (before === 'ringing') show(feed, 'call.closed', 'closed', whyStoppedRinging());
    else if (before === 'answered') {
      if (input.merged) show(feed, 'call.closed', 'closed', 'merged');
      else if (input.expired) show(feed, 'call.closed', 'closed', 'expired');
      else if (input.state === 'ended') show(feed, 'call.ended', 'ended');
      else if (betweenPhones && !input.quiet) {
        if (input.changed) show(feed, 'call.updated', 'answered');
      } else show(feed, 'call.closed', 'closed', 'transferred');
    } else if (before === 'ended' && input.changed && !input.merged) show(feed, 'call.updated', 'ended');
  }

  function whyStoppedRinging(): CloseReason {
    if (input.merged) return 'merged';
    if (input.answeredBySomebody) return 'answered-elsewhere';
    if (input.expired || input.state !== 'ended') return 'expired';
    return 'hung-up';
  }

  function ofBranch(before: Shown | undefined): Shown {
    if (input.state === 'ended') return 'ended';
    if (input.state === 'answered' || input.state === 'held') return 'answered';
    return betweenPhones && before === 'answered' ? 'answered' : 'ringing';
  }

  function branch(feed: string, before: Shown | undefined): void {
    if (input.merged || input.expired) {
      if (before === 'ringing' || before === 'answered')
        show(feed, 'call.closed', 'closed', input.merged ? 'merged' : 'expired');
      return;
    }
    if (!supervisorsSee(input, before)) {
      if (before === 'ringing' || before === 'answered') show(feed, 'call.closed', 'closed', 'expired');
      return;
    }
    if (input.quiet) {
      if (before === 'ringing' || before === 'answered') show(feed, 'call.ended', 'ended');
      return;
    }
    const now = ofBranch(before);
    if (before === now) {
      if (input.changed) show(feed, 'call.updated', now);
    } else show(feed, now === 'ended' ? 'call.ended' : now === 'answered' ? 'call.answered' : 'call.ringing', now);
  }
}

/** States in which some telephone rings or talks. */
const phonesBusy: ReadonlySet<CallState> = new Set<CallState>(['ringing', 'answered', 'held']);

/** The seats that the call is shown at now. A card under which somebody talks is not taken away. */
function seatsOf({
  seats,
  audience,
  shown,
  state,
  unclaimed = false,
  taken = false,
}: PopInput): ReadonlyMap<string, 'ringing' | 'answered'> {
  if (audience === undefined) return seats;
  const { when } = audience;
  const talked = state === 'answered' || state === 'held';
  const seen = new Map<string, 'ringing' | 'answered'>();
  for (const [id, now] of seats) {
    const named = audience.ringing || audience.seats.includes(id);
    const wanted = named && (when === 'ring' || (when === 'answer' && now === 'answered'));
    const talks = now === 'answered' && shown[seatFeed(id)] === 'answered';
    if (wanted || talks) seen.set(id, now);
  }
  for (const id of audience.seats) {
    if (seats.has(id) || taken) continue;
    if (when === 'ring' && (state === 'new' || state === 'queued' || state === 'ringing' || unclaimed))
      seen.set(id, 'ringing');
    if (when === 'answer' && talked) seen.set(id, 'answered');
  }
  return seen;
}

function supervisorsSee({ audience, state }: PopInput, before: Shown | undefined): boolean {
  if (audience === undefined) return true;
  if (!audience.supervisors || audience.when === 'never') return false;
  // A call that nobody answered is not shown after its end to those who wait for the answer.
  return audience.when === 'ring' || state === 'answered' || state === 'held' || before !== undefined;
}
