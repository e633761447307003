import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { smsAdapters } from '../../adapters/sms/index.ts';
import { smsRules } from './sms-rules.ts';
import { smsSubjects } from './sms-subjects.ts';

const providers = smsAdapters.filter(({ id }) => id !== 'log');

it('the list holds every folder', async () => {
  const entries = await readdir(join(import.meta.dirname, '../../adapters/sms'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(smsAdapters.map(({ id }) => id).toSorted()).toEqual(folders.toSorted());
});

it('what a subject says that its provider lacks is explained', () => {
  for (const { lacks = {} } of Object.values(smsSubjects))
    for (const reason of Object.values(lacks)) expect(reason.length).toBeGreaterThan(10);
});

describe.each(providers.map((adapter) => [adapter.id, adapter] as const))('SMS provider: %s', (id, adapter) => {
  it.each(smsRules.map((rule) => [rule.name, rule] as const))('%s', async (_name, rule) => {
    const subject = smsSubjects[id];
    if (subject === undefined) throw new Error(`${id} has no subject in sms-subjects.ts`);
    expect(await rule.problems({ adapter, subject })).toEqual([]);
  });
});
