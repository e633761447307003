import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { explainSample } from '../../../../adapters/pbx/mapped/explain-sample.ts';
import { mappedSettings } from '../../../../adapters/pbx/mapped/settings.ts';

const readme = readFileSync(new URL('../../../../adapters/pbx/mapped/README.md', import.meta.url), 'utf8');
const blocks = (language: string) => [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))];
const accounts = blocks('yaml').map(([, text = '']) => {
  const [{ id: _id, provider, ...settings }] = parse(text) as [Record<string, unknown>];
  return { provider, settings: mappedSettings.parse({ ...settings, secret: 'k7Qm-2vX9' }) };
});
const samples = [...blocks('json'), ...blocks('text')].map(([, text = '']) => text);

it('has two worked examples', () => {
  expect(accounts.map(({ provider }) => provider)).toEqual(['mapped', 'mapped']);
  expect(samples).toHaveLength(2);
});

it.each([
  [
    0,
    [{ kind: 'ringing', direction: 'in', external: '+79000000102', line: '+74950000101', extension: '101' }],
    ['waitSeconds', 'talkSeconds', 'recording'],
  ],
  [
    1,
    [
      { kind: 'started', external: '+73432345678', line: '+73430000101' },
      { kind: 'answered', extension: '101', direction: 'in' },
      { kind: 'ended', occurredAt: '2026-03-02T07:16:40.000Z', recording: { kind: 'talk' } },
    ],
    ['time'],
  ],
] as const)('example %i becomes what it says', (at, events, absent) => {
  const explanation = explainSample(samples[at] ?? '', accounts[at]!.settings);
  expect(explanation.problem).toBeNull();
  expect(explanation.events).toMatchObject(events);
  const notes = explanation.fields.filter(({ note }) => note !== null);
  expect(notes.map(({ field }) => field).toSorted()).toEqual([...absent].toSorted());
  expect(notes.every(({ note }) => note?.code === 'absent')).toBe(true);
});
