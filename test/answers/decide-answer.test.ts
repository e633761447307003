import type { Candidate } from '../../src/contracts/caller.ts';
import { decideAnswer, displayName, type AnswerFacts } from '../../src/answers/index.ts';

const person = (told: Partial<Candidate> = {}): Candidate => ({
  id: '1',
  name: 'Иванова Мария Петровна',
  address: 'Мария Петровна',
  surname: 'Иванова',
  kind: 'patient',
  class: 'returning',
  relation: null,
  nextVisit: null,
  lastVisit: null,
  note: null,
  birthDate: null,
  rank: 1,
  why: 'known-number',
  chosen: false,
  ...told,
});
const husband = person({ id: '2', name: 'Иванов Пётр Ильич', address: 'Пётр Ильич', surname: 'Иванов', rank: 2 });
const child = person({ id: '3', name: 'Иванова Анна', address: 'Анна', rank: 3 });

describe('the name on a display', () => {
  it.each([
    ['one person', [person()], 'Иванова Мария'],
    [
      'one person without parts of a name',
      [person({ name: 'Лаборатория', address: 'Лаборатория', surname: '' })],
      'Лаборатория',
    ],
    ['a surname alone', [person({ name: 'Иванова', address: 'Иванова' })], 'Иванова'],
    ['two people', [person(), husband], 'Мария / Пётр'],
    ['three people', [person(), husband, child], null],
    ['the one of three that was chosen', [person(), { ...husband, chosen: true }, child], 'Иванов Пётр'],
    ['one person on two cards', [person(), person({ id: '9' })], 'Иванова Мария'],
    ['nobody', [], null],
  ])('of %s', (_of, people, name) => {
    expect(displayName(people)).toBe(name);
  });

  it('is cut where displays would cut it anyhow', () => {
    const long = person({ surname: 'Константинопольская-Переяславская' });
    expect(displayName([long])).toHaveLength(32);
  });
});

describe('what a PBX is told', () => {
  const facts = (told: Partial<AnswerFacts> = {}): AnswerFacts => ({
    settings: { callerName: true, route: 'last-operator', lastOperatorDays: 90 },
    wants: ['caller-name', 'route'],
    withheld: false,
    candidates: [person()],
    lastOperator: { extension: '102', seated: true, talking: false },
    ...told,
  });
  const nothing = { callerName: null, extension: null, say: null, code: null };

  it('is the name and the last operator', () => {
    expect(decideAnswer(facts())).toEqual({
      decision: { ...nothing, callerName: 'Иванова Мария', extension: '102' },
      reasons: ['name-told', 'last-operator'],
    });
  });

  it.each<[string, Partial<AnswerFacts>, Partial<typeof nothing> | object, string[]]>([
    ['nothing about a withheld number', { withheld: true }, {}, ['number-withheld']],
    ['no name of an unseen number', { candidates: [] }, { extension: '102' }, ['nobody-known', 'last-operator']],
    [
      'no name of a big household',
      { candidates: [person(), husband, child] },
      { extension: '102' },
      ['too-many-people', 'last-operator'],
    ],
    [
      'no name where names are off',
      { settings: { callerName: false, route: 'off', lastOperatorDays: 90 } },
      {},
      ['names-off', 'routing-off'],
    ],
    [
      'nobody without a last operator',
      { lastOperator: null },
      { callerName: 'Иванова Мария' },
      ['name-told', 'no-last-operator'],
    ],
    [
      'nobody whose workplace is gone',
      { lastOperator: { extension: '102', seated: false, talking: false } },
      { callerName: 'Иванова Мария' },
      ['name-told', 'last-operator-has-no-seat'],
    ],
    [
      'nobody who talks already',
      { lastOperator: { extension: '102', seated: true, talking: true } },
      { callerName: 'Иванова Мария' },
      ['name-told', 'last-operator-talks'],
    ],
    ['only what it wants', { wants: ['caller-name'] }, { callerName: 'Иванова Мария' }, ['name-told']],
  ])('is %s', (_what, told, decision, reasons) => {
    expect(decideAnswer(facts(told))).toEqual({ decision: { ...nothing, ...decision }, reasons });
  });
});
