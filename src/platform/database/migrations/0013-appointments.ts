/** Visits of every source in one shape, the log of their changes and who has read it how far. */
export const name = '0013-appointments';

export const sql = /* sql */ `
alter table visit
  -- null: nobody of the directory is known to be meant
  alter column person_id drop not null,
  -- what the source tells of the person: its card, or a number and a name
  add column person_card text,
  add column person_phone text,
  add column person_name text,
  add column doctor_id text,
  add column specialty text,
  add column service text,
  add column cancel_reason text,
  add column cancelled_by text check (cancelled_by in ('patient', 'clinic')),
  add column marks text[] not null default '{}',
  add column is_consultation boolean,
  add column added_by text,
  add column source_updated_at timestamptz,
  -- the date of the last visit that a card carries, and no visit that a source lists
  add column of_card boolean not null default false;
update visit set of_card = true where external_id like 'last:%' and starts_at = ends_at;

create index visit_by_start on visit (starts_at, id) where not of_card;
create index visit_without_person on visit (source) where person_id is null;

-- Appended under one lock, so that ids ascend in the order of commits and a reader's position misses nothing.
-- Erasing a person takes the visits along, and their changes with them.
create table visit_change (
  id bigint generated always as identity primary key,
  visit_id bigint not null references visit (id) on delete cascade,
  source text not null,
  external_id text not null,
  at timestamptz not null,
  kinds text[] not null,
  initial boolean not null,
  before jsonb,
  after jsonb not null
);
create index visit_change_by_visit on visit_change (visit_id, id);
create index visit_change_by_time on visit_change (at);

create table visit_change_reader (
  name text primary key,
  position bigint not null,
  at timestamptz not null,
  failures integer not null default 0,
  failing_since timestamptz,
  last_error text
);

-- What was read of visits, by source.
create table visit_source (
  source text primary key,
  kind text not null check (kind in ('file', 'report', 'sql', 'mis', 'push')),
  -- as of when it is
  refreshed_at timestamptz not null,
  -- our branches whose visits it has; null: all
  branches text[],
  -- when the last reading of an account that was stored began, and the last one of all its visits: of which days, and of
  -- what, so that others are read as a whole first
  read_at timestamptz,
  whole_at timestamptz,
  whole_from timestamptz,
  whole_to timestamptz,
  whole_of text
);
-- Report files that were read, so that an old one does not undo a newer one.
create table visit_file (
  source text not null,
  path text not null,
  size bigint not null,
  written_at timestamptz not null,
  read_at timestamptz not null,
  primary key (source, path)
);

insert into visit_source (source, kind, refreshed_at)
  select source, case when source like 'file:%' then 'file' else 'push' end, refreshed_at
  from directory_source where kind = 'visit';
delete from directory_source where kind = 'visit';
`;
