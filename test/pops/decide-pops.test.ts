import { decidePops, type PopInput } from '../../src/pops/decide-pops.ts';

const input = (told: Partial<PopInput>): PopInput => ({
  shown: {},
  state: 'ringing',
  branch: 'center',
  seats: new Map(),
  answeredBySomebody: false,
  expired: false,
  merged: false,
  quiet: false,
  changed: true,
  ...told,
});
const frames = (told: Partial<PopInput>) =>
  decidePops(input(told)).pops.map(({ feed, type, reason }) => [feed, type, reason]);

describe('who must see what', () => {
  it('every seat that rings, and the branch', () => {
    expect(
      frames({
        seats: new Map([
          ['a', 'ringing'],
          ['b', 'ringing'],
        ]),
      }),
    ).toEqual([
      ['branch:center', 'call.ringing', null],
      ['seat:a', 'call.ringing', null],
      ['seat:b', 'call.ringing', null],
    ]);
  });

  it('the answering seat learns that it answered, the others close as answered elsewhere in the same decision', () => {
    const shown = { 'branch:center': 'ringing', 'seat:a': 'ringing', 'seat:b': 'ringing' } as const;
    expect(frames({ shown, state: 'answered', seats: new Map([['b', 'answered']]), answeredBySomebody: true })).toEqual(
      [
        ['branch:center', 'call.answered', null],
        ['seat:a', 'call.closed', 'answered-elsewhere'],
        ['seat:b', 'call.answered', null],
      ],
    );
  });

  it('a seat whose ringing timed out in a queue closes as expired', () => {
    const shown = { 'branch:center': 'ringing', 'seat:a': 'ringing' } as const;
    expect(frames({ shown, seats: new Map([['b', 'ringing']]), changed: false })).toEqual([
      ['seat:a', 'call.closed', 'expired'],
      ['seat:b', 'call.ringing', null],
    ]);
  });

  it('nobody answered: hung up', () => {
    const shown = { 'branch:center': 'ringing', 'seat:a': 'ringing' } as const;
    expect(frames({ shown, state: 'ended' })).toEqual([
      ['branch:center', 'call.ended', null],
      ['seat:a', 'call.closed', 'hung-up'],
    ]);
  });

  it('the end goes to the answering seat only', () => {
    const shown = { 'branch:center': 'answered', 'seat:a': 'closed', 'seat:b': 'answered' } as const;
    expect(frames({ shown, state: 'ended', answeredBySomebody: true })).toEqual([
      ['branch:center', 'call.ended', null],
      ['seat:b', 'call.ended', null],
    ]);
  });

  it('the end of the last telephone told before the end of the call: the card waits, then ends', () => {
    const shown = { 'branch:center': 'answered', 'seat:b': 'answered' } as const;
    const between = decidePops(input({ shown, state: 'new', answeredBySomebody: true }));
    expect(between.pops.map(({ feed, type }) => [feed, type])).toEqual([
      ['branch:center', 'call.updated'],
      ['seat:b', 'call.updated'],
    ]);
    expect(frames({ shown: between.shown, state: 'ended', answeredBySomebody: true })).toEqual([
      ['branch:center', 'call.ended', null],
      ['seat:b', 'call.ended', null],
    ]);
  });

  it('a call that went back to a queue stays with whoever talked until another telephone rings', () => {
    const shown = { 'branch:center': 'answered', 'seat:a': 'answered' } as const;
    expect(frames({ shown, state: 'queued', answeredBySomebody: true, changed: false })).toEqual([]);
    expect(frames({ shown, state: 'ringing', answeredBySomebody: true, seats: new Map([['b', 'ringing']]) })).toEqual([
      ['branch:center', 'call.ringing', null],
      ['seat:a', 'call.closed', 'transferred'],
      ['seat:b', 'call.ringing', null],
    ]);
  });

  it('a transfer follows: the first seat closes as transferred, the second rings', () => {
    const shown = { 'branch:center': 'answered', 'seat:a': 'answered' } as const;
    expect(frames({ shown, state: 'ringing', seats: new Map([['b', 'ringing']]), answeredBySomebody: true })).toEqual([
      ['branch:center', 'call.ringing', null],
      ['seat:a', 'call.closed', 'transferred'],
      ['seat:b', 'call.ringing', null],
    ]);
  });

  it('a call that another took over closes as merged everywhere', () => {
    const shown = { 'branch:center': 'answered', 'seat:a': 'answered', 'seat:b': 'ringing' } as const;
    expect(frames({ shown, state: 'ended', merged: true })).toEqual([
      ['branch:center', 'call.closed', 'merged'],
      ['seat:a', 'call.closed', 'merged'],
      ['seat:b', 'call.closed', 'merged'],
    ]);
  });

  it('a quiet call shows nothing, and closes what it was shown', () => {
    expect(frames({ quiet: true, seats: new Map([['a', 'ringing']]) })).toEqual([]);
    expect(frames({ quiet: true, shown: { 'seat:a': 'ringing' }, seats: new Map([['a', 'ringing']]) })).toEqual([
      ['seat:a', 'call.closed', 'expired'],
    ]);
  });

  it('says nothing when nothing changed, and tells a change to those who still see it', () => {
    const shown = { 'branch:center': 'ringing', 'seat:a': 'ringing', 'seat:b': 'closed' } as const;
    const seats = new Map([['a', 'ringing']]) as PopInput['seats'];
    expect(frames({ shown, seats, changed: false })).toEqual([]);
    expect(frames({ shown, seats, changed: true })).toEqual([
      ['branch:center', 'call.updated', null],
      ['seat:a', 'call.updated', null],
    ]);
  });

  it('a seat that rings again after its time ran out is shown the call again', () => {
    expect(
      frames({
        shown: { 'branch:center': 'ringing', 'seat:a': 'closed' },
        seats: new Map([['a', 'ringing']]),
        changed: false,
      }),
    ).toEqual([['seat:a', 'call.ringing', null]]);
  });
});
