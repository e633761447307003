/** What people at the screens say against the directory and the rules, and how it is taken back. */
export const name = '0010-corrections';

export const sql = /* sql */ `
alter table call
  -- the class that a person gave the call
  add column corrected_class text,
  add column corrected_by text,
  add column corrected_at timestamptz,
  -- who got a visit by this call
  add column subject_person bigint;
drop index call_by_choice;
create index call_by_choice on call (external, started_at desc) where chosen_person is not null or subject_person is not null;
create index call_presumed on call (ended_at) where class = 'about-own-visit' and answered_at is not null;

-- 'spam': the card that holds the numbers reception marked, so that they are found by the same look-up as people.
alter table person drop constraint person_kind_check;
alter table person add constraint person_kind_check check (kind in ('patient', 'staff', 'contractor', 'spam'));

create function name_for_search(name text) returns text language sql immutable parallel safe as $$
  select translate(lower(name), 'ё', 'е')
$$;
create index person_by_surname on person (name_for_search(surname) text_pattern_ops)
  where deleted_at is null and merged_into is null;
create index person_by_full_name on person (name_for_search(full_name) text_pattern_ops)
  where deleted_at is null and merged_into is null;

-- The cards of all who may have called by this number, of those whom their sources say to live with them, and of those
-- who got the number since.
create function household(phone text, evidence jsonb) returns setof bigint language sql stable parallel safe as $$
  with recursive known (id) as (
    select (p.value ->> 'id')::bigint from jsonb_array_elements(evidence -> 'people') p
    union select c.value::bigint from jsonb_array_elements(evidence -> 'people') p,
      jsonb_array_elements_text(coalesce(p.value -> 'cards', '[]')) c
    union select n.person_id from person_phone n where n.e164 = phone
  ), home (id) as (
    select known.id from known
    union select o.id from known join person p on p.id = known.id
      join person o on o.source = p.source and o.household = p.household
    union select p.id from home join person p on p.merged_into = home.id
  )
  select home.id from home
$$;
create index person_by_household on person (source, household) where household is not null;

create table correction (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  what text not null check (what in ('caller', 'class', 'number-added', 'number-removed', 'not-this-person', 'contractor', 'staff', 'spam', 'person')),
  call_id bigint,
  phone text,
  person_id bigint,
  -- the rows as they were: phones, person, chosen person, class
  before jsonb not null,
  undone_at timestamptz,
  undone_by text
);
create index correction_by_call on correction (call_id, id) where call_id is not null;
create index correction_by_phone on correction (phone, id) where phone is not null;
create index correction_by_person on correction (person_id, id) where person_id is not null;
`;
