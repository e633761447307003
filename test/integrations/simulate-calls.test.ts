import fc from 'fast-check';
import { uis } from '../../adapters/pbx/uis/adapter.ts';
import { uisSettings } from '../../adapters/pbx/uis/settings.ts';
import { callEventSchema } from '../../src/contracts/call-event.ts';
import {
  callStories,
  seededRandom,
  simulateCall,
  type CallPlan,
  type CallStory,
} from '../../src/integrations/index.ts';
import { inboundRequest } from '../contracts/pbx-subject.ts';

const one = { extension: '101', employeeRef: '1' };
const two = { extension: '102', employeeRef: '2' };
const three = { extension: '103', employeeRef: '4' };

function plan(story: CallStory, seed = 1, more: Partial<CallPlan> = {}): CallPlan {
  return {
    random: seededRandom(seed),
    account: 'uis',
    startsAt: new Date('2026-03-02T07:15:00.700Z'),
    serial: 7,
    line: '+74950000101',
    external: '+79000000102',
    operators: [one, two, three],
    story,
    ...more,
  };
}

function told(story: CallStory): string[] {
  return simulateCall(plan(story)).map(({ event }) => [event.kind, event.extension].filter(Boolean).join(' '));
}

const anyStory = fc.constantFrom(...callStories);
const anySeed = fc.nat();

it.each([
  ['answered', ['started', 'ringing 101', 'answered 101', 'leg-ended 101', 'ended']],
  ['recorded', ['started', 'ringing 101', 'answered 101', 'leg-ended 101', 'ended', 'recorded']],
  ['missed', ['started', 'ringing 101', 'ringing 102', 'ringing 103', 'missed', 'ended']],
  ['missed-in-menu', ['started', 'missed', 'ended']],
  [
    'queue-then-answered',
    ['started', 'ringing 101', 'ringing 102', 'ringing 103', 'answered 103', 'leg-ended 103', 'ended'],
  ],
  [
    'blind-transfer',
    [
      'started',
      'ringing 101',
      'answered 101',
      'leg-ended 101',
      'ringing 103',
      'answered 103',
      'leg-ended 103',
      'ended',
    ],
  ],
  ['withheld', ['started', 'ringing 101', 'answered 101', 'leg-ended 101', 'ended']],
  ['outgoing-answered', ['started 101', 'answered 101', 'leg-ended 101', 'ended']],
  ['outgoing-unanswered', ['started 101', 'ended']],
] as const)('tells the story %s', (story, events) => {
  expect(told(story)).toEqual(events);
});

it('lets all phones of a ring group ring and any one of them answer', () => {
  const answered = new Set<string | null | undefined>();
  for (let seed = 0; seed < 40; seed += 1) {
    const events = simulateCall(plan('ring-group', seed)).map(({ event }) => event);
    expect(events.filter(({ kind }) => kind === 'ringing').map(({ extension }) => extension)).toEqual([
      '101',
      '102',
      '103',
    ]);
    const answers = events.filter(({ kind }) => kind === 'answered');
    expect(answers).toHaveLength(1);
    expect(answers[0]?.legId).toBe(
      events.find((event) => event.kind === 'ringing' && event.extension === answers[0]?.extension)?.legId,
    );
    answered.add(answers[0]?.extension);
  }
  expect(answered).toEqual(new Set(['101', '102', '103']));
});

it('hides a withheld number and shows any other in every event', () => {
  expect(new Set(simulateCall(plan('withheld')).map(({ event }) => event.external))).toEqual(new Set([null]));
  expect(new Set(simulateCall(plan('missed')).map(({ event }) => event.external))).toEqual(new Set(['+79000000102']));
});

it('is the same for the same seed and another for another', () => {
  expect(simulateCall(plan('ring-group', 5))).toEqual(simulateCall(plan('ring-group', 5)));
  expect(simulateCall(plan('ring-group', 5))).not.toEqual(simulateCall(plan('ring-group', 6)));
});

it('gives calls of one millisecond, and of one serial number, ids of their own', () => {
  const ids = [
    plan('answered'),
    plan('answered', 1, { serial: 8 }),
    plan('answered', 1, { startsAt: new Date('2026-03-02T07:15:00.701Z') }),
  ];
  expect(new Set(ids.map((each) => simulateCall(each)[0]?.event.providerCallId)).size).toBe(3);
});

it('moves forward in time, in whole seconds of the day, and counts what its times say', () => {
  fc.assert(
    fc.property(anyStory, anySeed, (story, seed) => {
      const call = simulateCall(plan(story, seed));
      const events = call.map(({ event }) => event);
      expect(call.map(({ atMs }) => atMs)).toEqual(call.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
      for (const event of events) expect(callEventSchema.safeParse(event).success).toBe(true);
      expect(new Set(events.map(({ eventKey }) => eventKey)).size).toBe(events.length);
      for (const { atMs, event } of call) {
        const exact = plan(story).startsAt.getTime() + atMs;
        expect(Date.parse(event.occurredAt ?? '')).toBe(Math.floor(exact / 1000) * 1000);
      }
      const second = (kind: string) => Date.parse(events.find((event) => event.kind === kind)?.occurredAt ?? '') / 1000;
      const end = events.find(({ kind }) => kind === 'ended')?.seconds;
      const talk = events
        .filter(({ kind }) => kind === 'leg-ended')
        .reduce((sum, { seconds }) => sum + (seconds?.talk ?? 0), 0);
      expect(end).toEqual({
        wait: events.some(({ kind }) => kind === 'answered')
          ? second('answered') - second('started')
          : second('ended') - second('started'),
        talk,
        total: second('ended') - second('started'),
      });
    }),
    { numRuns: 300 },
  );
});

it('keeps the length of conversation it is asked for', () => {
  const events = simulateCall(plan('answered', 3, { talkSeconds: 22 }));
  expect(events.find(({ event }) => event.kind === 'leg-ended')?.event.seconds?.talk).toBe(22);
});

it('comes back from UIS as it was told', () => {
  const settings = uisSettings.parse({ secret: 'demo', zone: 'Asia/Yekaterinburg', employees: { 1: '101', 2: '102' } });
  for (const story of callStories) {
    for (const { event } of simulateCall(plan(story))) {
      const requests = uis.simulate?.(event, settings) ?? [];
      const read = requests.flatMap((request) =>
        uis.parse(inboundRequest({ ...request, query: {} }), { account: 'uis', settings }),
      );
      expect(read).toEqual([{ ...event, eventKey: expect.any(String) }]);
    }
  }
});
