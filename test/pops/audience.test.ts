import { decidePops, type Audience, type PopInput } from '../../src/pops/decide-pops.ts';

const audience = (told: Partial<Audience> = {}): Audience => ({
  when: 'ring',
  ringing: true,
  supervisors: true,
  seats: [],
  ...told,
});
const frames = (told: Partial<PopInput>) =>
  decidePops({
    ...{ shown: {}, state: 'ringing', branch: 'center', seats: new Map(), answeredBySomebody: false, expired: false },
    ...{ merged: false, quiet: false, changed: false },
    ...told,
  }).pops.map(({ feed, type, reason }) => [feed, type, reason]);
const ringing = new Map([['a', 'ringing' as const]]);
const talking = new Map([['a', 'answered' as const]]);

describe('whom the rules let see a call', () => {
  it.each<[string, Partial<PopInput>, unknown[]]>([
    ['nobody', { seats: ringing, audience: audience({ when: 'never' }) }, []],
    [
      'a further seat while it rings elsewhere',
      { seats: ringing, audience: audience({ seats: ['b'], supervisors: false }) },
      [
        ['seat:a', 'call.ringing', null],
        ['seat:b', 'call.ringing', null],
      ],
    ],
    [
      'that seat only',
      { seats: ringing, audience: audience({ ringing: false, supervisors: false, seats: ['b'] }) },
      [['seat:b', 'call.ringing', null]],
    ],
    [
      'a further seat not yet in the menu',
      { state: 'in-menu', audience: audience({ seats: ['b'], supervisors: false }) },
      [],
    ],
    [
      'supervisors only',
      { seats: ringing, audience: audience({ ringing: false }) },
      [['branch:center', 'call.ringing', null]],
    ],
    ['nobody before the answer', { seats: ringing, audience: audience({ when: 'answer', seats: ['b'] }) }, []],
    [
      'whoever answers and who watches, at the answer',
      {
        state: 'answered',
        seats: talking,
        answeredBySomebody: true,
        audience: audience({ when: 'answer', seats: ['b'] }),
      },
      [
        ['branch:center', 'call.answered', null],
        ['seat:a', 'call.answered', null],
        ['seat:b', 'call.answered', null],
      ],
    ],
    ['nobody when it ends unanswered', { state: 'ended', audience: audience({ when: 'answer' }) }, []],
  ])('%s', (_whom, told, expected) => {
    expect(frames(told)).toEqual(expected);
  });

  it('a further seat closes in the decision that answers', () => {
    const shown = { 'branch:center': 'ringing', 'seat:a': 'ringing', 'seat:b': 'ringing' } as const;
    const told = { shown, state: 'answered' as const, seats: talking, answeredBySomebody: true };
    expect(frames({ ...told, audience: audience({ seats: ['b'] }) })).toEqual([
      ['branch:center', 'call.answered', null],
      ['seat:a', 'call.answered', null],
      ['seat:b', 'call.closed', 'answered-elsewhere'],
    ]);
  });

  it('a card under which somebody talks is not taken away, another one is', () => {
    const shown = { 'branch:center': 'answered', 'seat:a': 'answered' } as const;
    const told = { shown, state: 'answered' as const, seats: talking, answeredBySomebody: true };
    expect(frames({ ...told, audience: audience({ when: 'never' }) })).toEqual([
      ['branch:center', 'call.closed', 'expired'],
    ]);
    const waiting = { 'seat:a': 'ringing' } as const;
    expect(frames({ shown: waiting, seats: ringing, audience: audience({ when: 'never' }) })).toEqual([
      ['seat:a', 'call.closed', 'expired'],
    ]);
  });
});
