import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CallFrame, HelloFrame, ServerFrame } from '../../src/web/calls/frames.ts';
import {
  ackOf,
  activeCall,
  confirmWithinMs,
  lingerMs,
  type LiveCalls,
  noLiveCalls,
  otherCalls,
  reduceLiveCalls,
} from '../../src/web/calls/live-calls.ts';
import { callFrameOf, callerWith, candidate, closedFrameOf } from '../support/screen-calls.ts';

const hello = (seat: string | null = 'reception-1', cursor = '0'): HelloFrame => ({
  type: 'hello',
  protocol: 'trubka.v1',
  seat,
  branches: ['center', 'north'],
  cursor,
  heartbeatSeconds: 15,
});

function after(frames: ServerFrame[], from: LiveCalls = noLiveCalls, now = 0): LiveCalls {
  return frames.reduce((state, frame) => reduceLiveCalls(state, { type: 'frame', frame, now }), from);
}
const ids = (state: LiveCalls): string[] => state.calls.map((call) => call.callId);

describe('versions', () => {
  it('drops an older version of a call but moves the cursor on', () => {
    const state = after([
      hello(),
      callFrameOf('call.answered', 'a', { version: 3, cursor: '5' }),
      callFrameOf('call.ringing', 'a', { version: 2, cursor: '6' }),
    ]);
    expect(activeCall(state)).toMatchObject({ version: 3, phase: 'talking' });
    expect(state.cursor).toBe('6');
  });

  it('shows a repeated frame once', () => {
    const ring = callFrameOf('call.ringing', 'a');
    expect(ids(after([hello(), ring, ring, ring]))).toEqual(['a']);
  });

  it('does not bring a closed call back by a late ring of the same or an older version', () => {
    for (const version of [1, 2]) {
      const state = after([
        hello(),
        callFrameOf('call.ringing', 'a'),
        closedFrameOf('a', 'answered-elsewhere'),
        callFrameOf('call.ringing', 'a', { version }),
      ]);
      expect(ids(state)).toEqual([]);
    }
  });

  it('lets a call ring again at a seat that it left', () => {
    const state = after([
      hello(),
      callFrameOf('call.ringing', 'a'),
      closedFrameOf('a', 'transferred'),
      callFrameOf('call.ringing', 'a', { version: 3 }),
    ]);
    expect(activeCall(state)?.phase).toBe('ringing');
  });

  it('ignores a close that is older than the call', () => {
    const state = after([
      hello(),
      callFrameOf('call.ringing', 'a', { version: 5 }),
      closedFrameOf('a', 'transferred', { version: 4 }),
    ]);
    expect(ids(state)).toEqual(['a']);
  });

  it('ends in the same picture for any order and repeats of one call’s frames', () => {
    const frames: ServerFrame[] = [
      callFrameOf('call.ringing', 'a', { version: 1 }),
      callFrameOf('call.updated', 'a', { version: 2 }),
      closedFrameOf('a', 'answered-elsewhere', { version: 3 }),
    ];
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...frames, ...frames, ...frames], { minLength: 9, maxLength: 9 }),
        (shuffled) => {
          expect(ids(after([hello(), ...shuffled]))).toEqual([]);
        },
      ),
    );
  });
});

describe('the way of a call', () => {
  it.each(['answered-elsewhere', 'hung-up', 'expired', 'transferred', 'merged'] as const)(
    'disappears at once when closed: %s',
    (reason) => {
      const state = after([hello(), callFrameOf('call.ringing', 'a'), closedFrameOf('a', reason)]);
      expect(state.calls).toEqual([]);
      expect(state.activeId).toBeNull();
    },
  );

  it('stays for a minute after hang-up, then hides', () => {
    const over = after(
      [callFrameOf('call.ended', 'a', { version: 3 })],
      after([hello(), callFrameOf('call.answered', 'a')]),
      1_000,
    );
    expect(activeCall(over)?.phase).toBe('over');
    const before = reduceLiveCalls(over, { type: 'tick', now: 1_000 + lingerMs - 1 });
    expect(ids(before)).toEqual(['a']);
    expect(ids(reduceLiveCalls(before, { type: 'tick', now: 1_000 + lingerMs }))).toEqual([]);
  });

  it('keeps the minute when the settled call is updated, and stays hidden after it', () => {
    const over = after(
      [callFrameOf('call.ended', 'a', { version: 3 })],
      after([hello(), callFrameOf('call.answered', 'a')]),
      0,
    );
    const update = callFrameOf('call.updated', 'a', { version: 4, call: { state: 'ended' } });
    const updated = after([update], over, 30_000);
    expect(activeCall(updated)).toMatchObject({ phase: 'over', overSince: 0 });
    const hidden = reduceLiveCalls(updated, { type: 'tick', now: lingerMs });
    expect(ids(after([{ ...update, version: 5 }], hidden))).toEqual([]);
  });

  it('lives again when a call that was thought over goes on', () => {
    const over = after([hello(), callFrameOf('call.answered', 'a'), callFrameOf('call.ended', 'a', { version: 2 })]);
    const state = after([callFrameOf('call.ringing', 'a', { version: 3 })], over);
    expect(activeCall(state)).toMatchObject({ phase: 'ringing', overSince: null });
  });

  it('does not ring for a replayed call that has ended meanwhile', () => {
    expect(ids(after([hello(), callFrameOf('call.ringing', 'a', { call: { state: 'ended' } })]))).toEqual([]);
  });

  it('does not look like a talk here when another seat answered', () => {
    const state = after([
      hello(),
      callFrameOf('call.ringing', 'a'),
      callFrameOf('call.updated', 'a', {
        version: 2,
        call: { state: 'answered', answeredBy: { extension: '102', seat: 'reception-2' } },
      }),
    ]);
    expect(activeCall(state)?.phase).toBe('ringing');
  });

  it('takes over a choice from the server, but not over a newer frame', () => {
    const chosen = callerWith([candidate({ chosen: true })]);
    const state = after([hello(), callFrameOf('call.ringing', 'a', { version: 5 })]);
    expect(
      activeCall(reduceLiveCalls(state, { type: 'chosen', callId: 'a', version: 6, caller: chosen }))?.caller,
    ).toBe(chosen);
    expect(
      activeCall(reduceLiveCalls(state, { type: 'chosen', callId: 'a', version: 4, caller: chosen }))?.caller,
    ).not.toBe(chosen);
  });
});

describe('several calls at once', () => {
  it('gives the big card to a new ring where the end of the one before was lost minutes ago', () => {
    const ringAt = (id: string, at: string) => callFrameOf('call.ringing', id, { call: { startedAt: at } });
    const old = ringAt('old', '2026-03-02T09:00:00Z');
    const soon = ringAt('new', '2026-03-02T09:04:00Z');
    const late = ringAt('new', '2026-03-02T09:05:00Z');
    expect(activeCall(after([hello(), old, soon]))?.callId).toBe('old');
    expect(activeCall(after([hello(), old, late]))?.callId).toBe('new');
    expect(activeCall(after([hello(), late, old]))?.callId).toBe('new');
    expect(otherCalls(after([hello(), old, late])).map((call) => call.callId)).toEqual(['old']);
  });

  it('never gives the big card to a second ring', () => {
    const state = after([
      hello(),
      callFrameOf('call.ringing', 'a'),
      callFrameOf('call.ringing', 'b'),
      callFrameOf('call.ringing', 'c'),
    ]);
    expect(state.activeId).toBe('a');
    expect(otherCalls(state).map((call) => call.callId)).toEqual(['c', 'b']);
  });

  it('gives it to the call that is answered here, and keeps it there', () => {
    const state = after([
      hello(),
      callFrameOf('call.ringing', 'a'),
      callFrameOf('call.ringing', 'b'),
      callFrameOf('call.answered', 'b', { version: 2 }),
    ]);
    expect(state.activeId).toBe('b');
    expect(after([callFrameOf('call.answered', 'a', { version: 2 })], state).activeId).toBe('b');
  });

  it('lets a finished card give way to a ring, and stay beside it', () => {
    const over = after([hello(), callFrameOf('call.answered', 'a'), callFrameOf('call.ended', 'a', { version: 2 })]);
    const state = after([callFrameOf('call.ringing', 'b')], over);
    expect(state.activeId).toBe('b');
    expect(otherCalls(state).map((call) => call.callId)).toEqual(['a']);
  });

  it('moves to the next call when the big one is answered elsewhere', () => {
    const state = after([
      hello(),
      callFrameOf('call.ringing', 'a'),
      callFrameOf('call.ringing', 'b'),
      closedFrameOf('a', 'answered-elsewhere'),
    ]);
    expect(state.activeId).toBe('b');
  });

  it('shows the call that a person picks and hides the one that a person closes', () => {
    const state = after([hello(), callFrameOf('call.ringing', 'a'), callFrameOf('call.ringing', 'b')]);
    const picked = reduceLiveCalls(state, { type: 'shown', callId: 'b' });
    expect(picked.activeId).toBe('b');
    expect(ids(reduceLiveCalls(picked, { type: 'hidden', callId: 'b' }))).toEqual(['a']);
  });
});

describe('after a reconnect', () => {
  it('resumes from the last cursor, not from the one of the new hello', () => {
    const state = after([
      hello('reception-1', '3'),
      callFrameOf('call.ringing', 'a', { cursor: '7' }),
      hello('reception-1', '9'),
    ]);
    expect(state.cursor).toBe('7');
    expect(ids(state)).toEqual(['a']);
  });

  it('takes the replay of what was missed', () => {
    const state = after([hello(), callFrameOf('call.ringing', 'a', { cursor: '1' })]);
    const replay = [closedFrameOf('a', 'hung-up', { cursor: '2' }), callFrameOf('call.ringing', 'b', { cursor: '3' })];
    expect(ids(after(replay, after([hello()], state)))).toEqual(['b']);
  });

  it('forgets calls that the state after a lost cursor does not mention', () => {
    const before = after([hello(), callFrameOf('call.ringing', 'a'), callFrameOf('call.ringing', 'b')]);
    const tooOld: ServerFrame = { type: 'error', code: 'cursor-too-old' };
    const state = after([tooOld, callFrameOf('call.ringing', 'b')], before, 1_000);
    expect(ids(state)).toEqual(['a', 'b']);
    expect(ids(reduceLiveCalls(state, { type: 'tick', now: 1_000 + confirmWithinMs }))).toEqual(['b']);
  });

  it('drops everything when the token belongs to another seat now', () => {
    const state = after([
      hello('reception-1'),
      callFrameOf('call.ringing', 'a', { cursor: '8' }),
      hello('reception-2', '2'),
    ]);
    expect(state).toMatchObject({ seat: 'reception-2', cursor: '2', calls: [] });
  });
});

describe('a manager', () => {
  it('sees answers of any seat, and no card after the end', () => {
    const answered: CallFrame = callFrameOf('call.updated', 'a', {
      version: 2,
      call: { state: 'answered', answeredBy: { extension: '102', seat: 'reception-2' } },
    });
    const state = after([hello(null), callFrameOf('call.ringing', 'a'), answered]);
    expect(state.calls[0]?.phase).toBe('talking');
    expect(ids(after([callFrameOf('call.ended', 'a', { version: 3 })], state))).toEqual([]);
  });

  it('keeps a call that moves between branches, in whichever order the two frames come', () => {
    const ring = callFrameOf('call.ringing', 'a', { version: 2, call: { branch: 'north' } });
    const close = closedFrameOf('a', 'transferred', { version: 2 });
    const before = after([hello(null), callFrameOf('call.ringing', 'a', { version: 1 })]);
    expect(ids(after([ring, close], before))).toEqual(['a']);
    expect(ids(after([close, ring], before))).toEqual(['a']);
  });

  it('loses a call that moved out of sight while the screen was away: both frames carry the call as it is now', () => {
    const ring = callFrameOf('call.ringing', 'a', { version: 2, call: { branch: 'south' } });
    expect(ids(after([hello(null), ring, closedFrameOf('a', 'transferred', { version: 2 })]))).toEqual([]);
  });

  it('loses a call that moves to a branch out of sight', () => {
    const state = after([
      hello(null),
      callFrameOf('call.ringing', 'a', { version: 1 }),
      closedFrameOf('a', 'transferred', { version: 2 }),
    ]);
    expect(ids(state)).toEqual([]);
  });
});

describe('acknowledgement', () => {
  it('names the cursor of every call frame and of nothing else', () => {
    expect(ackOf(callFrameOf('call.ringing', 'a', { cursor: '12' }))).toEqual({ type: 'ack', cursor: '12' });
    expect(ackOf(closedFrameOf('a', 'hung-up', { cursor: '13' }))).toEqual({ type: 'ack', cursor: '13' });
    expect(ackOf(hello())).toBeNull();
    expect(ackOf({ type: 'ping' })).toBeNull();
  });
});

describe('a card that somebody writes on', () => {
  const hold = (state: LiveCalls, until: number | null): LiveCalls =>
    reduceLiveCalls(state, { type: 'held', callId: 'a', until });
  const tick = (state: LiveCalls, now: number): LiveCalls => reduceLiveCalls(state, { type: 'tick', now });
  const over = after([
    hello(),
    callFrameOf('call.answered', 'a', { cursor: '1' }),
    callFrameOf('call.ended', 'a', { version: 2, cursor: '2' }),
  ]);

  it('stays after its minute until the writing ends, or for so long as was said', () => {
    expect(ids(tick(hold(over, lingerMs + 5000), lingerMs + 1))).toEqual(['a']);
    expect(ids(tick(hold(over, lingerMs + 5000), lingerMs + 5000))).toEqual([]);
    expect(ids(tick(hold(hold(over, lingerMs + 5000), null), lingerMs + 1))).toEqual([]);
  });

  it('keeps its place from a ring, not from a talk, and gives it away when the writing ends', () => {
    const rung = after([callFrameOf('call.ringing', 'b', { cursor: '3' })], hold(over, 1000));
    expect(activeCall(rung)?.callId).toBe('a');
    expect(activeCall(hold(rung, null))?.callId).toBe('b');
    const talked = after([callFrameOf('call.answered', 'b', { version: 2, cursor: '4' })], rung);
    expect(activeCall(talked)?.callId).toBe('b');
  });
});

it('says for a moment which workplace took a ring, and nothing of other ends', () => {
  const ring = callFrameOf('call.ringing', 'a', { cursor: '1' });
  const closed = { ...closedFrameOf('a', 'answered-elsewhere', { cursor: '2' }), seat: 'reception-2' };
  const taken = after([hello(), ring, closed]);
  expect(taken.taken).toMatchObject({ seat: 'reception-2', from: ring.call.from });
  expect(reduceLiveCalls(taken, { type: 'tick', now: 8_000 }).taken).toBeNull();
  expect(after([hello(), ring, closedFrameOf('a', 'hung-up', { cursor: '2' })]).taken).toBeNull();
});
