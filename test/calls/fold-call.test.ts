import fc from 'fast-check';
import { foldCall } from '../../src/calls/fold-call.ts';
import type { StoredEvent } from '../../src/calls/facts.ts';
import {
  answered,
  DAY,
  ended,
  fact,
  incoming,
  legEnded,
  line,
  missed,
  patient,
  recorded,
  ringing,
} from '../support/facts.ts';

const at = (seconds: number): Date => new Date(DAY + seconds * 1000);
const leg = (facts: StoredEvent[], extension: string) =>
  foldCall(facts).legs.find((one) => one.extension === extension);

describe('a call', () => {
  it('that is answered tells who, when, how long waited and talked', () => {
    const call = foldCall([
      incoming(0),
      ringing(1, '101'),
      answered(8, '101'),
      legEnded(68, '101', null, 60),
      ended(69, 8, 60),
    ]);
    expect(call).toMatchObject({
      direction: 'in',
      external: patient,
      line,
      state: 'ended',
      result: 'answered',
      missedReason: null,
      answeredExtension: '101',
      waitSeconds: 8,
      talkSeconds: 60,
      startedAt: { at: at(0), approximate: false },
      answeredAt: { at: at(8), approximate: false },
      endedAt: { at: at(69), approximate: false },
    });
  });

  it('scenario 1: ring group of three, one answers: one answered leg, the others stopped ringing', () => {
    const facts = [
      incoming(0),
      ringing(1, '101', 'a'),
      ringing(1, '102', 'b'),
      ringing(1, '103', 'c'),
      answered(5, '102', 'b'),
    ];
    expect(foldCall(facts)).toMatchObject({ state: 'answered', result: 'answered', answeredExtension: '102' });
    expect(foldCall(facts).legs.map(({ extension, state }) => [extension, state])).toEqual([
      ['101', 'ended'],
      ['102', 'answered'],
      ['103', 'ended'],
    ]);
  });

  it('scenario 1: the answer in the same second as the ringing still closes the others', () => {
    const facts = [incoming(0), ringing(1, '101'), ringing(1, '102'), answered(1, '102')];
    expect(leg(facts, '101')?.state).toBe('ended');
  });

  it('scenario 2: queue legs time out at 101 and 102 before 103 answers: answered by 103', () => {
    const facts = [
      incoming(0),
      fact('queued', 1),
      ringing(2, '101', 'a'),
      legEnded(17, '101', 'a'),
      ringing(18, '102', 'b'),
      legEnded(33, '102', 'b'),
      ringing(34, '103', 'c'),
      answered(38, '103', 'c'),
      ended(98, 38, 60),
    ];
    expect(foldCall(facts)).toMatchObject({ result: 'answered', answeredExtension: '103', missedReason: null });
    expect(foldCall(facts.slice(0, 5))).toMatchObject({ state: 'ringing', result: null });
    expect(leg(facts.slice(0, 5), '101')?.state).toBe('ended');
  });

  it('scenario 3: a menu leg that ends unanswered before the operator answers: answered', () => {
    const call = foldCall([
      incoming(0),
      fact('in-menu', 1),
      missed(4),
      ringing(5, '101'),
      answered(9, '101'),
      ended(40, 9, 31),
    ]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '101' });
  });

  it('scenario 4: voicemail that is formally answered is missed and keeps its recording', () => {
    const facts = [
      incoming(0),
      ringing(1, '101'),
      fact('voicemail', 20),
      fact('answered', 20),
      ended(50, 20, 30),
      recorded(51, 'vm', 'voicemail'),
    ];
    expect(foldCall(facts)).toMatchObject({
      result: 'missed',
      missedReason: 'voicemail',
      talkSeconds: null,
      recordings: [{ ref: 'vm', kind: 'voicemail' }],
    });
  });

  it('scenario 5: hung up in the voice menu before any operator rang: missed, in-menu', () => {
    expect(foldCall([incoming(0), fact('in-menu', 1), ended(9, 9, 0)])).toMatchObject({
      result: 'missed',
      missedReason: 'in-menu',
    });
    expect(foldCall([incoming(0), missed(3, 3)])).toMatchObject({ result: 'missed', missedReason: 'in-menu' });
  });

  it('that nobody took: under five seconds is short, longer is no-answer', () => {
    expect(foldCall([incoming(0), ringing(1, '101'), ended(4, 4, 0)]).missedReason).toBe('short');
    expect(foldCall([incoming(0), ringing(1, '101'), ended(5, 5, 0)]).missedReason).toBe('no-answer');
  });

  it('scenario 6: one extension on two devices: answered once, both legs at one extension', () => {
    const facts = [incoming(0), ringing(1, '101', 'phone'), ringing(1, '101', 'softphone'), answered(4, '101')];
    const call = foldCall(facts);
    expect(call.legs.every(({ extension }) => extension === '101')).toBe(true);
    expect(call.legs.filter(({ state }) => state === 'answered')).toHaveLength(1);
    expect(call.legs.filter(({ state }) => state === 'ringing')).toHaveLength(0);
  });

  it('scenario 7: blind transfer: two legs, talk time per operator, the caller stays the caller', () => {
    const facts = [
      incoming(0),
      ringing(1, '101', 'a'),
      answered(5, '101', 'a'),
      legEnded(25, '101', 'a', 20),
      ringing(26, '102', 'b'),
      answered(30, '102', 'b'),
      legEnded(70, '102', 'b', 40),
      ended(70, 5, 60),
    ];
    expect(foldCall(facts)).toMatchObject({
      external: patient,
      result: 'answered',
      talkSeconds: 60,
      answeredExtension: '102',
    });
    expect(foldCall(facts).legs.map(({ extension, talkSeconds }) => [extension, talkSeconds])).toEqual([
      ['101', 20],
      ['102', 40],
    ]);
    expect(foldCall(facts.slice(0, 5))).toMatchObject({ state: 'ringing' });
  });

  it('scenario 8: attended transfer that nobody takes: the first operator has the call again', () => {
    const facts = [
      incoming(0),
      ringing(1, '101', 'a'),
      answered(5, '101', 'a'),
      fact('held', 20, { extension: '101', legId: 'a' }),
      ringing(21, '102', 'b'),
      fact('resumed', 40, { extension: '101', legId: 'a' }),
    ];
    expect(foldCall(facts.slice(0, 5))).toMatchObject({ state: 'held' });
    expect(leg(facts.slice(0, 5), '102')?.state).toBe('ringing');
    expect(foldCall(facts)).toMatchObject({ state: 'answered', answeredExtension: '101' });
    expect(leg(facts, '102')?.state).toBe('ended');
  });

  it('scenario 9: a transfer with a second provider call ends when both have ended', () => {
    const facts = [
      incoming(0),
      ringing(1, '101'),
      answered(5, '101'),
      fact('linked', 20, { providerCallId: 'A', linkedCallIds: ['B'] }),
      fact('ringing', 21, { providerCallId: 'B', extension: '102' }),
      fact('answered', 25, { providerCallId: 'B', extension: '102' }),
      legEnded(26, '101'),
      ended(26, 5, 21),
    ];
    expect(foldCall(facts)).toMatchObject({ state: 'answered', endedAt: null });
    const whole = [...facts, fact('ended', 80, { providerCallId: 'B' })];
    expect(foldCall(whole)).toMatchObject({ state: 'ended', endedAt: { at: at(80) }, answeredExtension: '102' });
  });

  it('scenario 10: a withheld number is a call without an outside number, and it can be missed', () => {
    expect(foldCall([incoming(0, { external: null }), ringing(1, '101'), ended(20, 20, 0)])).toMatchObject({
      external: null,
      direction: 'in',
      result: 'missed',
    });
  });

  it('scenario 11: an internal call stays internal', () => {
    expect(
      foldCall([fact('started', 0, { direction: 'internal', extension: '101' }), fact('ended', 5)]).direction,
    ).toBe('internal');
  });

  it('scenario 19: our own call that nobody answers is unanswered, not missed', () => {
    const call = foldCall([
      fact('started', 0, { direction: 'out', extension: '101', external: patient, line }),
      fact('ended', 30, { direction: 'out' }),
    ]);
    expect(call).toMatchObject({ direction: 'out', result: 'unanswered', missedReason: null, talkSeconds: null });
  });

  it('has every tag that any fact tells, and a tag neither begins nor ends nor answers it', () => {
    const call = [incoming(0), ringing(1, '101'), answered(8, '101'), ended(69, 8, 60)];
    const tags = [
      fact('tagged', 4000, { tags: ['VIP', 'Жалоба'], providerCallId: 'never-ended' }),
      fact('tagged', 70, { tags: ['VIP'] }),
    ];
    const { tags: none, ...untagged } = foldCall(call);
    for (const facts of [
      [...call, ...tags],
      [...tags, ...call],
    ]) {
      const { tags: told, ...rest } = foldCall(facts);
      expect([none, told]).toEqual([[], ['VIP', 'Жалоба']]);
      expect(rest).toEqual(untagged);
    }
  });

  it('of which only the summary arrived is placed by its length', () => {
    expect(foldCall([ended(100, 10, 60)])).toMatchObject({
      startedAt: { at: at(30), approximate: true },
      result: 'answered',
      talkSeconds: 60,
    });
  });

  it('takes a time from the receipt only when the PBX told none, and says so', () => {
    const early = { ...fact('ringing', null, { extension: '101' }), receivedAt: at(7) };
    const repeat = { ...early, receivedAt: at(3) };
    expect(foldCall([early, repeat]).startedAt).toEqual({ at: at(3), approximate: true });
  });
});

describe('a phone that is rung again in the same call', () => {
  const again = [
    incoming(0),
    ringing(1, '101'),
    legEnded(16, '101'),
    ringing(17, '101'),
    answered(20, '101'),
    legEnded(50, '101', null, 30),
  ];

  it('rings again after its first ringing has ended', () => {
    expect(foldCall(again.slice(0, 3)).state).not.toBe('ringing');
    expect(foldCall(again.slice(0, 4)).state).toBe('ringing');
  });

  it('is two attempts, of which the second is answered', () => {
    expect(foldCall(again.slice(0, 5))).toMatchObject({ state: 'answered', answeredExtension: '101' });
    expect(
      foldCall(again).legs.map(({ extension, ringingAt, talkSeconds }) => [extension, ringingAt?.at, talkSeconds]),
    ).toEqual([
      ['101', at(1), null],
      ['101', at(17), 30],
    ]);
  });

  it('is one attempt on two devices that ring one after the other', () => {
    expect(foldCall([incoming(0), ringing(1, '101'), ringing(2, '101'), answered(4, '101')]).legs).toHaveLength(1);
  });
});

describe('what a summary outweighs and what it does not', () => {
  const placed = [fact('started', 0, { direction: 'out', extension: '101', external: patient }), answered(3, '101')];

  it('our own phone that answers a call of ours first is no answer when nobody talked', () => {
    expect(foldCall(placed)).toMatchObject({ state: 'answered' });
    const over = foldCall([
      ...placed,
      fact('ended', 30, { direction: 'out', seconds: { wait: 30, talk: 0, total: 30 } }),
    ]);
    expect(over).toMatchObject({ result: 'unanswered', answeredAt: null, answeredExtension: null, talkSeconds: null });
  });

  it('a call of ours whose talk was not counted stays answered', () => {
    const over = foldCall([...placed, fact('ended', 30, { direction: 'out' })]);
    expect(over).toMatchObject({ result: 'answered', answeredExtension: '101' });
  });

  it('an incoming call that was answered and dropped within a second stays answered', () => {
    const call = foldCall([incoming(0), ringing(1, '101'), answered(5, '101'), ended(5, 5, 0)]);
    expect(call).toMatchObject({ result: 'answered', answeredExtension: '101', talkSeconds: 0 });
  });

  it('a missed call that names who missed it was not given up in the menu', () => {
    const missedBy = (told: object): StoredEvent => fact('missed', 20, { direction: 'in', ...told });
    expect(foldCall([incoming(0), missedBy({ extension: '101' })]).missedReason).toBe('no-answer');
    expect(foldCall([incoming(0), missedBy({ employeeRef: 'andy' })]).missedReason).toBe('no-answer');
    expect(foldCall([incoming(0), missedBy({})]).missedReason).toBe('in-menu');
  });
});

const callStories: StoredEvent[][] = [
  [
    incoming(0),
    ringing(1, '101', 'a'),
    ringing(1, '102', 'b'),
    answered(5, '102', 'b'),
    legEnded(60, '102', 'b', 55),
    ended(61, 5, 55),
    recorded(70, 'r'),
  ],
  [incoming(0), ringing(1, '101'), ringing(1, '101'), missed(20, 20), ended(20, 20, 0)],
  [
    incoming(0),
    ringing(1, '101', 'a'),
    answered(5, '101', 'a'),
    legEnded(25, '101', 'a', 20),
    ringing(26, '102', 'b'),
    answered(30, '102', 'b'),
    ended(70, 5, 60),
  ],
  [
    fact('started', null, { direction: 'in', external: patient }),
    fact('ringing', null, { extension: '101' }),
    fact('answered', null, { extension: '101' }),
    fact('ended', null),
  ],
];

/** Any story of up to 14 facts over three extensions, two provider calls and missing times. */
const anyFacts = fc.array(
  fc
    .record({
      kind: fc.constantFrom(
        'started',
        'in-menu',
        'queued',
        'ringing',
        'answered',
        'voicemail',
        'held',
        'resumed',
        'leg-ended',
        'missed',
        'ended',
        'recorded',
      ),
      seconds: fc.option(fc.integer({ min: 0, max: 40 }), { nil: null, freq: 5 }),
      extension: fc.constantFrom('101', '102', '103', null),
      legId: fc.constantFrom('a', 'b', null),
      providerCallId: fc.constantFrom('A', 'A', 'A', 'B'),
      external: fc.constantFrom(patient, '+79000000102', null),
      direction: fc.constantFrom('in', 'out', 'internal', null),
      talk: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }),
    })
    .map(({ kind, seconds, talk, ...told }) =>
      fact(kind as 'started', seconds, {
        ...told,
        direction: told.direction as 'in',
        eventKey: JSON.stringify([kind, seconds, told, talk]),
        seconds: talk === null ? null : { wait: null, talk, total: null },
        recording: kind === 'recorded' ? { ref: `r${seconds}`, kind: 'talk' } : null,
      }),
    ),
  { minLength: 1, maxLength: 14 },
);

describe('any order and any repeats give the same call', () => {
  const shuffledWithRepeats = (facts: readonly StoredEvent[]): fc.Arbitrary<StoredEvent[]> =>
    fc
      .tuple(
        fc.shuffledSubarray([...facts], { minLength: facts.length, maxLength: facts.length }),
        fc.array(fc.constantFrom(...facts), { maxLength: 10 }),
      )
      .chain(([all, repeats]) => fc.shuffledSubarray([...all, ...repeats], { minLength: all.length + repeats.length }));

  it.each(callStories.map((facts, index) => [index + 1, facts] as const))('of story %i', (_index, facts) => {
    const expected = foldCall(facts);
    fc.assert(
      fc.property(shuffledWithRepeats(facts), (mixed) => {
        expect(foldCall(mixed)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('of any set of facts, possible or not', () => {
    fc.assert(
      fc.property(
        anyFacts.chain((facts) => fc.tuple(fc.constant(facts), shuffledWithRepeats(facts))),
        ([facts, mixed]) => {
          expect(foldCall(mixed)).toEqual(foldCall(facts));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a call of a PBX that tells no times', () => {
  const untimed = (kind: 'started', told: Parameters<typeof fact>[2]): StoredEvent =>
    fact(kind, null, { ...told, eventKey: JSON.stringify([kind, told]) });
  const kind = (name: string): 'started' => name as 'started';

  it('rings at the second seat while the first still talks, when the transfer has an id of its own', () => {
    const facts = [
      untimed('started', { direction: 'in', external: patient }),
      untimed(kind('ringing'), { extension: '101' }),
      untimed(kind('answered'), { extension: '101' }),
      untimed(kind('linked'), { linkedCallIds: ['B'] }),
      untimed(kind('ringing'), { extension: '102', providerCallId: 'B' }),
    ];
    expect(leg(facts, '101')?.state).toBe('answered');
    expect(leg(facts, '102')?.state).toBe('ringing');
  });

  it('has the one who still talks as its last, however late the news of the other came', () => {
    const facts = [
      untimed('started', { direction: 'in', external: patient }),
      { ...untimed(kind('answered'), { extension: '101' }), receivedAt: at(90) },
      { ...untimed(kind('leg-ended'), { extension: '101' }), receivedAt: at(91) },
      { ...untimed(kind('answered'), { extension: '102' }), receivedAt: at(40) },
    ];
    expect(foldCall(facts)).toMatchObject({ state: 'answered', answeredExtension: '102' });
  });

  const untalked = { wait: null, talk: 0, total: null };
  const rerung = [
    untimed(kind('ringing'), { extension: '101' }),
    untimed(kind('leg-ended'), { extension: '101', seconds: untalked }),
    untimed(kind('answered'), { extension: '101' }),
  ];

  it('is answered by a phone whose first ringing had ended without a talk', () => {
    expect(foldCall(rerung.slice(0, 2)).state).toBe('new');
    expect(foldCall(rerung)).toMatchObject({ state: 'answered', answeredExtension: '101' });
    const over = foldCall([...rerung, untimed(kind('leg-ended'), { extension: '101' })]);
    expect(over.legs.map(({ state }) => state)).toEqual(['ended']);
  });

  const lost = [
    untimed(kind('ringing'), { extension: '101' }),
    untimed(kind('ringing'), { extension: '102' }),
    untimed(kind('answered'), { extension: '102' }),
    untimed(kind('leg-ended'), { extension: '102' }),
  ];

  it('does not ring again where the end of a ringing was lost, when the talk elsewhere is over', () => {
    expect(leg(lost, '101')?.state).toBe('ended');
  });

  it('rings at the second seat when the first has talked and the PBX told of a transfer', () => {
    expect(leg([...lost, untimed(kind('transferred'), { extension: '102' })], '101')?.state).toBe('ringing');
  });

  it('counts the first wait and both talks, when both of its parts are summed up', () => {
    const facts = [
      fact('answered', 8, { extension: '101' }),
      fact('ended', 38, { seconds: { wait: 8, talk: 30, total: 38 } }),
      fact('answered', 42, { extension: '102', providerCallId: 'B' }),
      fact('ended', 97, { providerCallId: 'B', seconds: { wait: 4, talk: 55, total: 59 } }),
    ];
    expect(foldCall(facts)).toMatchObject({ waitSeconds: 8, talkSeconds: 85, result: 'answered' });
  });
});
