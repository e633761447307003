/** Reading the directory of people for the intake, fast whatever a number or a card holds. */
export const name = '0002-directory';

export const sql = /* sql */ `
-- Who bound the number to the person; null: the source of the card, whose imports may take it away again.
alter table person_phone add column bound_by text;

create index person_by_survivor on person (merged_into) where merged_into is not null;
create index visit_completed_by_person on visit (person_id, starts_at desc) include (ends_at, doctor, branch)
  where state = 'completed';

-- The card that a merged card lives on in; null when the chain is broken.
create function person_survivor(card bigint) returns bigint language sql stable parallel safe as $$
  with recursive chain (id, next, depth) as (
    select p.id, p.merged_into, 0 from person p where p.id = card
    union all
    select p.id, p.merged_into, chain.depth + 1 from chain join person p on p.id = chain.next where chain.depth < 20
  )
  select chain.id from chain where chain.next is null
$$;

-- Who has these numbers at that instant: a JSON array of src/callers/directory-entry.ts, in order of the numbers asked,
-- then of person. A number of more than household_limit people is one entry without a person. Dates of validity are
-- read a day wide, as the zone of the call is not known here. Many small statements on purpose: each is a look-up by
-- index whatever the statistics say, and their plans start ten times faster than that of one large statement.
create function directory_entries(phones text[], at timestamptz, household_limit int) returns jsonb
language plpgsql stable parallel safe
-- Planning these statements anew costs ten times their execution.
set plan_cache_mode = force_generic_plan as $$
declare
  entries jsonb := '[]';
  asked text;
  people bigint[];
  someone bigint;
  cards bigint[];
  card record;
  noted boolean;
  number_note text;
  number_from date;
  number_to date;
  near jsonb;
  last_completed jsonb;
  first_completed timestamptz;
  earliest date := (at at time zone 'UTC' - interval '12 hours')::date;
  latest date := (at at time zone 'UTC' + interval '14 hours')::date;
begin
  foreach asked in array coalesce(phones, '{}') loop
    -- One person may be here several times, by an extension or a merged card; four times the limit leaves room for it.
    select coalesce(array_agg(carrier.id), '{}'), bool_or(carrier.noted) into people, noted
    from (
      select case when p.merged_into is null then p.id else person_survivor(p.id) end as id,
             number.note is not null or number.valid_from is not null or number.valid_to is not null as noted
      from person_phone number
      cross join lateral (
        select o.id, o.merged_into, o.deleted_at from person o where o.id = number.person_id limit 1
      ) p
      where number.e164 = asked
        and (number.valid_from is null or number.valid_from <= latest)
        and (number.valid_to is null or number.valid_to >= earliest)
        and case when p.merged_into is null then p.deleted_at is null
                 else exists (select from person s where s.id = person_survivor(p.id) and s.deleted_at is null) end
      limit 4 * (household_limit + 1)
    ) carrier;
    continue when people = '{}';
    if cardinality(people) > 1 then people := array(select distinct u.id from unnest(people) u (id) order by u.id); end if;
    if cardinality(people) > household_limit then
      entries := entries || jsonb_build_object('phone', asked, 'peopleOnNumber', cardinality(people), 'personId', null);
      continue;
    end if;

    foreach someone in array people loop
      select p.*, exists (select from person m where m.merged_into = p.id) as absorbed into card
      from person p where p.id = someone;
      cards := array[someone];
      if card.absorbed then
        cards := array(
          with recursive part (id) as (
            select someone union select p.id from part join person p on p.merged_into = part.id
          )
          select part.id from part
        );
      end if;

      number_note := null;
      number_from := null;
      number_to := null;
      if noted then
        select string_agg(distinct pp.note, '; '),
               case when bool_or(pp.valid_from is null) then null else min(pp.valid_from) end,
               case when bool_or(pp.valid_to is null) then null else max(pp.valid_to) end
        into number_note, number_from, number_to
        from person_phone pp
        where pp.person_id = any (cards) and pp.e164 = asked
          and (pp.valid_from is null or pp.valid_from <= latest)
          and (pp.valid_to is null or pp.valid_to >= earliest);
      end if;

      select jsonb_agg(jsonb_build_object(
        'id', visit.source || ':' || visit.external_id,
        'startsAt', visit.starts_at,
        'endsAt', visit.ends_at,
        'state', visit.state,
        'doctor', visit.doctor,
        'branch', visit.branch,
        'addedAt', visit.added_at
      ) order by visit.starts_at, visit.id) into near
      from (
        select v.* from visit v
        where v.person_id = any (cards) and v.starts_at > at - interval '4 days' and v.ends_at > at - interval '3 days'
        -- A visit that may be the reason of the call is not crowded out by cancelled ones.
        order by v.state in ('planned', 'confirmed', 'arrived') desc, v.starts_at, v.id
        limit 10
      ) visit;

      last_completed := null;
      first_completed := null;
      select jsonb_build_object('startsAt', v.starts_at, 'endsAt', v.ends_at, 'doctor', v.doctor, 'branch', v.branch)
      into last_completed
      from unnest(cards) c (id)
      cross join lateral (
        select o.starts_at, o.ends_at, o.doctor, o.branch from visit o
        where o.person_id = c.id and o.state = 'completed' and o.starts_at < at
        order by o.starts_at desc limit 1
      ) v
      order by v.starts_at desc
      limit 1;
      if last_completed is not null then
        select min(v.starts_at) into first_completed
        from unnest(cards) c (id)
        cross join lateral (
          select o.starts_at from visit o
          where o.person_id = c.id and o.state = 'completed' and o.starts_at < at
          order by o.starts_at limit 1
        ) v;
      end if;

      entries := entries || jsonb_build_object(
        'phone', asked,
        'peopleOnNumber', cardinality(people),
        'personId', card.id,
        'cards', case when card.absorbed then to_jsonb(cards) end,
        'source', card.source,
        'externalId', card.external_id,
        'kind', card.kind,
        'surname', card.surname,
        'givenName', card.given_name,
        'patronymic', card.patronymic,
        'fullName', card.full_name,
        'birthDate', card.birth_date,
        'note', card.note,
        'household', card.household,
        'knownBefore', card.known_before,
        'validFrom', card.valid_from,
        'validTo', card.valid_to,
        'phoneNote', number_note,
        'phoneValidFrom', number_from,
        'phoneValidTo', number_to,
        'visits', coalesce(near, '[]'),
        'lastCompleted', last_completed,
        'firstCompletedAt', first_completed
      );
    end loop;
  end loop;
  return entries;
end
$$;

-- How old the directory of patients is: its stalest source, null when there is none.
create function directory_as_of() returns timestamptz language sql stable parallel safe as $$
  select min(refreshed_at) from directory_source where kind = 'patient'
$$;
`;
