import { callOutcomes } from '../../src/contracts/outcomes.ts';
import { callFigureNames, callFigures, countByHour, countCalls } from '../../src/reports/call-figures.ts';
import { markCalls, markRequests, markVisits } from '../../src/reports/contact-due.ts';
import { contactConditions, contactFigures, type BookingBasis } from '../../src/reports/contact-figures.ts';
import { contactDimensions, countContacts, whereOf, type ContactFilter } from '../../src/reports/count-contacts.ts';
import { sayBooking } from '../../src/reports/bookings.ts';
import { recountDue } from '../../src/reports/recount.ts';
import { responseTimes } from '../../src/reports/response-times.ts';
import { inTransaction, type Pool } from '../../src/platform/database/index.ts';
import { testConfiguration } from '../support/configuration.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { writeCalls, writePeople, writeRequests, writeVisitRows } from './clinic.ts';
import { randomClinic } from './random-clinic.ts';

const CLINICS = 12;
const bases: readonly BookingBasis[] = [
  { bookedBy: 'mis', weak: true },
  { bookedBy: 'mis', weak: false },
  { bookedBy: 'marks', weak: true },
];
const figures = [...contactFigures, 'openings', 'said'] as const;
type Counted = Record<string, number>;

describe(`${CLINICS} clinics whose calls are settled, corrected, joined, attributed anew and erased`, () => {
  const configuration = testConfiguration();
  const clinics = Array.from({ length: CLINICS }, (_, seed) => randomClinic(seed, seededRandom(seed + 501)));
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    const { pool } = db.database;
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
  });
  afterAll(() => db.drop());

  const recount = async (): Promise<void> => {
    while ((await recountDue(db.database.pool, configuration, 150)) > 0);
  };

  it('the sums are what the contacts are, after every change and from the beginning', async () => {
    const { pool } = db.database;
    const random = seededRandom(11);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const calls = clinics.flatMap(({ clinic }) => clinic.calls.map(({ id }) => id));
    const visits = clinics.flatMap(({ clinic }) => clinic.visits.map(({ id }) => id));
    const requests = clinics.flatMap(({ clinic }) => clinic.requests.map(({ id }) => id));
    const some = (ids: readonly number[], share: number): number[] => ids.filter(() => random() < share);
    const changes: readonly (() => Promise<void>)[] = [
      () => markCalls(pool, some(calls, 0.5)),
      async () => {
        await markCalls(pool, calls);
        await markVisits(pool, visits);
        await markRequests(pool, requests);
      },
      async () => {
        const ids = some(requests, 0.2);
        await pool.query(
          `update request set state = 'withdrawn', withdrawn_at = asked_at where id = any($1) and id % 2 = 0`,
          [ids],
        );
        await pool.query('update request set person_id = null where id = any($1) and id % 2 = 1', [ids]);
        await markRequests(pool, ids);
      },
      async () => {
        const ids = some(calls, 0.2);
        await pool.query(
          `update call set class = case when id % 3 = 0 then 'returning' when id % 3 = 1 then 'staff' else class end, outcome = $2 where id = any($1)`,
          [ids, pick([...callOutcomes, null])],
        );
        await markCalls(pool, ids);
      },
      async () => {
        const ids = some(visits, 0.3);
        await pool.query(`update visit set state = $2, starts_at = starts_at + interval '1 day' where id = any($1)`, [
          ids,
          pick(['completed', 'cancelled', 'planned', 'no-show']),
        ]);
        await markVisits(pool, ids);
      },
      async () => {
        const at = new Date('2026-01-01T00:00:00Z');
        for (const visitId of some(visits, 0.1))
          await inTransaction(pool, (tx) =>
            sayBooking(tx, { visitId, callId: pick([...calls, null, undefined]), who: 'senior', at, branches: null }),
          );
      },
      async () => {
        // The first call of a clinic takes some of the others in.
        const { rows } = await pool.query<{ into: number }>(
          `update call set merged_into = id / 1000 * 1000 + 1 where id = any($1) and id % 1000 > 1 and merged_into is null returning merged_into as into`,
          [some(calls, 0.03)],
        );
        await markCalls(
          pool,
          rows.map(({ into }) => into),
        );
      },
      async () => {
        const ids = some(calls, 0.1);
        await pool.query(`update call set answered_extension = '102', branch = null where id = any($1)`, [ids]);
        await markCalls(pool, ids);
      },
    ];
    for (let turn = 0; turn < 12; turn += 1) {
      await (changes[turn] ?? pick(changes))();
      await recount();
      expect(await differingCalls(pool, pick(clinics))).toEqual([]);
      expect(await differing(pool, pick(clinics), pick)).toEqual([]);
    }
    // A request is classified when it is marked, by the visits as they are known then.
    await markRequests(pool, requests);
    await recount();
    const kept = await storedSums(pool);
    await pool.query('delete from contact');
    await pool.query('delete from contact_call');
    await pool.query('delete from contact_request');
    expect(await storedSums(pool)).toEqual([]);
    await markCalls(pool, calls);
    await markVisits(pool, visits);
    await markRequests(pool, requests);
    await recount();
    expect(await storedSums(pool)).toEqual(kept);
    expect(kept.length).toBeGreaterThan(150);
  }, 120_000);

  /** Where a count by sums is not that of the conditions on the contacts themselves. */
  async function differing(
    pool: Pool,
    { branches, from, to, now: at }: (typeof clinics)[number],
    pick: <T>(items: readonly T[]) => T,
  ): Promise<unknown[]> {
    const wrong: unknown[] = [];
    for (const scope of [branches[0]!.id, '*'])
      for (const basis of bases)
        for (const by of [undefined, pick(contactDimensions)]) {
          const filter: ContactFilter = { scope, from, to, ...(by === 'channel' && { owner: 'ext:101' }) };
          const asked = { filter, basis, now: new Date(at), by };
          const [bySums, byContacts] = [await counted(pool, asked), await countedByConditions(pool, asked)];
          if (JSON.stringify(bySums) !== JSON.stringify(byContacts)) wrong.push({ asked, bySums, byContacts });
        }
    return wrong;
  }
});

/** Where calls by sums are not those of the conditions on the calls themselves, nor response times those of first calls. */
async function differingCalls(
  pool: Pool,
  { branches, from, to }: { branches: readonly { id: string }[]; from: string; to: string },
): Promise<unknown[]> {
  const wrong: unknown[] = [];
  const compare = (asked: unknown, bySums: unknown, byCalls: unknown): void => {
    if (JSON.stringify(bySums) !== JSON.stringify(byCalls)) wrong.push({ asked, bySums, byCalls });
  };
  for (const branch of [branches[0]!.id, null]) {
    const filter = { branch, from, to };
    const among = 'from contact_call t where t.day between $1 and $2 and ($3::text is null or t.branch = $3)';
    for (const longWait of [12, 600]) {
      const { rows } = await pool.query(
        `select ${callFigureNames.map((name) => `count(*) filter (where ${callFigures[name].replace('$1', '$4')}) as "${name}"`).join(', ')}
         ${among} and $4::integer is not null`,
        [from, to, branch, longWait],
      );
      compare({ filter, longWait }, await countCalls(pool, filter, longWait), rows[0]);
    }
    const { rows: hours } = await pool.query(
      `select extract(isodow from t.at at time zone t.zone)::integer as weekday, extract(hour from t.at at time zone t.zone)::integer as hour,
         count(*) as incoming, count(t.missed) as missed
       ${among} and t.opens group by 1, 2 order by 1, 2`,
      [from, to, branch],
    );
    compare(filter, await countByHour(pool, filter), hours);
    const scope = branch ?? '*';
    const { rows: times } = await pool.query(
      `select count(*) as contacts, round(percentile_cont(0.5) within group (order by took))::integer as "medianSeconds",
         round(percentile_cont(0.9) within group (order by took))::integer as "p90Seconds"
       from (
         select round(extract(epoch from c.answered_at - c.opened_at))::float8 as took
         from contact c
         where c.scope = $1 and c.day between $2 and $3 and c.grp not in ('staff', 'contractor') and c.answered_at > c.opened_at and (
           select t.missed from contact_call t where c.id in (t.contact_id, t.network_contact_id) and t.at = c.opened_at
           order by t.at, t.call_id limit 1) is not null
       ) answered`,
      [scope, from, to],
    );
    compare({ scope }, await responseTimes(pool, { scope, from, to }, new Date()), times[0]);
  }
  return wrong;
}

async function counted(pool: Pool, asked: Parameters<typeof countContacts>[1]): Promise<Counted> {
  const rows = (await countContacts(pool, asked)).flatMap(({ value, groups }) =>
    [...groups].flatMap(([group, { ...counts }]) =>
      Object.entries(counts).map(([figure, count]): [string, number] => [`${value} ${group} ${figure}`, count]),
    ),
  );
  return Object.fromEntries(rows.toSorted(byName));
}

async function countedByConditions(
  pool: Pool,
  { filter, basis, now, by }: Parameters<typeof countContacts>[1],
): Promise<Counted> {
  const values: unknown[] = [now];
  const where = whereOf(filter, values);
  const conditions = contactConditions(basis);
  const { rows } = await pool.query<{ value: string | null; grp: string } & Counted>(
    `select ${by === undefined ? 'null::text' : `c.${by}::text`} as value, c.grp, sum(c.openings)::integer as openings,
       ${contactFigures.map((one) => `count(*) filter (where ${conditions[one]}) as "${one}"`).join(', ')}
     from contact c where ${where} and $1::timestamptz is not null group by 1, 2`,
    values,
  );
  return Object.fromEntries(
    rows
      .flatMap((row) =>
        figures.flatMap((figure): [string, number][] =>
          row[figure] === undefined ? [] : [[`${row.value} ${row.grp} ${figure}`, row[figure]]],
        ),
      )
      .toSorted(byName),
  );
}

function byName([a]: [string, number], [b]: [string, number]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function storedSums(pool: Pool): Promise<unknown[]> {
  const { rows } = await pool.query<{ told: string }>(
    `select to_jsonb(s)::text as told from contact_sum s where s.contacts > 0
     union all select to_jsonb(s)::text from call_sum s where s.opened > 0 order by 1`,
  );
  return rows.map(({ told }) => told);
}
