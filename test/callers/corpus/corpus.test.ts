import type { ImportReport } from '../../../src/callers/index.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { CALL } from '../directory-person.ts';
import { makeCorpus } from './corpus.ts';
import { importCorpus } from './import-corpus.ts';
import { lookUpCorpus } from './look-up-corpus.ts';
import { branches, e164Of, kinds } from './numbers.ts';
import { scoreCalls } from './score.ts';
import { styles } from './styles.ts';

const PEOPLE = 15_000;
const corpus = makeCorpus({ people: PEOPLE, seed: 4 });

let test: TestDatabase;
let reports: ImportReport[];
/** `number#extension` of each card. */
let stored: Map<string, string[]>;
beforeAll(async () => {
  test = await testDatabase();
  reports = await importCorpus(corpus.people, { database: test.database, now: CALL });
  const { rows } = await test.database.pool.query<{ id: string; numbers: string[] }>(
    `select p.external_id as id, array_agg(n.e164 || '#' || n.extension) as numbers
     from person p join person_phone n on n.person_id = p.id group by p.id`,
  );
  stored = new Map(rows.map(({ id, numbers }) => [id, numbers.toSorted()]));
}, 120_000);
afterAll(() => test.drop());

describe('the corpus', () => {
  it('has at least twelve styles of every kind, each many times', () => {
    for (const kind of kinds) {
      const theirs = corpus.people.filter((person) => person.kind === kind);
      const known = styles.filter((style) => style.kinds.includes(kind));
      expect(known.length).toBeGreaterThanOrEqual(12);
      for (const { name } of known)
        expect({ name, times: theirs.filter(({ style }) => style === name).length >= 10 }).toEqual({
          name,
          times: true,
        });
    }
  });

  it('has 2 % of people on shared numbers, and 0.5 % of calls from near misses that are nobody’s', () => {
    const shared = new Set(corpus.calls.filter(({ people }) => people.length > 1).flatMap(({ people }) => people));
    expect(shared.size).toBe(PEOPLE * 0.02);
    expect(corpus.calls.filter(({ people }) => people.length === 0)).toHaveLength(PEOPLE * 0.005);
  });

  it('is the same for the same seed', () => {
    const [one, again, other] = [4, 4, 5].map((seed) => makeCorpus({ people: 1000, seed }));
    expect(again).toEqual(one);
    expect(other?.people).not.toEqual(one?.people);
    expect(corpus.people.slice(0, 1000)).toEqual(one?.people);
  });
});

describe('the import', () => {
  it('takes every row and doubts none', () => {
    expect(reports.flatMap(({ doubtful }) => doubtful)).toEqual([]);
    expect(reports.reduce((sum, { added }) => sum + added, 0)).toBe(PEOPLE);
    expect(reports).toHaveLength(branches.length);
  });

  it.each(styles.flatMap(({ name, kinds: of }) => of.map((kind) => [name, kind] as const)))(
    'stores exactly the numbers that a person reads: %s, %s',
    (style, kind) => {
      const theirs = corpus.people.filter((person) => person.style === style && person.kind === kind);
      const read = theirs.map(({ id, branch, field }) => ({ branch: branch.areaCode, field, numbers: stored.get(id) }));
      const meant = theirs.map(({ branch, field, numbers }) => ({
        branch: branch.areaCode,
        field,
        numbers: [...new Set(numbers.map((number) => `${e164Of(number)}#${number.extension}`))].toSorted(),
      }));
      const wrong = meant.filter((one, index) => JSON.stringify(one) !== JSON.stringify(read[index]));
      expect(wrong.map((one) => ({ ...one, read: read[meant.indexOf(one)]?.numbers }))).toEqual([]);
    },
  );
});

describe('a call', () => {
  it('tells its number in any way that a PBX sends it', () => {
    expect(corpus.calls.filter(({ sent, e164 }) => toE164(sent) !== e164)).toEqual([]);
  });

  it('finds everybody who has the number, nobody else, and households whole', async () => {
    const answers = await lookUpCorpus(corpus.calls, test.database);
    const wrong = corpus.calls.filter(
      ({ e164, people }) => answers.get(e164)?.toSorted().join() !== people.toSorted().join(),
    );
    expect(wrong.slice(0, 20)).toEqual([]);
    const { pairs, found, falseMatches, households, wholeHouseholds } = scoreCalls(
      corpus.calls,
      (e164) => answers.get(e164) ?? [],
    );
    expect(pairs).toBeGreaterThan(PEOPLE);
    expect(households).toBe(PEOPLE / 125);
    expect({ found, falseMatches, wholeHouseholds }).toEqual({
      found: pairs,
      falseMatches: 0,
      wholeHouseholds: households,
    });
  }, 120_000);
});
