import { existsSync } from 'node:fs';
import nock from 'nock';
import { misAdapters } from '../../adapters/mis/index.ts';
import { misApiRules } from './mis-api-rules.ts';
import { misApiSubjects } from './mis-api/index.ts';

const folder = new URL('../../adapters/mis/', import.meta.url);
const callable = misAdapters.flatMap((adapter) => (adapter.api === undefined ? [] : [{ adapter, api: adapter.api }]));

// Nothing but stand-ins and this machine may be asked.
beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost)(:\d+)?$/);
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});
afterAll(async () => {
  for (const subject of Object.values(misApiSubjects)) await subject.finished?.();
});

it('has a subject for exactly the adapters whose system we call', () => {
  expect(Object.keys(misApiSubjects).sort()).toEqual(callable.map(({ adapter }) => adapter.id).sort());
});

describe.each(callable.map((each) => [each.adapter.id, each] as const))('API of %s', (id, { adapter, api }) => {
  it('has a stand-in of the system beside it', () => {
    expect(existsSync(new URL(`${id}/stub.ts`, folder))).toBe(true);
  });

  it.each(misApiRules.map((rule) => [rule.name, rule] as const))('%s', async (_name, rule) => {
    const subject = misApiSubjects[id];
    if (subject === undefined) throw new Error(`${id} has no subject in mis-api/index.ts`);
    expect(await rule.problems({ adapter, api, subject })).toEqual([]);
  });
});
