/* oxlint-disable unicorn/no-thenable -- the word of the file; nobody awaits it */
import { z } from 'zod';
import { configurationJsonSchema, formatProblems } from '../../../src/platform/configuration/index.ts';
import { clinicFile, clinicWith, readClinic, warningsOf } from '../../rules/clinic.ts';

const first = clinicFile.split('\n').length;

interface Mistake {
  /** The lines of the rule after `- name`, as `when` and `then`. */
  when?: string;
  then?: string;
  key: string;
  message: RegExp;
  remedy: RegExp;
}

const mistakes: Mistake[] = [
  {
    when: '{ branch: centre }',
    key: 'when.branch[0]',
    message: /"centre" is no branch/,
    remedy: /Did you mean "center"\?/,
  },
  {
    when: '{ brunch: center }',
    key: 'when.brunch',
    message: /Unknown key "brunch"/,
    remedy: /Did you mean "branch"\?/,
  },
  {
    when: '{ line: +7 495 000-01-11 }',
    key: 'when.line[0]',
    message: /no line of the clinic/,
    remedy: /Did you mean \+7 495 000-01-0[12]\?/,
  },
  {
    when: '{ line: Карты }',
    key: 'when.line[0]',
    message: /"Карты" is no line/,
    remedy: /Did you mean \+7 495 000-01-02\?/,
  },
  {
    when: '{ direction: inn }',
    key: 'when.direction[0]',
    message: /"inn" is not one of/,
    remedy: /Did you mean "in"\?/,
  },
  {
    when: '{ kind: [pacient] }',
    key: 'when.kind[0]',
    message: /"pacient" is not one of/,
    remedy: /Did you mean "patient"\?/,
  },
  { when: '{ class: firsttime }', key: 'when.class[0]', message: /"firsttime" is not one of/, remedy: /"first-time"/ },
  {
    when: '{ campaign: yandex-map }',
    key: 'when.campaign[0]',
    message: /no campaign of a line/,
    remedy: /"yandex-maps"/,
  },
  { when: '{ account: phone }', key: 'when.account[0]', message: /no account under accounts\.pbx/, remedy: /"phones"/ },
  { when: '{ number: vpi }', key: 'when.number[0]', message: /"vpi" is no list/, remedy: /"vip"/ },
  { when: '{ number: 12345 }', key: 'when.number[0]', message: /"12345" is neither a number/, remedy: /whole number/ },
  { when: '{ number: 495* }', key: 'when.number[0]', message: /"495\*" is neither/, remedy: /country code/ },
  {
    when: '{ hours: shut }',
    key: 'when.hours',
    message: /"shut" is not one of open, closed/,
    remedy: /Write one of open, closed/,
  },
  { when: '{ time: mon-fri 20:00-08:00 }', key: 'when.time', message: /split at midnight/, remedy: /mon-fri/ },
  { when: '{ dates: { from: 01.03.2026 } }', key: 'when.dates.from', message: /year-month-day/, remedy: /2026-03-01/ },
  {
    when: '{ dates: { from: 2026-03-31, to: 2026-03-01 } }',
    key: 'when.dates.to',
    message: /before the first/,
    remedy: /Exchange/,
  },
  {
    when: '{ calls: { atLeast: 3 } }',
    key: 'when.calls.withinMinutes',
    message: /"withinMinutes" is missing/,
    remedy: /withinMinutes: 60/,
  },
  {
    when: '{ calls: { atLeast: 50, withinMinutes: 60 } }',
    key: 'when.calls.atLeast',
    message: /"50" is too large/,
    remedy: /30 or less/,
  },
  {
    when: '{ waited: { atLeast: 60, lessThan: 30 } }',
    key: 'when.waited.lessThan',
    message: /No number is at least 60/,
    remedy: /Raise lessThan/,
  },
  {
    when: '{ result: lost }',
    key: 'when.result[0]',
    message: /"lost" is not one of/,
    remedy: /answered, missed, unanswered/,
  },
  {
    when: '{ caller: { visitToday: maybe } }',
    key: 'when.caller.visitToday',
    message: /"maybe" is not true or false/,
    remedy: /visitToday: true/,
  },
  {
    when: '{ caller: { noteContain: VIP } }',
    key: 'when.caller.noteContain',
    message: /Unknown key/,
    remedy: /"noteContains"/,
  },
  {
    when: '{ caller: { people: { atLeast: 3, atMost: 2 } } }',
    key: 'when.caller.people.atMost',
    message: /at least 3 and at most 2/,
    remedy: /Raise atMost/,
  },
  {
    then: '{ pop: { to: [ringing, reception-4] } }',
    key: 'then.pop.to[1]',
    message: /"reception-4" is no seat/,
    remedy: /"reception-1"/,
  },
  {
    then: '{ pop: { when: always } }',
    key: 'then.pop.when',
    message: /"always" is not one of/,
    remedy: /ring, answer, never/,
  },
  {
    then: '{ answer: { extension: 101, menu: vip } }',
    key: 'then.answer.menu',
    message: /exclude each other/,
    remedy: /Keep one/,
  },
  {
    then: "{ answer: { callerName: 'VIP {nmae}' } }",
    key: 'then.answer.callerName',
    message: /\{nmae\}/,
    remedy: /\{name\}/,
  },
  { then: '{ tags: [] }', key: 'then.tags', message: /At least 1 entry/, remedy: /VIP/ },
  { then: '{ task: { dueMinutes: 30 } }', key: 'then.task.what', message: /"what" is missing/, remedy: /Перезвонить/ },
  {
    then: '{ task: { what: Да, owner: recepton-1 } }',
    key: 'then.task.owner',
    message: /is no seat/,
    remedy: /"reception-1"/,
  },
  { then: '{ mis: [card] }', key: 'then.mis[0]', message: /no account under accounts\.mis/, remedy: /"cards"/ },
  {
    then: '{ priority: urgent }',
    key: 'then.priority',
    message: /"urgent" is not one of/,
    remedy: /high, normal, low/,
  },
  { then: '{ sms: missed }', key: 'then.sms', message: /"missed" is not a group of keys/, remedy: /template/ },
  {
    then: '{ sms: { template: mised } }',
    key: 'then.sms.template',
    message: /"mised" is no template/,
    remedy: /Did you mean "missed"\?/,
  },
  { then: '{ tag: [VIP] }', key: 'then.tag', message: /Unknown key "tag"/, remedy: /"tags"/ },
  { then: '{}', key: 'then', message: /does nothing/, remedy: /pop, answer, tags or task/ },
];

/** The file with every mistake in it, a rule each; `line` is where the mistake stands. */
function fileOfMistakes(): { added: string; expected: (Mistake & { line: number; path: string })[] } {
  const lines = [
    ...['numberLists:', '  - { id: vip, numbers: [+7 916 000-11-22] }'],
    ...['messages:', '  templates: [{ id: missed, text: { ru: Перезвоним } }]', 'rules:'],
  ];
  const expected = mistakes.map((mistake, index) => {
    lines.push(
      `  - name: Правило ${index + 1}`,
      `    when: ${mistake.when ?? '{ direction: in }'}`,
      `    then: ${mistake.then ?? '{ tags: [да] }'}`,
    );
    const line = first + lines.length - (mistake.then === undefined ? 2 : 1);
    return { ...mistake, line, path: `rules[${index}].${mistake.key}` };
  });
  return { added: `${lines.join('\n')}\n`, expected };
}

describe(`a file with ${mistakes.length} mistakes in its rules`, () => {
  const { added, expected } = fileOfMistakes();
  const result = readClinic(added);
  const problems = result.ok ? [] : result.problems;

  it('has each of them named once, and nothing else', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(30);
    expect(problems.map(({ key }) => key).sort()).toEqual(expected.map(({ path }) => path).sort());
  });

  it.each(expected)('$path', ({ path, line, message, remedy }) => {
    const problem = problems.find(({ key }) => key === path);
    expect(problem).toMatchObject({ line });
    expect(problem?.message).toMatch(message);
    expect(problem?.remedy).toMatch(remedy);
  });
});

describe('mistakes between parts of the file', () => {
  const rule = (name: string, when: string, then = '{ tags: [а] }') =>
    `  - name: ${name}\n    when: ${when}\n    then: ${then}\n`;
  const said = (added: string, file?: string): string => {
    const result = readClinic(added, file);
    return result.ok ? '' : formatProblems(result.problems);
  };

  it('two rules of one name', () => {
    expect(said(`rules:\n${rule('Один', '{}')}${rule('Один', '{ direction: in }')}`)).toMatch(
      new RegExp(`"Один" is already at rules\\[0\\]\\.name, line ${first + 1}`),
    );
  });

  it('hours asked of a branch that tells none', () => {
    const file = clinicFile.replace('    hours: mon-fri 08:00-20:00\n', '');
    expect(said(`rules:\n${rule('Ночь', '{ hours: closed }')}`, file)).toMatch(
      /branch north does not say when it is open/,
    );
    expect(said(`rules:\n${rule('Ночь', '{ hours: closed, branch: center }')}`, file)).toBe('');
  });

  it('campaigns of one line that overlap', () => {
    const file = clinicFile.replace('to: 2026-05-31', 'to: 2026-06-01');
    expect(said('', file)).toMatch(/overlap those of branches\[0\]\.lines\[1\]\.campaigns\[0\]/);
  });

  it('special days that end before they begin, at a branch that is none', () => {
    const told = said('specialDays:\n  - { from: 2027-01-08, to: 2027-01-01, branches: [nord] }\n');
    expect(told).toMatch(/before the first/);
    expect(told).toMatch(/"nord" is no branch/);
  });
});

describe('what is sound and yet worth a word', () => {
  const rule = (name: string, body: string) => `  - name: ${name}\n${body}`;
  const warned = (rules: string): [string, string][] =>
    warningsOf(`rules:\n${rules}`).map(({ key, message }) => [key, message]);

  it('a rule that an earlier one covers is never reached; one that goes on covers nothing', () => {
    const wide = rule('Широкое', '    when: { branch: [center, north] }\n    then: { tags: [а] }\n');
    const narrow = rule('Узкое', '    when: { branch: center, direction: in }\n    then: { tags: [б] }\n');
    expect(warned(wide + narrow)).toEqual([['rules[1].name', expect.stringMatching(/never reached.*"Широкое"/)]]);
    expect(warned(narrow + wide)).toEqual([]);
    expect(warned(wide.replace('tags: [а] }\n', 'tags: [а] }\n    continue: true\n') + narrow)).toEqual([]);
  });

  it.each([
    [
      '{ answer: { extension: 110 } }',
      '{ direction: in }',
      'rules[0].then.answer.extension',
      /No workplace has the extension 110/,
    ],
    [
      '{ pop: { to: reception-1 } }',
      '{ result: missed }',
      'rules[0].when.result',
      /While it rings "result" is not known/,
    ],
    ['{ tags: [а] }', '{ branch: north, line: +7 495 000-01-01 }', 'rules[0].when.line', /belong to other branches/],
    ['{ tags: [а] }', '{ direction: internal, class: spam }', 'rules[0].when.direction', /never holds/],
    ['{ tags: [а] }', "{ kind: hidden, number: '+7*' }", 'rules[0].when.kind', /never holds/],
  ])('%s for %s', (then, when, key, message) => {
    expect(warned(rule('Правило', `    when: ${when}\n    then: ${then}\n`))).toEqual([
      [key, expect.stringMatching(message)],
    ]);
  });
});

it('the schema for editors knows the rules, with one entry standing alone', () => {
  const schema = configurationJsonSchema({
    pbx: new Map([['bells', z.strictObject({})]]),
    mis: new Map(),
    sms: new Map(),
  });
  const text = JSON.stringify(schema);
  expect(text).not.toContain('orOne');
  type Node = { properties?: Record<string, Node>; items?: Node; anyOf?: Node[]; enum?: string[]; type?: string };
  const when = (schema as Node).properties?.rules?.items?.properties?.when;
  expect(when?.properties?.branch?.anyOf?.map(({ type }) => type)).toEqual([['string', 'number'], 'array']);
  expect(when?.properties?.class?.anyOf?.[0]?.enum).toContain('first-time');
});

it('special days of all branches and of one, the later entry of a day winning', () => {
  const { branches } = clinicWith(
    'specialDays:\n  - { from: 2026-12-30, to: 2027-01-02 }\n  - { from: 2026-12-31, hours: 10:00-15:00, branches: center }\n',
  );
  expect([...(branches.get('center')?.specialDays ?? [])]).toEqual([
    ['2026-12-30', []],
    ['2026-12-31', [{ from: 600, to: 900 }]],
    ['2027-01-01', []],
    ['2027-01-02', []],
  ]);
  expect(branches.get('north')?.specialDays?.get('2026-12-31')).toEqual([]);
});
