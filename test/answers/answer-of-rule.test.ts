import { decideAnswer, type AnswerFacts } from '../../src/answers/index.ts';

const facts = (told: Partial<AnswerFacts>): AnswerFacts => ({
  settings: { callerName: true, route: 'off', lastOperatorDays: 90 },
  wants: ['caller-name', 'route'],
  withheld: false,
  candidates: [],
  lastOperator: { extension: '102', seated: true, talking: false },
  ...told,
});
const nothing = { callerName: null, extension: null, say: null, code: null };

it.each<[string, Partial<AnswerFacts>, object, string[]]>([
  ['an extension', { rule: { extension: '101' } }, { extension: '101' }, ['nobody-known', 'extension-by-rule']],
  ['a menu', { rule: { menu: 'vip' } }, { code: 'vip' }, ['nobody-known', 'menu-by-rule']],
  ['the last operator', { rule: { route: 'last-operator' } }, { extension: '102' }, ['nobody-known', 'last-operator']],
  [
    'nowhere, although the account says last operator',
    { settings: { callerName: true, route: 'last-operator', lastOperatorDays: 90 }, rule: { route: 'none' } },
    {},
    ['nobody-known', 'no-route-by-rule'],
  ],
  [
    'a menu for a withheld number',
    { withheld: true, rule: { menu: 'hidden', say: 'Назовите себя' } },
    { code: 'hidden', say: 'Назовите себя' },
    ['number-withheld', 'menu-by-rule'],
  ],
  ['no name', { rule: { callerName: null } }, {}, ['names-off-by-rule', 'routing-off']],
  [
    'a word before a name that is not known',
    { rule: { callerName: 'VIP {name}' } },
    { callerName: 'VIP' },
    ['name-by-rule', 'routing-off'],
  ],
  ['nothing that was not asked for', { wants: [], rule: { extension: '101', callerName: 'VIP' } }, {}, []],
])('a rule says %s', (_what, told, decision, reasons) => {
  expect(decideAnswer(facts(told))).toEqual({ decision: { ...nothing, ...decision }, reasons });
});
