import { foldCall } from '../../src/calls/index.ts';
import { compareCall, type OurCall } from '../../src/reconciliation/compare-call.ts';
import { markedEvent } from '../../src/reconciliation/marked-event.ts';
import { answered, DAY, ended, incoming, recorded, ringing } from '../support/facts.ts';

const theirs = foldCall([incoming(0), ringing(1, '101'), answered(4, '101'), ended(40, 4, 36), recorded(45, 'rec')]);
const whole: OurCall = {
  id: 1,
  startedAt: new Date(DAY),
  ended: true,
  expired: false,
  direction: 'in',
  external: '+79000000101',
  line: '+74950000101',
  result: 'answered',
  talkSeconds: 36,
  recordings: 1,
  talked: ['101'],
};

it('adds nothing to a call that we have whole', () => {
  expect(compareCall(theirs, [whole])).toBeNull();
  // Another name for the recording, a second of difference, one more telephone that rang: nothing to heal.
  expect(
    compareCall(theirs, [{ ...whole, startedAt: new Date(DAY + 3000), talkSeconds: 37, recordings: 2 }]),
  ).toBeNull();
});

it('misses a call that we do not have', () => {
  expect(compareCall(theirs, [])).toBe('missing');
});

it.each<[string, Partial<OurCall>]>([
  ['an end', { ended: false }],
  ['an end but our own', { expired: true }],
  ['the direction', { direction: null }],
  ['the number', { external: null }],
  ['the line', { line: null }],
  ['the answer', { result: 'missed' }],
  ['the talk time', { talkSeconds: null }],
  ['the recording', { recordings: 0 }],
  ['who talked', { talked: [] }],
  ['the beginning', { startedAt: new Date(DAY + 20_000) }],
])('completes a call without %s', (_what, lacks) => {
  expect(compareCall(theirs, [{ ...whole, ...lacks }])).toBe('incomplete');
});

it('joins what the provider knows to be one call', () => {
  expect(compareCall(theirs, [whole, { ...whole, id: 2 }])).toBe('incomplete');
});

it('keeps the key of a marked event within its limit, and tells two apart', () => {
  const { event } = incoming(0);
  expect(markedEvent('history', event).eventKey).toBe(`history:${event.eventKey}`);
  const [one, other] = ['a', 'b'].map((end) => markedEvent('history', { ...event, eventKey: 'k'.repeat(199) + end }));
  expect(one!.eventKey.length).toBeLessThanOrEqual(200);
  expect(one!.eventKey).not.toBe(other!.eventKey);
});
