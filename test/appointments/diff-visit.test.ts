import fc from 'fast-check';
import { diffVisit, mergeVisit } from '../../src/appointments/diff-visit.ts';
import { oneOfName } from '../../src/appointments/resolve-people.ts';
import {
  visitMarks,
  visitStates,
  type ToldVisit,
  type Visit,
  type VisitFact,
} from '../../src/contracts/appointments.ts';

const at = (time: string) => new Date(`2026-11-${time}:00Z`);
const fact = (told: Partial<VisitFact> = {}): VisitFact => ({
  externalId: 'a',
  person: { card: '1001', phone: null, name: null },
  branch: 'center',
  zone: 'Europe/Moscow',
  doctor: { id: '7', name: 'Лебедева' },
  specialty: null,
  service: null,
  startsAt: at('20T10:00'),
  endsAt: at('20T10:30'),
  state: 'planned',
  cancelReason: null,
  cancelledBy: null,
  marks: [],
  isConsultation: null,
  addedAt: null,
  addedBy: null,
  updatedAt: null,
  ...told,
});
const visit = (told: Partial<VisitFact> = {}): Visit => mergeVisit(null, fact(told), 1);
const change = (from: Partial<VisitFact>, to: Partial<VisitFact>) =>
  diffVisit(visit(from), mergeVisit(visit(from), fact(to), 1));

describe('what became of a visit', () => {
  it.each<[string, Partial<VisitFact>, Partial<VisitFact>, string[]]>([
    ['nothing', {}, {}, []],
    ['another time', {}, { startsAt: at('21T10:00'), endsAt: at('21T10:30') }, ['moved']],
    ['another doctor', {}, { doctor: { id: '8', name: 'Ким' } }, ['moved']],
    ['another branch', {}, { branch: 'north' }, ['moved']],
    ['a doctor who married', {}, { doctor: { id: '7', name: 'Орлова' } }, ['changed']],
    ['a doctor without id', { doctor: { id: null, name: 'Ким' } }, { doctor: { id: '8', name: 'Ким' } }, ['changed']],
    ['longer', {}, { endsAt: at('20T11:00') }, ['changed']],
    ['confirmed', {}, { state: 'confirmed' }, ['confirmed']],
    ['not confirmed after all', { state: 'confirmed' }, { state: 'planned' }, ['unconfirmed']],
    ['moved and confirmed', {}, { startsAt: at('21T10:00'), state: 'confirmed' }, ['moved', 'confirmed']],
    ['cancelled', {}, { state: 'cancelled', cancelReason: 'Заболел' }, ['cancelled']],
    ['another reason', { state: 'cancelled' }, { state: 'cancelled', cancelReason: 'Отказ от клиники' }, ['changed']],
    ['expected again', { state: 'cancelled' }, { state: 'planned' }, ['reopened']],
    ['confirmed after a cancellation', { state: 'cancelled' }, { state: 'confirmed' }, ['reopened', 'confirmed']],
    ['there', {}, { state: 'arrived' }, ['arrived']],
    ['came late', { state: 'no-show' }, { state: 'arrived' }, ['reopened', 'arrived']],
    ['done', { state: 'arrived' }, { state: 'completed', marks: ['needs-treatment'] }, ['completed', 'marked']],
    ['marked later', { state: 'completed' }, { state: 'completed', marks: ['needs-nothing'] }, ['marked']],
    ['did not come', {}, { state: 'no-show' }, ['no-show']],
    ['another one took its place', {}, { state: 'moved' }, ['replaced']],
  ])('%s', (_title, from, to, kinds) => {
    expect(change(from, to)).toEqual(kinds);
  });

  it('a new visit is added, and whatever it is already', () => {
    expect(diffVisit(null, visit())).toEqual(['added']);
    expect(diffVisit(null, visit({ state: 'completed' }))).toEqual(['added', 'completed']);
  });

  it('somebody else, or somebody who is known now', () => {
    const unknown = mergeVisit(null, fact(), null);
    expect(diffVisit(unknown, mergeVisit(unknown, fact(), 5))).toEqual(['person']);
    expect(diffVisit(visit(), mergeVisit(visit(), fact(), 2))).toEqual(['person']);
  });
});

describe('what a source leaves out', () => {
  it('stays: the state, the doctor, and the length when the visit is moved', () => {
    const before = visit({ state: 'confirmed', endsAt: at('20T10:45') });
    const told: ToldVisit = { externalId: 'a', startsAt: at('22T09:00'), zone: 'Europe/Moscow' };
    expect(mergeVisit(before, told, null)).toEqual({ ...before, startsAt: at('22T09:00'), endsAt: at('22T09:45') });
  });

  it('a number and a name are kept only of somebody without a card', () => {
    const person = { card: null, phone: '+79160001122', name: 'Орлова Мария' };
    expect(mergeVisit(null, fact({ person }), null).person).toEqual(person);
    expect(mergeVisit(null, fact({ person }), 3).person).toEqual({ card: null, phone: null, name: null });
  });

  it('a reason goes with the cancellation', () => {
    const before = visit({ state: 'cancelled', cancelReason: 'Заболел', cancelledBy: 'patient' });
    const { state: _state, ...rest } = fact();
    expect(mergeVisit(before, { ...rest, state: 'planned' }, 1)).toMatchObject({
      cancelReason: null,
      cancelledBy: null,
    });
  });
});

const anyFact = fc.record({
  person: fc.constantFrom(null, { card: '1001', phone: null, name: null }),
  branch: fc.constantFrom('center', 'north', null),
  doctor: fc.constantFrom(null, { id: '7', name: 'Лебедева' }, { id: null, name: 'Ким' }),
  service: fc.constantFrom(null, 'Гигиена'),
  startsAt: fc.constantFrom(at('20T10:00'), at('21T10:00')),
  endsAt: fc.constantFrom(at('21T10:30'), at('21T11:00')),
  state: fc.constantFrom(...visitStates),
  cancelReason: fc.constantFrom(null, 'Заболел'),
  marks: fc.subarray([...visitMarks]).map((marks) => marks.toSorted()),
  isConsultation: fc.constantFrom(null, true, false),
  addedAt: fc.constantFrom(null, at('19T10:00')),
});

it('any sequence of readings folds to the last one, and each reading tells its change once', () => {
  fc.assert(
    fc.property(fc.array(anyFact, { minLength: 1, maxLength: 8 }), (readings) => {
      let known: Visit | null = null;
      for (const reading of readings) {
        const after: Visit = mergeVisit(known, fact(reading), reading.person === null ? null : 1);
        const kinds = diffVisit(known, after);
        expect(new Set(kinds).size).toBe(kinds.length);
        // Nothing is told exactly when nothing became different.
        expect(kinds.length === 0).toBe(known !== null && JSON.stringify(known) === JSON.stringify(after));
        if (kinds.length > 0) known = after;
        expect(diffVisit(known, mergeVisit(known, fact(reading), reading.person === null ? null : 1))).toEqual([]);
      }
      const last = readings.at(-1)!;
      expect(known).toMatchObject({
        state: last.state,
        startsAt: last.startsAt,
        branch: last.branch,
        marks: last.marks,
      });
    }),
    { numRuns: 500 },
  );
});

describe('who is meant by a number and a name', () => {
  const card = (id: number, fullName: string, surname = '', givenName = '') => ({ id, fullName, surname, givenName });
  const family = [card(1, 'Орлова Мария Петровна', 'Орлова', 'Мария'), card(2, 'Орлов Пётр Ильич', 'Орлов', 'Пётр')];
  it.each([
    ['орлова  мария петровна', family, 1],
    ['Орлова Мария', family, 1],
    ['Орлов Петр', family, 2],
    ['Орлова', family, null],
    ['Мария', family, null],
    ['Орлова Мария', [...family, card(3, 'Орлова Мария Ивановна', 'Орлова', 'Мария')], null],
    ['Орлова Мария', [], null],
  ])('%s', (name, cards, found) => {
    expect(oneOfName(name, cards)).toBe(found);
  });
});
