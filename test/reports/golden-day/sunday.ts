import type { DataLevel } from '../../../src/callers/index.ts';
import type { NotedRequest } from '../clinic.ts';
import { instant } from './instant.ts';
import { cards, numbers, zone, type Story } from './day.ts';

/**
 * Requests of the site on the Sunday before the golden day, and the calls that go with them; counted by hand as that
 * day. A letter is a contact.
 */
// prettier-ignore
export const sundayCalls: Story[] = [
  { id: 41, at: '15 12:20', from: 'E', what: 'in', by: '101', talk: 60, story: 'c: rings twenty minutes after asking' },
  { id: 42, at: '16 10:00', from: 'W', what: 'out', by: '101', talk: 90, story: 'a: called back on Monday' },
];

/** `person`: the only one whose card has the number, where there are cards. */
function asked(id: number, at: string, from: string, more: Partial<NotedRequest> = {}): NotedRequest {
  const [card, ...others] = cards.filter((one) => from !== '' && one.numbers.includes(from));
  const person = others.length === 0 ? (card?.id ?? null) : null;
  return { id, branch: 'center', zone, at: instant(at).getTime(), number: numbers[from] ?? null, person, ...more };
}

export const requests: NotedRequest[] = [
  // a: an unseen number by an advertisement, called back on the next working day.
  asked(1, '15 10:00', 'W', { utm: { source: 'yandex', campaign: 'spring' } }),
  // b: an unseen number, never called back.
  asked(2, '15 11:00', 'X'),
  // c: was treated here, asks and rings himself.
  asked(3, '15 12:00', 'E'),
  // d: has a card, was never treated; sends the form twice. Nobody calls.
  asked(4, '15 13:00', 'D'),
  asked(5, '15 13:30', 'D'),
  // Nothing: taken back as a trial.
  asked(6, '15 14:00', 'V', { withdrawn: true }),
  // Nothing of its own: reception made it of the call 41.
  asked(7, '15 12:22', 'E', { source: 'seat', callId: 41 }),
  // e: an address of email only.
  asked(8, '15 15:00', ''),
  // f: was treated, has a visit on Wednesday; talks with reception on Tuesday, a day too late.
  asked(9, '15 16:00', 'C'),
];

interface ExpectedSunday {
  /** By the letters above. */
  groups: Record<string, string>;
  wants: number | null;
  booked: number | null;
}

/** Every contact but a and c is lost: b, d, e and f. Two of the eight openings are c's and two are d's. */
export const always = { ungrouped: 8, grouped: 6, lost: 4, channels: { a: 'spring' } };

const t1: ExpectedSunday = { groups: { 'first-time': 'abd', returning: 'cf', unknown: 'e' }, wants: 5, booked: null };
const t4: ExpectedSunday = {
  groups: { 'first-time': 'abd', returning: 'c', 'own-visit': 'f', unknown: 'e' },
  wants: 4,
  booked: 0,
};
export const expectedSunday: Record<DataLevel, ExpectedSunday> = {
  T0: { groups: { unknown: 'abcdef' }, wants: null, booked: null },
  ...{ T1: t1, T2: t1, T3: t4, T4: t4 },
};

/** The contact of each first request. */
export const letters: Readonly<Record<string, string>> = { '1': 'a', '2': 'b', '3': 'c', '4': 'd', '8': 'e', '9': 'f' };
