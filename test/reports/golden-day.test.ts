import { dataLevels, type DataLevel } from '../../src/callers/index.ts';
import { contactGroups, type ContactGroup } from '../../src/reports/contact.ts';
import { bookedBy, conversionOf, type Conversion } from '../../src/reports/conversion.ts';
import { countContacts, type ContactFilter } from '../../src/reports/count-contacts.ts';
import { listContacts } from '../../src/reports/list-contacts.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { stories, lookedAt } from './golden-day/day.ts';
import { bookings, expected } from './golden-day/expected.ts';
import { instant, liveThrough } from './golden-day/live-through.ts';
import { always, expectedSunday, letters as letterOf } from './golden-day/sunday.ts';

const now = instant(lookedAt);
const tuesday = { scope: 'center', from: '2026-11-17', to: '2026-11-17' };

it('is forty calls', () => expect(stories).toHaveLength(40));

describe.each(dataLevels)('the golden day at %s', (level: DataLevel) => {
  const wanted = expected[level];
  const basis = { bookedBy: bookedBy(level), weak: true };
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await liveThrough(db.database.pool, level, testConfiguration());
  });
  afterAll(() => db.drop());

  async function conversion(filter: ContactFilter): Promise<Conversion> {
    const [counts] = await countContacts(db.database.pool, { filter, basis, now });
    return conversionOf(counts, { level, firstTime: level === 'T0' ? 'no' : 'yes' });
  }
  async function letters(filter: ContactFilter): Promise<string> {
    const { items } = await listContacts(db.database.pool, { filter, figure: 'contacts', basis, now, limit: 100 });
    const found = new Set(items.map(({ calls }) => stories.find(({ id }) => String(id) === calls[0]?.id)?.story[0]));
    expect(found.size).toBe(items.length);
    return 'abcdefghijklmnopqrs'
      .split('')
      .filter((letter) => found.delete(letter))
      .concat([...found].map(String))
      .join('');
  }

  it('has every contact in its colour', async () => {
    const found = await Promise.all(
      contactGroups.map(async (group): Promise<[ContactGroup, string]> => [
        group,
        await letters({ ...tuesday, group }),
      ]),
    );
    expect(Object.fromEntries(found)).toEqual(wanted.groups);
  });

  it('has the six columns and what stands beside them', async () => {
    const found = await conversion(tuesday);
    expect(Object.fromEntries(found.columns.map(({ id, total }) => [id, total.value]))).toEqual(wanted.columns);
    const { ahead, due, unreviewed, unknown, lost } = found;
    expect([ahead, due, unreviewed, unknown, lost].map(({ value }) => value)).toEqual([
      ...[wanted.ahead, wanted.due, wanted.unreviewed, wanted.unknown, wanted.lost],
    ]);
    const basisOf = (id: string): string | undefined => found.columns.find((one) => one.id === id)?.total.basis;
    expect({ wants: basisOf('wants'), booked: basisOf('booked'), came: basisOf('came') }).toEqual(wanted.basis);
  });

  it('counts a person of two branches once for the network', async () => {
    const { columns } = await conversion({ ...tuesday, scope: '*' });
    const valueOf = (id: string): number | null | undefined => columns.find((one) => one.id === id)?.total.value;
    expect({ grouped: valueOf('grouped'), wants: valueOf('wants'), booked: valueOf('booked') }).toEqual(wanted.network);
  });

  it('gives what was called back in the morning to the evening before', async () => {
    const { items } = await listContacts(db.database.pool, {
      ...{ filter: { ...tuesday, from: '2026-11-16', to: '2026-11-16' }, figure: 'contacts', basis, now, limit: 10 },
    });
    expect(items.map(({ calls }) => calls.map(({ id }) => Number(id)))).toEqual([[1, 2]]);
    expect(items[0]?.owner).toEqual({ name: null, extension: '101' });
  });

  it('counts requests of the site as contacts, with the calls that belong to them', async () => {
    const sunday = { scope: 'center', from: '2026-11-15', to: '2026-11-15' };
    const found = await conversion(sunday);
    const { ungrouped, grouped, lost, channels } = always;
    const { groups, wants, booked } = expectedSunday[level];
    expect(Object.fromEntries(found.columns.map(({ id, total }) => [id, total.value]))).toMatchObject({
      ...{ ungrouped, grouped, wants, booked },
    });
    expect(found.lost.value).toBe(lost);
    const { items } = await listContacts(db.database.pool, {
      ...{ filter: sunday, figure: 'contacts', basis, now, limit: 20 },
    });
    const told = items.map((item) => ({ ...item, letter: letterOf[item.requests[0]?.id ?? ''] ?? '?' }));
    const inGroup = (colour: string): string =>
      told
        .filter(({ group }) => group === colour)
        .map(({ letter }) => letter)
        .sort()
        .join('');
    expect(
      Object.fromEntries([...new Set(told.map(({ group }) => group))].map((group) => [group, inGroup(group)])),
    ).toEqual(groups);
    expect(
      Object.fromEntries(told.flatMap(({ letter, channel }) => (channel === null ? [] : [[letter, channel]]))),
    ).toEqual(channels);
    const callsOf = (letter: string): string[] =>
      told.find((one) => one.letter === letter)?.calls.map(({ id }) => id) ?? [];
    expect([callsOf('a'), callsOf('b'), callsOf('c')]).toEqual([['42'], [], ['41']]);
  });

  if (level === 'T3' || level === 'T4')
    it('tells of every visit that was added which call brought it', async () => {
      const { rows } = await db.database.pool.query<{ visit_id: number; call_id: number | null; why: string }>(
        'select visit_id, call_id, why from booking where visit_id > 100 and visit_id < 900 order by visit_id',
      );
      expect(rows.map(({ visit_id, call_id, why }) => [visit_id, call_id, why])).toEqual(bookings[level]);
    });
});
