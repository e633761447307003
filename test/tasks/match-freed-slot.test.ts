import { matchFreedSlot, sameName, type WaitingWish } from '../../src/tasks/match-freed-slot.ts';

const wish = (told: Partial<WaitingWish> & { id: number }): WaitingWish => ({
  ...{ branch: null, doctor: null, specialty: null, minutes: null, weekdays: [], fromMinute: 0, toMinute: 1440 },
  ...{ until: null, earlierThan: null, urgent: false, createdAt: new Date('2026-03-01T00:00:00Z') },
  ...told,
});
/** Tuesday, 10:00 in Vladivostok: Monday night in UTC. */
const slot = {
  ...{ branch: 'east', zone: 'Asia/Vladivostok', doctor: 'Козлова Анна Сергеевна', specialty: 'Терапевт' },
  ...{ startsAt: new Date('2026-03-10T00:00:00Z'), minutes: 30 },
};
const found = (...wishes: WaitingWish[]): number[] => matchFreedSlot(slot, wishes).map(({ id }) => id);

it.each<[string, Partial<WaitingWish>, boolean]>([
  ['anything', {}, true],
  ['this doctor, with an initial', { doctor: 'Козлова А.' }, true],
  ['another doctor', { doctor: 'Козлова Б.' }, false],
  ['another doctor of the specialty', { doctor: 'Иванов', specialty: 'Терапевт' }, false],
  ['the specialty', { specialty: 'терапевт' }, true],
  ['another specialty', { specialty: 'Хирург' }, false],
  ['this branch', { branch: 'east' }, true],
  ['another branch', { branch: 'center' }, false],
  ['the day of the week there', { weekdays: [2] }, true],
  ['the day of the week in UTC', { weekdays: [1] }, false],
  ['from ten on', { fromMinute: 600 }, true],
  ['before ten', { toMinute: 600 }, false],
  ['until that very day', { until: '2026-03-10' }, true],
  ['until the day before', { until: '2026-03-09' }, false],
  ['a longer time', { minutes: 45 }, false],
  ['earlier than a later visit', { earlierThan: new Date('2026-03-12T00:00:00Z') }, true],
  ['earlier than a visit at that time', { earlierThan: slot.startsAt }, false],
])('who waits for %s', (_, told, fits) => {
  expect(found(wish({ id: 1, ...told }))).toEqual(fits ? [1] : []);
});

it('the urgent first, then who waits for this doctor, then who has no visit, then who has waited longest', () => {
  const long = new Date('2026-01-01T00:00:00Z');
  expect(
    found(
      wish({ id: 1 }),
      wish({ id: 2, earlierThan: new Date('2026-04-01T00:00:00Z'), createdAt: long }),
      wish({ id: 3, createdAt: long }),
      wish({ id: 4, doctor: 'Козлова' }),
      wish({ id: 5, urgent: true }),
    ),
  ).toEqual([5, 4, 3, 1, 2]);
});

it('names without words are no names', () => {
  expect(sameName('', 'Козлова')).toBe(false);
  expect(sameName('Семёнов П. И.', 'семенов петр ильич')).toBe(true);
});
