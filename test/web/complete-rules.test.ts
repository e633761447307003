import { describe, expect, it } from '@jest/globals';
import { rulesSchema } from '../../src/rules/rules-schema.ts';
import { placeOf, suggest, type SchemaNode } from '../../src/web/rules/complete-rules.ts';
import { clinicWith } from '../rules/clinic.ts';

const { schema, names } = rulesSchema(clinicWith(''));
const offered = (before: string, whole = before): string[] =>
  suggest(before, whole, schema as SchemaNode, names).map(({ label }) => label);

const start = 'rules:\n  - name: Ночь\n    when:\n      branch: center\n';
describe('where something is written', () => {
  it.each<[string, string[], string | null, string]>([
    ['ru', [], null, 'ru'],
    ['rules:\n  - na', ['rules'], null, 'na'],
    ['rules:\n- na', ['rules'], null, 'na'],
    ['rules:\n  - name: x\n    wh', ['rules'], null, 'wh'],
    [`${start}      ho`, ['rules', 'when'], null, 'ho'],
    [`${start}      hours: cl`, ['rules', 'when'], 'hours', 'cl'],
    [`${start}    then: { pop: { to: [ringing, rec`, ['rules', 'then', 'pop'], 'to', 'rec'],
    [`${start}    then: { pop: { to: [ringing] }, ta`, ['rules', 'then'], null, 'ta'],
    [`${start}    then:\n      tags:\n        - VI`, ['rules', 'then', 'tags'], null, 'VI'],
    [`${start}  - `, ['rules'], null, ''],
    [`${start}numberLists:\n  - id: vip\n    nu`, ['numberLists'], null, 'nu'],
  ])('%j', (before, path, valueOf, word) => {
    expect(placeOf(before)).toEqual({ path, valueOf, word });
  });
});

it.each([
  ['', ['rules', 'numberLists', 'specialDays']],
  ['rules:\n  - ', ['name', 'when', 'then', 'continue']],
  [`${start}    then: { answer: { `, ['route', 'extension', 'menu', 'callerName', 'say']],
  [`${start}      hours: `, ['open', 'closed']],
  [`${start}    continue: `, ['true', 'false']],
  [`${start}      branch: [`, ['center', 'north']],
  [`${start}    then: { mis: `, ['cards', 'archive']],
  [`${start}    then: { task: { owner: `, ['reception-1', 'reception-2', 'reception-3']],
  [`${start}      campaign: `, ['site', 'без рекламы', 'yandex-maps', '2gis']],
])('%j is completed with what may stand there', (before, expected) => {
  expect(offered(before)).toEqual(expected);
});

it('offers the lists of the text itself', () => {
  const before = `${start}      number: `;
  expect(offered(before, `${before}\nnumberLists:\n  - id: vip\n    numbers: [+7 916 000-11-22]\n`)).toEqual(['vip']);
});
