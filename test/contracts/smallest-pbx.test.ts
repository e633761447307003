import { readdirSync, readFileSync } from 'node:fs';
import { pbxRules } from './pbx-rules.ts';
import { inboundRequest, type PbxFixture } from './pbx-subject.ts';
import { smallest } from './smallest-pbx/adapter.ts';

const folder = new URL('smallest-pbx/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
const fixtures = readdirSync(new URL('fixtures/', folder)).map((file) => ({
  ...(JSON.parse(read(`fixtures/${file}`)) as PbxFixture),
  name: file.replace(/\.json$/, ''),
}));

it.each(pbxRules.map((rule) => [rule.name, rule] as const))('the smallest adapter %s', (_name, rule) => {
  expect(rule.problems({ adapter: smallest, fixtures, templateValues: {} })).toEqual([]);
});

it('is as small as the guide says', () => {
  const lines = read('adapter.ts')
    .split('\n')
    .filter((line) => line.trim() !== '').length;
  const guide = readFileSync(new URL('../../adapters/README.md', import.meta.url), 'utf8');
  expect(lines).toBeLessThan(100);
  expect(guide).toContain(`${lines} lines`);
});

it('is what the guide says of a fixture', () => {
  expect(fixtures.map(({ name }) => name).sort()).toEqual(['answered', 'ended', 'missed', 'ringing']);
  const [fixture] = fixtures;
  expect(smallest.authenticate(inboundRequest({ ...fixture!.request, path: '/other' }), { secret: 'k7Qm-2vX9' })).toBe(
    false,
  );
});
