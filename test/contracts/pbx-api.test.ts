import { existsSync } from 'node:fs';
import nock from 'nock';
import { pbxAdapters } from '../../adapters/pbx/index.ts';
import { pbxApiRules } from './pbx-api-rules.ts';
import { pbxApiSubjects } from './pbx-api/index.ts';
import { pbxFolder } from './pbx-subject.ts';

const askable = pbxAdapters.flatMap((adapter) => (adapter.api === undefined ? [] : [{ adapter, api: adapter.api }]));

// Nothing but stand-ins and this machine may be asked.
beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost)(:\d+)?$/);
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

it('has a subject for exactly the adapters that can be asked', () => {
  expect(Object.keys(pbxApiSubjects).sort()).toEqual(askable.map(({ adapter }) => adapter.id).sort());
});

describe.each(askable.map((each) => [each.adapter.id, each] as const))('API of %s', (id, { adapter, api }) => {
  it('has a stand-in of the provider beside it', () => {
    expect(existsSync(new URL(`${id}/stub.ts`, pbxFolder))).toBe(true);
  });

  it.each(pbxApiRules.map((rule) => [rule.name, rule] as const))('%s', async (_name, rule) => {
    const subject = pbxApiSubjects[id];
    if (subject === undefined) throw new Error(`${id} has no subject in pbx-api/index.ts`);
    expect(await rule.problems({ adapter, api, subject })).toEqual([]);
  });
});
