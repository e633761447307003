import type { CallState } from './call-frame.ts';
import { branchFeed, seatFeed, type CloseReason, type PopType } from './protocol.ts';

/** What a feed was last shown of a call. */
export type Shown = 'ringing' | 'answered' | 'ended' | 'closed';

export interface PopDecision {
  feed: string;
  type: PopType;
  reason: CloseReason | null;
}

export interface PopInput {
  /** feed → what it was last shown. */
  shown: Readonly<Record<string, Shown>>;
  state: CallState;
  branch: string | null;
  /** Seats whose extension rings or talks now. */
  seats: ReadonlyMap<string, 'ringing' | 'answered'>;
  answeredBySomebody: boolean;
  expired: boolean;
  /** Another call took this one over. */
  merged: boolean;
  /** Learnt late, a disabled line, an internal call: nothing new is shown, what is shown is closed. */
  quiet: boolean;
  /** What the frames carry has changed since the last version. */
  changed: boolean;
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
  const seatFeeds = new Map([...input.seats].map(([id, state]) => [seatFeed(id), state]));
  const over = input.state === 'ended' || input.merged || input.expired;

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
      else show(feed, 'call.closed', 'closed', 'transferred');
    } else if (before === 'ended' && input.changed && !input.merged) show(feed, 'call.updated', 'ended');
  }

  function whyStoppedRinging(): CloseReason {
    if (input.merged) return 'merged';
    if (input.answeredBySomebody) return 'answered-elsewhere';
    if (input.expired || input.state !== 'ended') return 'expired';
    return 'hung-up';
  }

  function branch(feed: string, before: Shown | undefined): void {
    if (input.merged || input.expired) {
      if (before === 'ringing' || before === 'answered')
        show(feed, 'call.closed', 'closed', input.merged ? 'merged' : 'expired');
      return;
    }
    if (input.quiet) {
      if (before === 'ringing' || before === 'answered') show(feed, 'call.ended', 'ended');
      return;
    }
    const now: Shown =
      input.state === 'ended' ? 'ended' : input.state === 'answered' || input.state === 'held' ? 'answered' : 'ringing';
    if (before === now) {
      if (input.changed) show(feed, 'call.updated', now);
    } else show(feed, now === 'ended' ? 'call.ended' : now === 'answered' ? 'call.answered' : 'call.ringing', now);
  }
}
