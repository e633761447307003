import { describe, expect, it } from '@jest/globals';
import type { LiveCall, LiveCalls, Phase } from '../../src/web/calls/live-calls.ts';
import { noLiveCalls } from '../../src/web/calls/live-calls.ts';
import { cornerCalls } from '../../src/web/shell/corner-calls.ts';

const call = (callId: string, phase: Phase, direction: 'in' | 'out' = 'in'): LiveCall =>
  ({ callId, phase, call: { direction } }) as LiveCall;
const state = (seat: string | null | undefined, ...calls: LiveCall[]): LiveCalls => ({ ...noLiveCalls, seat, calls });
const ids = (calls: LiveCalls): string[] => cornerCalls(calls).map(({ callId }) => callId);

describe('the corner of the other pages', () => {
  it('shows rings, the newest first, then the talk; nothing that is over or that we dial', () => {
    const calls = state(
      'reception-1',
      call('1', 'talking'),
      call('2', 'ringing'),
      call('3', 'over'),
      call('4', 'ringing', 'out'),
      call('5', 'ringing'),
    );
    expect(ids(calls)).toEqual(['5', '2', '1']);
  });

  it('is empty for those who look after several seats, and before it is known who looks', () => {
    expect(ids(state(null, call('1', 'ringing')))).toEqual([]);
    expect(ids(state(undefined, call('1', 'ringing')))).toEqual([]);
  });
});
