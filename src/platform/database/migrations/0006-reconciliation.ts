/** What was compared with the PBXs' own lists of calls and what was healed; alarms; what nobody wants to bind. */
export const name = '0006-reconciliation';

export const sql = /* sql */ `
create table pbx_account_state (
  account text primary key,
  -- nothing before this is asked for by itself
  since timestamptz not null,
  -- calls that began before this were compared; null: not yet
  covered_to timestamptz,
  nightly_on date,
  -- the provider was last asked for its list, for its limit of requests
  asked_at timestamptz,
  next_at timestamptz not null,
  failures integer not null default 0,
  failing_since timestamptz,
  last_error text,
  -- 'permanent': a person must change something
  error_kind text check (error_kind in ('transient', 'permanent')),
  -- a held connection
  connection text check (connection in ('connecting', 'connected', 'lost')),
  connection_reason text,
  connection_at timestamptz,
  -- when the calls that go on were last asked for
  ongoing_at timestamptz
);

create table reconciliation_run (
  id bigint generated always as identity primary key,
  account text not null,
  kind text not null check (kind in ('regular', 'nightly', 'initial', 'command', 'poll')),
  window_from timestamptz not null,
  window_to timestamptz not null,
  -- where a run that was interrupted goes on
  done_to timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- the provider's calls; those that we did not have; those that we had in part
  calls integer not null default 0,
  missing integer not null default 0,
  incomplete integer not null default 0,
  error text
);
create index reconciliation_run_by_account on reconciliation_run (account, id desc);

-- One row per call that the provider had and we had not, or not whole.
create table healed_call (
  account text not null,
  provider_call_id text not null,
  -- null: its end was asked for by itself
  run_id bigint,
  found text not null check (found in ('missing', 'incomplete')),
  started_at timestamptz not null,
  healed_at timestamptz not null,
  -- the clinic could have been told of it: neither polled, nor from before the installation
  counts boolean not null,
  primary key (account, provider_call_id)
);
create index healed_call_by_start on healed_call (account, started_at) where counts;

create table alarm (
  id bigint generated always as identity primary key,
  kind text not null,
  account text,
  -- a line, a branch: never a person
  subject text not null,
  detail jsonb not null,
  raised_at timestamptz not null,
  cleared_at timestamptz
);
create unique index alarm_raised on alarm (kind, coalesce(account, ''), subject) where cleared_at is null;
create index alarm_by_time on alarm (raised_at desc);

create table binding_dismissed (
  account text not null,
  kind text not null check (kind in ('extension', 'employee', 'line')),
  value text not null,
  at timestamptz not null,
  who text not null,
  primary key (account, kind, value)
);
`;
