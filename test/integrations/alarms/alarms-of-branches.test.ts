import { alarmsOfBranches } from '../../../src/integrations/alarms/alarms-of-branches.ts';
import { testConfiguration } from '../../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const now = new Date('2026-03-02T09:00:00Z');

async function accountsOf(branches: string[], pbx: string[], dialling?: string): Promise<string[]> {
  const standard = testConfiguration();
  const one = standard.pbx.get('uis')!;
  const seats = new Map([...standard.seats].map(([id, seat]) => [id, { ...seat, account: dialling }]));
  const configuration = testConfiguration({
    pbx: new Map(pbx.map((id) => [id, { ...one, id }])),
    ...(dialling !== undefined && { seats }),
  });
  return [...(await alarmsOfBranches(db.database.pool, configuration, { branches, now })).accounts].sort();
}

it('a branch has the PBXs that bring it calls, not those of other branches', async () => {
  await db.database.pool.query(
    `insert into call (id, account, branch, direction, state, started_at, learnt_at, version, pops, fold)
     select nextval('call_id'), a, b, 'in', 'ended', t, t, 1, '{}', '{}'
     from (values ('one', 'center', timestamptz '2026-03-01'), ('two', 'north', '2026-02-01'),
       ('two', null, '2026-02-01'), ('past', 'center', '2025-11-01')) told (a, b, t)`,
  );
  const all = ['one', 'two', 'past', 'new'];
  expect(await accountsOf(['center'], all)).toEqual(['ident', 'one']);
  expect(await accountsOf(['north'], all)).toEqual(['ident', 'two']);
  expect(await accountsOf([], all)).toEqual(['ident']);
});

it('a PBX that dials for its seats is its, and so is the only one', async () => {
  expect(await accountsOf(['center'], ['new', 'other'], 'new')).toEqual(['ident', 'new', 'one']);
  expect(await accountsOf(['north'], ['new'])).toEqual(['ident', 'new', 'two']);
});
