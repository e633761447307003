import type { VisitState } from '../contracts/appointments.ts';
import type { PoolClient } from '../platform/database/index.ts';
import type { AddedVisit, Attribution } from './attribute-booking.ts';
import type { BookedVisit } from './contact.ts';
import type { Parties } from './touch-store.ts';

/** A visit that was added, as it is counted. */
export interface CountedVisit extends AddedVisit {
  visitId: number;
  personId: number | null;
  startsAt: number;
  state: VisitState;
  /** What a person said of it; `callId` null: without a call. */
  said: { callId: number | null } | null;
}

/**
 * Adds to the parties of a recount everybody who lives with them or shares a number, as the directory says: their visits
 * may have come of the same calls.
 */
export async function addHouseholds(tx: PoolClient, parties: Parties): Promise<void> {
  const { rows } = await tx.query<{ person: number; number: string | null }>(
    `with own (id) as (
       select unnest($1::bigint[]) union select person_id from person_phone where e164 = any($2)
     ), home (id) as (
       select id from own
       union select o.id from own join person p on p.id = own.id join person o on o.source = p.source and o.household = p.household
     ), cards (id) as (
       select id from home union select p.id from home join person p on p.merged_into = home.id
       union select person_survivor(p.id) from home join person p on p.id = home.id where p.merged_into is not null
     )
     select c.id as person, n.e164 as number from cards c left join person_phone n on n.person_id = c.id where c.id is not null`,
    [[...parties.persons], [...parties.numbers]],
  );
  for (const { person, number } of rows) {
    parties.persons.add(person);
    parties.keys.add(`person:${person}`);
    if (number !== null) {
      parties.numbers.add(number);
      parties.keys.add(number);
    }
  }
}

/**
 * Adds the people and numbers of visits, and the parties of the calls that they are said to have come of; answers the
 * earliest instant concerned, null when there is none.
 */
export async function addVisitors(tx: PoolClient, visits: readonly number[], parties: Parties): Promise<number | null> {
  if (visits.length === 0) return null;
  const { rows } = await tx.query<{
    person: number | null;
    phone: string | null;
    added_at: Date | null;
    key: string | null;
  }>(
    `select coalesce(person_survivor(v.person_id), v.person_id) as person, v.person_phone as phone, v.added_at, null as key
     from visit v where v.id = any($1)
     union all select b.person_id, null, b.added_at, null from booking b where b.visit_id = any($1)
     union all select t.person_id, t.number, t.at, t.key from booking b join contact_call t on t.call_id = b.call_id
       where b.visit_id = any($1) and b.said`,
    [visits],
  );
  for (const { person, phone, key } of rows) {
    if (key !== null) parties.keys.add(key);
    if (person !== null) parties.persons.add(person);
    if (phone !== null) {
      parties.numbers.add(phone);
      parties.keys.add(phone);
    }
  }
  const times = rows.flatMap(({ added_at: at }) => at?.getTime() ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

/** The visits of these people, told with these numbers, or said to have come of their calls, that were added since. */
export async function readAddedVisits(
  tx: PoolClient,
  { persons, numbers, keys }: Parties,
  since: Date,
  moveMinutes: number,
): Promise<CountedVisit[]> {
  const { rows } = await tx.query<{
    id: number;
    person: number | null;
    state: VisitState;
    starts_at: Date;
    added_at: Date;
    added_on: string | null;
    move: boolean;
    cards: number[] | null;
    household: number[] | null;
    numbers: string[] | null;
    said: boolean;
    call_id: number | null;
  }>(
    `select v.id, v.person as person, v.state, v.starts_at, v.added_at, v.added_on,
       exists (
         select from visit u
         where u.person_id = v.person_id and u.id <> v.id and not u.of_card and u.state in ('moved', 'cancelled')
           and coalesce(u.added_at, '-infinity') < v.added_at and u.starts_at > v.added_at - interval '1 day'
           and coalesce(u.source_updated_at, (
             select max(g.at) from visit_change g where g.visit_id = u.id and g.kinds && '{replaced,cancelled}' and not g.initial
           )) between v.added_at - $4 * interval '1 minute'
             -- A report of the day tells what was moved when it is read.
             and v.added_at + case u.state when 'moved' then interval '2 days' else $4 * interval '1 minute' end
       ) as move,
       to_jsonb(home.cards) as cards, to_jsonb(home.household) as household,
       array(select n.e164 from person_phone n where n.person_id = any(home.cards || home.household)
             union select v.person_phone where v.person_phone is not null) as numbers,
       coalesce(b.said, false) as said, b.call_id
     from (
       select x.*, coalesce(person_survivor(x.person_id), x.person_id) as person,
         case when (x.added_at at time zone x.zone)::time = '00:00' then to_char(x.added_at at time zone x.zone, 'YYYY-MM-DD') end as added_on
       from visit x
       where x.id in (select o.id from visit o where o.person_id = any($1)
           union select o.id from visit o where o.person_phone = any($2)
           union select d.visit_id from contact_call t join booking d on d.call_id = t.call_id where d.said and t.key = any($5))
         and x.added_at >= $3 and not x.of_card
       -- The survivor is looked up once, not wherever it is named.
       offset 0
     ) v
     left join booking b on b.visit_id = v.id
     cross join lateral (
       select array(select v.person where v.person is not null union select p.id from person p where p.merged_into = v.person) as cards,
         array(select o.id from person p join person o on o.source = p.source and o.household = p.household
               where p.id = v.person and o.id <> v.person) as household
     ) home
     order by v.id`,
    [[...persons], [...numbers], since, moveMinutes, [...keys]],
  );
  return rows.map((row) => ({
    visitId: row.id,
    personId: row.person,
    state: row.state,
    startsAt: row.starts_at.getTime(),
    addedAt: row.added_at.getTime(),
    addedOn: row.added_on,
    move: row.move,
    persons: new Set(row.cards),
    household: new Set(row.household),
    numbers: new Set(row.numbers),
    said: row.said ? { callId: row.call_id } : null,
  }));
}

export function bookedVisit(visit: CountedVisit, { callId, strength }: Attribution): BookedVisit[] {
  if (callId === null || strength === null) return [];
  const { visitId, addedAt, startsAt, state } = visit;
  const came = state === 'arrived' || state === 'completed';
  return [{ visitId, callId, strength, addedAt, startsAt, came, open: state === 'planned' || state === 'confirmed' }];
}

export async function writeBookings(
  tx: PoolClient,
  bookings: readonly { visit: CountedVisit; attribution: Attribution }[],
): Promise<void> {
  if (bookings.length === 0) return;
  const rows = bookings.map(({ visit: { visitId, personId, addedAt }, attribution }) => ({
    ...{ visitId, personId, addedAt },
    ...attribution,
  }));
  await tx.query(
    `insert into booking (visit_id, person_id, added_at, call_id, strength, why)
     select "visitId", "personId", to_timestamp("addedAt" / 1000.0), "callId", strength, why
     from jsonb_to_recordset($1::jsonb)
       as n("visitId" bigint, "personId" bigint, "addedAt" bigint, "callId" bigint, strength text, why text)
     on conflict (visit_id) do update set person_id = excluded.person_id, added_at = excluded.added_at,
       call_id = excluded.call_id, strength = excluded.strength, why = excluded.why
     where (booking.person_id, booking.added_at, booking.call_id, booking.strength, booking.why)
       is distinct from (excluded.person_id, excluded.added_at, excluded.call_id, excluded.strength, excluded.why)`,
    [JSON.stringify(rows)],
  );
}
