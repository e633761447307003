import { readdirSync, readFileSync } from 'node:fs';
import { misAdapters } from '../../adapters/mis/index.ts';
import { pullRules } from './mis-rules.ts';
import { misSubjects } from './mis-subjects.ts';

const folder = new URL('../../adapters/mis/', import.meta.url);
const pulling = misAdapters.flatMap((adapter) => (adapter.pull === undefined ? [] : [{ adapter, pull: adapter.pull }]));

it('lists exactly the adapters that have a folder', () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(misAdapters.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
});

it.each(misAdapters.map(({ id }) => id))('%s says what to click and what to confirm with one test call', (id) => {
  const readme = readFileSync(new URL(`${id}/README.md`, folder), 'utf8');
  const headings = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(expect.arrayContaining(['Set up', 'Oddities', 'Confirm with one test call']));
});

describe.each(pulling.map((each) => [each.adapter.id, each] as const))(
  'MIS that asks us: %s',
  (id, { adapter, pull }) => {
    it.each(pullRules.map((rule) => [rule.name, rule] as const))('%s', async (_name, rule) => {
      const subject = misSubjects[id];
      if (subject === undefined) throw new Error(`${id} has no subject in mis-subjects.ts`);
      expect(await rule.problems({ adapter, pull, subject })).toEqual([]);
    });
  },
);
