import { readdirSync, readFileSync } from 'node:fs';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { pbxConversationRules, readPbxConversations } from './pbx-conversations.ts';
import { pbxRules } from './pbx-rules.ts';
import { pbxFolder, readPbxSubject } from './pbx-subject.ts';

it('lists exactly the adapters that have a folder', () => {
  const folders = readdirSync(pbxFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(pbxAdapters.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
});

const named = pbxAdapters.map((adapter) => [adapter.id, adapter] as const);
const sending = named.filter(([, { connect }]) => connect === undefined);
const connected = named.filter(([, { connect }]) => connect !== undefined);

describe.each(sending)('PBX adapter %s', (_id, adapter) => {
  const subject = readPbxSubject(adapter);

  it.each(pbxRules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    expect(rule.problems(subject)).toEqual([]);
  });
});

describe.each(connected)('PBX adapter %s, which is connected to', (_id, adapter) => {
  const subject = readPbxConversations(adapter);

  it.each(pbxConversationRules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
    expect(rule.problems(subject)).toEqual([]);
  });
});

describe.each(named)('README of %s', (_id, adapter) => {
  it('says in its README what to click, what works and what to confirm with one test call', () => {
    const readme = readFileSync(new URL(`${adapter.id}/README.md`, pbxFolder), 'utf8');
    const headings = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(
      expect.arrayContaining(['Set up', 'What works', 'Oddities', 'Confirm with one test call']),
    );
  });
});
