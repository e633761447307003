import { describe, expect, it } from '@jest/globals';
import { callFrameOf, callRow, callerWith, candidate, hiddenCaller, minutesFromNow } from '../support/screen-calls.ts';
import { noLiveCalls, reduceLiveCalls, type LiveCall, type LiveCalls } from '../../src/web/calls/live-calls.ts';
import { nobody } from '../../src/contracts/caller.ts';
import type { CallFrame } from '../../src/web/calls/frames.ts';
import { filterCallRows } from '../../src/web/today/filter-call-rows.ts';
import { mergeCallRows } from '../../src/web/today/merge-call-rows.ts';
import { subjectOf } from '../../src/web/calls/caller-subject.ts';

const live = (...frames: CallFrame[]): readonly LiveCall[] =>
  frames.reduce<LiveCalls>((state, frame) => reduceLiveCalls(state, { type: 'frame', frame, now: 0 }), {
    ...noLiveCalls,
    seat: 'reception-1',
  }).calls;

describe('the list with the live calls', () => {
  it('puts a call that rings now on top, before the list knows it', () => {
    const rows = mergeCallRows([callRow('7')], live(callFrameOf('call.ringing', '9')));
    expect(rows.map((row) => [row.id, row.state])).toEqual([
      ['9', 'ringing'],
      ['7', 'ended'],
    ]);
  });

  it('shows each call once, with the newer state and caller of the socket', () => {
    const caller = callerWith([candidate({ chosen: true })]);
    const rows = mergeCallRows(
      [callRow('9', { state: 'ringing', endedAt: null, answeredAt: null, result: null })],
      live(callFrameOf('call.answered', '9', { caller, call: { answeredAt: minutesFromNow(0) } })),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ state: 'answered', caller });
    expect(rows[0]?.answeredAt).not.toBeNull();
  });

  it('believes the list about the result of a finished call', () => {
    const rows = mergeCallRows([callRow('9', { result: 'missed' })], live(callFrameOf('call.ringing', '9')));
    expect(rows[0]).toMatchObject({ state: 'ended', result: 'missed' });
  });

  it('is ordered by time, equal times by number', () => {
    const at = minutesFromNow(-5);
    const rows = mergeCallRows(
      [
        callRow('9', { startedAt: at }),
        callRow('10', { startedAt: at }),
        callRow('1', { startedAt: minutesFromNow(-1) }),
      ],
      [],
    );
    expect(rows.map((row) => row.id)).toEqual(['1', '10', '9']);
  });
});

describe('search', () => {
  const rows = [
    callRow('1', {
      caller: callerWith([candidate({ name: 'Семёнова Алёна', address: 'Алёна', surname: 'Семёнова' })]),
    }),
    callRow('2', { caller: callerWith([], { phone: '+79000000104' }), from: '+79000000104', result: 'missed' }),
    callRow('3', { caller: hiddenCaller, from: null }),
  ];
  const found = (search: string, missedOnly = false): string[] =>
    filterCallRows(rows, { search, missedOnly }).map((row) => row.id);

  it.each([
    ['', ['1', '2', '3']],
    ['семенова', ['1']],
    ['АЛЕНА', ['1']],
    ['8 900 000-01-04', ['2']],
    ['+7 900 000-01-04', ['2']],
    ['01-04', ['2']],
    ['нет такого', []],
    ['Семенова 04', []],
  ])('«%s» finds %j', (search, expected) => expect(found(search)).toEqual(expected));

  it('joins with the missed filter', () => {
    expect(found('', true)).toEqual(['2']);
    expect(found('алена', true)).toEqual([]);
  });
});

describe('whom the card speaks of', () => {
  const mother = candidate({ id: '1', rank: 2 });
  const son = candidate({ id: '2', rank: 1, address: 'Иван' });

  it('never settles on one of several people by itself', () => {
    expect(subjectOf(callerWith([mother, son]))).toEqual({ is: 'household', people: [son, mother] });
  });
  it('is the chosen one', () => {
    const chosen = { ...mother, chosen: true };
    expect(subjectOf(callerWith([chosen, son]))).toEqual({ is: 'person', person: chosen, chosen: true, others: 1 });
  });
  it('is the only one', () => {
    expect(subjectOf(callerWith([mother]))).toMatchObject({ is: 'person', chosen: false });
  });
  it('is a hidden number', () => {
    expect(subjectOf(hiddenCaller)).toEqual({ is: 'hidden' });
  });
  it('says «not in the directory» only when a fresh directory says so', () => {
    expect(subjectOf(callerWith([]))).toEqual({ is: 'unlisted', missing: true });
    for (const reason of ['directory-stale', 'no-directory', 'shared-number']) {
      expect(subjectOf(callerWith([], { class: 'unknown', reasons: [reason] }))).toEqual({
        is: 'unlisted',
        missing: false,
      });
    }
  });
  it('does not call a number hidden that nobody has looked up yet', () => {
    expect(subjectOf({ ...nobody })).toEqual({ is: 'unlisted', missing: false });
  });
});
