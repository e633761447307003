import { bookedAfter, type Evidence, type LaterVisit } from '../../src/callers/index.ts';
import { CALL, days, hours, seconds } from './directory-person.ts';

const start = CALL.getTime();
const call = { startedAt: start, endedAt: start + seconds(180) };
const minutes = (count: number) => seconds(60 * count);

/** The mother (1) with her own visit tomorrow, and the father (2). */
function evidence(state: LaterVisit['state'] = 'planned'): Pick<Evidence, 'people' | 'day'> {
  const one = { kind: 'patient' as const, validFrom: null, validTo: null, knownBefore: false, firstCompletedAt: null };
  const own = { id: 'mis:own', startsAt: start + days(1), endsAt: start + days(1) + hours(1), state };
  return {
    day: '2026-11-18',
    people: [
      { ...one, id: 1, visits: [own] },
      { ...one, id: 2, visits: [] },
    ],
  };
}

const own = (state: LaterVisit['state']): LaterVisit => ({
  id: 'mis:own',
  person: 1,
  state,
  addedAt: start - days(9),
  addedOn: null,
});
const added = (person: number, after: number, told: Partial<LaterVisit> = {}): LaterVisit => ({
  id: `mis:new-${person}-${after}`,
  person,
  state: 'planned',
  addedAt: start + after,
  addedOn: null,
  ...told,
});

describe('bookedAfter', () => {
  it.each<[string, LaterVisit[], ReturnType<typeof bookedAfter>]>([
    ['nothing new', [own('planned')], null],
    [
      'scenario 26: she books her husband in the same call',
      [own('planned'), added(2, seconds(90))],
      { visit: 'mis:new-2-90000', person: 2, strength: 'strong' },
    ],
    [
      'herself once more',
      [own('planned'), added(1, seconds(90))],
      { visit: 'mis:new-1-90000', person: 1, strength: 'strong' },
    ],
    ['at the moment of the ring', [added(2, 0)], { visit: 'mis:new-2-0', person: 2, strength: 'strong' }],
    ['a second before the ring', [added(2, -seconds(1))], null],
    [
      'half an hour after the call',
      [added(2, seconds(180) + minutes(30))],
      { visit: 'mis:new-2-1980000', person: 2, strength: 'strong' },
    ],
    [
      'a second later',
      [added(2, seconds(181) + minutes(30))],
      { visit: 'mis:new-2-1981000', person: 2, strength: 'weak' },
    ],
    [
      'a day after the call',
      [added(2, seconds(180) + days(1))],
      { visit: 'mis:new-2-86580000', person: 2, strength: 'weak' },
    ],
    ['a second more than a day', [added(2, seconds(181) + days(1))], null],
    ['a move: the old one is marked so', [own('moved'), added(1, seconds(90))], null],
    ['a move written as cancelled and new', [own('cancelled'), added(1, seconds(90))], null],
    [
      'her visit was moved and her husband booked',
      [own('moved'), added(1, seconds(60)), added(2, seconds(90))],
      { visit: 'mis:new-2-90000', person: 2, strength: 'strong' },
    ],
    [
      'moved, and one more for herself',
      [own('moved'), added(1, seconds(60)), added(1, seconds(90))],
      { visit: 'mis:new-1-90000', person: 1, strength: 'strong' },
    ],
    [
      'her visit was cancelled, her husband booked',
      [own('cancelled'), added(2, seconds(90))],
      { visit: 'mis:new-2-90000', person: 2, strength: 'strong' },
    ],
    [
      'booked and cancelled on the same day',
      [added(2, seconds(90), { state: 'cancelled' })],
      { visit: 'mis:new-2-90000', person: 2, strength: 'strong' },
    ],
    [
      'a report that tells only the day',
      [added(2, -hours(10), { addedOn: '2026-11-18' })],
      { visit: 'mis:new-2--36000000', person: 2, strength: 'weak' },
    ],
    ['a report of the day before', [added(2, -hours(34), { addedOn: '2026-11-17' })], null],
    ['a source that does not tell', [added(2, 0, { addedAt: null })], null],
  ])('%s', (_title, visits, booking) => {
    expect(bookedAfter(call, evidence(), visits)).toEqual(booking);
  });

  it('a visit that was moved before the call takes nobody’s place', () => {
    expect(bookedAfter(call, evidence('moved'), [own('moved'), added(1, seconds(90))])).toMatchObject({ person: 1 });
  });
});
