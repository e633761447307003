/** Sources of the directory that are asked on a schedule, and validity of numbers as a source tells it. */
export const name = '0011-directory-sources';

export const sql = /* sql */ `
-- What the source said of the validity; where valid_from and valid_to differ from it, a person changed them.
alter table person_phone add column source_from date, add column source_to date;

-- How the refreshing of a configured source goes; what it brought is in directory_source.
create table directory_refresh (
  id text primary key,
  next_at timestamptz not null,
  asked_at timestamptz,
  -- of the refresh that runs or ran last
  started_at timestamptz,
  finished_at timestamptz,
  rows integer,
  share real,
  failures integer not null default 0,
  failing_since timestamptz,
  last_error text,
  error_kind text check (error_kind in ('transient', 'permanent')),
  -- counts and the first doubtful places (masked) of the last refresh that succeeded
  report jsonb
);
`;
