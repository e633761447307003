import { readdirSync, readFileSync } from 'node:fs';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { pbxRules } from './pbx-rules.ts';
import { pbxFolder, readPbxSubject } from './pbx-subject.ts';

it('lists exactly the adapters that have a folder', () => {
  const folders = readdirSync(pbxFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(pbxAdapters.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
});

describe.each(pbxAdapters.map((adapter) => [adapter.id, adapter] as const))('PBX adapter %s', (_id, adapter) => {
  const subject = readPbxSubject(adapter);

  it.each(pbxRules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    expect(rule.problems(subject)).toEqual([]);
  });

  it('says in its README what to click and what to confirm with one test call', () => {
    const readme = readFileSync(new URL(`${adapter.id}/README.md`, pbxFolder), 'utf8');
    const headings = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(expect.arrayContaining(['Set up', 'Oddities', 'Confirm with one test call']));
  });
});
