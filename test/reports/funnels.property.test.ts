import { parseWorkingHours } from './working-days.ts';
import type { DataLevel } from '../../src/callers/index.ts';
import { countContacts, total, type ContactCounts } from '../../src/reports/count-contacts.ts';
import { contactFigures } from '../../src/reports/contact-figures.ts';
import { listContacts, type ContactView } from '../../src/reports/list-contacts.ts';
import { conversionOf } from '../../src/reports/conversion.ts';
import { markCalls, markRequests, markVisits } from '../../src/reports/contact-due.ts';
import { recountDue } from '../../src/reports/recount.ts';
import type { Configuration } from '../../src/platform/configuration/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { writeCalls, writePeople, writeRequests, writeVisitRows } from './clinic.ts';
import { randomClinic, type RandomBranch } from './random-clinic.ts';
import { recountByHand, type HandContact } from './recount-by-hand.ts';

const CLINICS = 110;
const mis = { bookedBy: 'mis', weak: true } as const;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

function configurationOf(branches: readonly RandomBranch[]): Configuration {
  return testConfiguration({
    branches: new Map(
      branches.map(({ id, zone, workdays }) => [
        id,
        { id, name: id, zone, areaCode: undefined, hours: parseWorkingHours(workdays) },
      ]),
    ),
  });
}

const figuresByHand: Record<(typeof contactFigures)[number], (contact: HandContact) => boolean> = {
  contacts: () => true,
  wants,
  'booked-or-waiting': (c) => wants(c) && (c.booked !== null || c.waitingList),
  booked: (c) => wants(c) && c.booked !== null,
  'not-booked': (c) => wants(c) && c.booked === null,
  came: (c) => wants(c) && c.booked !== null && c.came,
  ahead: (c) => wants(c) && c.booked !== null && c.ahead,
  due: (c) => wants(c) && c.booked !== null && !c.ahead,
  'marked-only': (c) => wants(c) && c.bookedMark && c.booked === null,
  unreviewed: (c) => wants(c) && c.outcome === null && c.booked === null,
  'with-missed': (c) => c.missed > 0,
  lost: (c) => c.lost,
  unanswered: (c) => c.unanswered,
};

function wants({ group }: HandContact): boolean {
  return group === 'first-time' || group === 'returning' || group === 'target-unknown';
}

describe(`${CLINICS} random clinics, learnt in random order`, () => {
  const clinics = Array.from({ length: CLINICS }, (_, seed) => randomClinic(seed, seededRandom(seed + 1)));
  const met = new Map<string, number>();

  beforeAll(async () => {
    const { pool } = db.database;
    const random = seededRandom(7);
    const configuration = configurationOf(clinics.flatMap(({ branches }) => branches));
    await writePeople(
      pool,
      clinics.flatMap(({ clinic }) => clinic.people),
    );
    await writeCalls(
      pool,
      clinics.flatMap(({ clinic }) => clinic.calls),
    );
    await writeVisitRows(
      pool,
      clinics.flatMap(({ clinic }) => clinic.visits),
    );
    await writeRequests(
      pool,
      clinics.flatMap(({ clinic }) => clinic.requests),
    );
    // Learnt piece by piece: what is counted must not depend on the order, nor on what was counted in between.
    const pieces = clinics
      .flatMap(({ clinic }) => [
        ...clinic.calls.map(({ id }) => ({ call: id, order: random() })),
        ...clinic.requests.map(({ id }) => ({ request: id, order: random() })),
        ...clinic.visits.map(({ id }) => ({ visit: id, order: random() })),
      ])
      .toSorted((a, b) => a.order - b.order);
    while (pieces.length > 0) {
      const part = pieces.splice(0, 1 + Math.floor(random() * 700));
      await markCalls(
        pool,
        part.flatMap((piece) => ('call' in piece ? piece.call : [])),
      );
      await markRequests(
        pool,
        part.flatMap((piece) => ('request' in piece ? piece.request : [])),
      );
      await markVisits(
        pool,
        part.flatMap((piece) => ('visit' in piece ? piece.visit : [])),
      );
      while ((await recountDue(pool, configuration, 400)) > 0);
    }
  }, 120_000);

  // oxlint-disable-next-line jest/expect-expect -- compare expects
  it.each(Array.from({ length: CLINICS / 10 }, (_, index) => index * 10))(
    'ten from %i on: contacts, figures and the lists behind them are those of a recount by hand',
    async (first) => {
      for (let seed = first; seed < first + 10; seed += 1) await compare(seed);
    },
    60_000,
  );

  it('met requests alone, among calls and answered by ours', () => {
    const contacts = clinics.flatMap(({ clinic, now }) =>
      recountByHand(clinic, { network: true, now, workdays: () => [1, 2, 3, 4, 5, 6, 7] }),
    );
    const asked = contacts.filter(({ requests }) => requests.length > 0);
    const kinds = [asked.filter(({ calls }) => calls.length === 0), asked.filter(({ calls }) => calls.length > 0)];
    for (const kind of [...kinds, asked.filter(({ requests }) => requests.length > 1)])
      expect(kind.length).toBeGreaterThan(20);
  });

  it('met every figure often enough for the comparison to mean something', () => {
    for (const figure of contactFigures) expect([figure, (met.get(figure) ?? 0) > 20]).toEqual([figure, true]);
  });

  async function compare(seed: number): Promise<void> {
    const { pool } = db.database;
    const { clinic, branches, now: at, from, to } = clinics[seed]!;
    const now = new Date(at);
    const workdays = (branch: string | null): number[] =>
      branches.find(({ id }) => id === branch)?.workdays ?? [1, 2, 3, 4, 5, 6, 7];
    for (const scope of [...branches.map(({ id }) => id), '', '*']) {
      const filter = { scope, from, to };
      const byHand = recountByHand(clinic, { network: scope === '*', now: at, workdays }).filter(
        ({ branch }) => scope === '*' || (branch ?? '') === scope,
      );
      const { items } = await listContacts(pool, { filter, figure: 'contacts', basis: mis, now, limit: 500 });
      expect({ seed, scope, contacts: items.map(asByHand).toSorted(byFirst) }).toEqual({
        ...{ seed, scope, contacts: byHand.map(comparable).toSorted(byFirst) },
      });

      const [counts] = await countContacts(pool, { filter, basis: mis, now });
      expect({ seed, scope, openings: total(counts, 'openings') }).toEqual({
        ...{ seed, scope, openings: byHand.reduce((sum, { openings }) => sum + openings, 0) },
      });
      for (const figure of contactFigures) {
        const count = byHand.filter(figuresByHand[figure]).length;
        met.set(figure, (met.get(figure) ?? 0) + count);
        const counted = total(counts, figure);
        expect({ seed, scope, figure, counted }).toEqual({ seed, scope, figure, counted: count });
        // Lists of some are enough: figure and list are made from one condition.
        if (seed % 10 === 0) await compareList({ filter, figure, basis: mis, now, limit: 500 }, count);
      }
      neverGrows(counts, 'T4');
      // However it is known who booked.
      if (seed % 5 === 0)
        for (const [bookedBy, weak, level] of [
          ['mis', false, 'T3'],
          ['marks', true, 'T1'],
          ['marks', true, 'T0'],
        ] as const) {
          const [others] = await countContacts(pool, { filter, basis: { bookedBy, weak }, now });
          neverGrows(others, level);
        }
    }
  }
});

function neverGrows(counts: ContactCounts | undefined, level: DataLevel): void {
  const columns = conversionOf(counts, { level, firstTime: 'yes' }).columns.flatMap((one) => one.total.value ?? []);
  expect(columns).toEqual(columns.toSorted((a, b) => b - a));
}

async function compareList(asked: Parameters<typeof listContacts>[1], count: number): Promise<void> {
  const { items } = await listContacts(db.database.pool, asked);
  expect(items).toHaveLength(count);
}

function asByHand(item: ContactView): ReturnType<typeof comparable> {
  const { day, group, booked, came, outcome, channel, calls, requests } = item;
  const alone = calls[0] === undefined ? `request:${requests[0]?.id}` : `call:${calls[0].id}`;
  return {
    party: item.personId === null ? (item.phone ?? alone) : `person:${item.personId}`,
    owner: item.owner === null ? null : `ext:${item.owner.extension}`,
    ...{ day, group, booked, came, outcome, channel, calls: calls.map(({ id }) => Number(id)) },
    requests: requests.map(({ id }) => Number(id)),
  };
}

function comparable(contact: HandContact) {
  const { party, owner, day, group, booked, came, outcome, channel, calls, requests } = contact;
  return { party, owner, day, group, booked, came, outcome, channel, calls, requests };
}

function byFirst(a: ReturnType<typeof comparable>, b: ReturnType<typeof comparable>): number {
  return (a.calls[0] ?? 0) - (b.calls[0] ?? 0) || (a.requests[0] ?? 0) - (b.requests[0] ?? 0);
}
