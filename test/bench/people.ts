import type pg from 'pg';

/** Numbers of generated people are +7 900 and seven digits; those of nobody +7 910. */
export const NUMBER_PREFIX = '900';
export const MISSING_PREFIX = '910';

/**
 * People number `from` to `to` - 1 straight into the tables. Each has a number of their own; of ten in a row the 8th,
 * 9th and 10th are a family that also shares the number of the 8th. Each was here once, two in five come again soon.
 */
export async function addPeople(pool: pg.Pool, { from, to }: { from: number; to: number }): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set synchronous_commit = off');
    for (let first = from; first < to; first += 100_000) {
      const range = [first, Math.min(first + 100_000, to) - 1];
      await client.query(
        `with made as (
           insert into person (source, external_id, kind, surname, given_name, patronymic, full_name, birth_date, household, known_before, updated_at)
           select 'file:patients', n::text, 'patient', 'Фамилия' || n, 'Имя' || n % 300, 'Отчество' || n % 200,
                  'Фамилия' || n || ' Имя' || n % 300 || ' Отчество' || n % 200, date '1950-01-01' + (n % 25000)::int,
                  case when n % 10 >= 7 then 'family ' || n / 10 end, false, now()
           from generate_series($1::bigint, $2::bigint) n
           returning id, external_id::bigint as n
         ), phones as (
           insert into person_phone (person_id, e164)
           select id, '+7${NUMBER_PREFIX}' || lpad(n::text, 7, '0') from made
           union all
           select id, '+7${NUMBER_PREFIX}' || lpad((n / 10 * 10 + 7)::text, 7, '0') from made where n % 10 in (8, 9)
         )
         insert into visit (source, external_id, person_id, branch, zone, doctor, starts_at, ends_at, state, updated_at)
         select 'file:visits', 'past ' || n, id, 'center', 'Europe/Moscow', 'Врач ' || n % 40, at, at + interval '1 hour', 'completed', now()
         from (select id, n, now() - (10 + n % 700) * interval '1 day' as at from made) past
         union all
         select 'file:visits', 'next ' || n, id, 'center', 'Europe/Moscow', 'Врач ' || n % 40, at, at + interval '1 hour', 'planned', now()
         from (select id, n, now() + (1 + n % 20) * interval '1 day' as at from made where n % 5 < 2) next`,
        range,
      );
    }
    await client.query(
      `insert into directory_source (source, kind, refreshed_at, people) values ('file:patients', 'patient', now(), $1)
       on conflict (source) do update set people = excluded.people, refreshed_at = excluded.refreshed_at`,
      [to],
    );
    await client.query('reset synchronous_commit');
    await client.query('vacuum analyze person, person_phone, visit, directory_source');
    await client.query('checkpoint');
  } finally {
    client.release();
  }
}
