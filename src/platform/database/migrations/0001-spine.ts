/** Calls, their events, pops, deliveries, the directory of people, visits, tokens. */
export const name = '0001-spine';

export const sql = /* sql */ `
create sequence call_id as bigint;

create table call (
  id bigint primary key,
  account text not null,
  branch text,
  zone text,
  line text,
  direction text check (direction in ('in', 'out', 'internal')),
  external text,
  state text not null default 'new',
  result text check (result in ('answered', 'missed', 'unanswered')),
  missed_reason text,
  started_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  answered_extension text,
  answered_seat text,
  wait_seconds integer,
  talk_seconds integer,
  kind text,
  class text,
  learnt_at timestamptz not null,
  late boolean not null default false,
  version integer not null default 0,
  -- FoldedCall: legs, times, recordings
  fold jsonb,
  -- contracts/caller.ts
  caller jsonb,
  -- what the classification was computed from; emptied when a person is erased
  evidence jsonb,
  -- feed -> what it was last shown
  pops jsonb not null default '{}',
  settle_due_at timestamptz,
  settled_at timestamptz,
  expired boolean not null default false,
  merged_into bigint references call (id),
  chosen_person bigint,
  chosen_by text,
  chosen_at timestamptz
);
-- A call is rewritten a few times within a minute: room on its page keeps most of the rewrites out of the indexes, and
-- compressing its few kilobytes each time would cost more than they are worth.
alter table call set (fillfactor = 60, toast_tuple_target = 4080);
create index call_by_start on call (started_at desc, id desc) where merged_into is null;
create index call_by_branch on call (branch, started_at desc, id desc) where merged_into is null;
create index call_by_external on call (external, started_at desc) where external is not null;
create index call_by_choice on call (external, started_at desc) where chosen_person is not null;
create index call_to_settle on call (settle_due_at) where settled_at is null and merged_into is null;
create index call_live on call (started_at) where ended_at is null and merged_into is null;

create table provider_call (
  account text not null,
  provider_call_id text not null,
  call_id bigint not null,
  primary key (account, provider_call_id)
);
create index provider_call_by_call on provider_call (call_id);

-- Not partitioned; rows live 90 days.
create table event_key (
  account text not null,
  key text not null,
  received_at timestamptz not null,
  primary key (account, key)
);
create index event_key_by_age on event_key (received_at);

create table call_event (
  id bigint generated always as identity primary key,
  call_id bigint not null,
  account text not null,
  key text not null,
  received_at timestamptz not null,
  event jsonb not null,
  -- the raw body, pruned in batches
  raw bytea
);
create index call_event_by_call on call_event (call_id);
create index call_event_raw on call_event (received_at) where raw is not null;

-- Webhooks that could not be read: kept, shown, re-playable.
create table quarantine (
  id bigint generated always as identity primary key,
  account text not null,
  received_at timestamptz not null,
  method text not null,
  -- without the secret
  path text not null,
  query text not null,
  content_type text,
  body bytea not null,
  truncated boolean not null default false,
  reason text not null,
  field text,
  state text not null default 'waiting' check (state in ('waiting', 'replayed', 'dismissed')),
  replayed_at timestamptz
);
create index quarantine_waiting on quarantine (received_at desc) where state = 'waiting';

create table feed_counter (
  feed text primary key,
  cursor bigint not null
);
-- feed is 'seat:<id>' or 'branch:<id>'; cursor order is commit order within a feed.
create table pop (
  feed text not null,
  cursor bigint not null,
  call_id bigint not null,
  version integer not null,
  type text not null,
  reason text,
  at timestamptz not null,
  primary key (feed, cursor)
);
create index pop_by_age on pop (at);

-- One thing owed to one outside system. For a MIS that asks us, 'offered' rows are what it may fetch.
create table delivery (
  id bigint generated always as identity primary key,
  account text not null,
  kind text not null,
  call_id bigint references call (id),
  revision integer not null default 1,
  state text not null check (state in ('owed', 'offered', 'sent', 'dead', 'superseded')),
  -- what the target tells records apart by
  record_key text,
  starts_at timestamptz,
  published_at timestamptz,
  fetched_at timestamptz,
  -- CallRecord, or the request to forward
  payload jsonb,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  unique (account, kind, call_id)
);
create unique index delivery_record_key on delivery (account, kind, record_key) where record_key is not null;
create index delivery_by_publication on delivery (account, kind, published_at, id) where published_at is not null;
create index delivery_by_start on delivery (account, kind, starts_at) where published_at is not null;
create index delivery_owed on delivery (next_attempt_at) where state = 'owed';

create table pull_snapshot (
  account text not null,
  kind text not null,
  window_from timestamptz not null,
  window_to timestamptz not null,
  taken_at timestamptz not null,
  delivery_ids bigint[] not null,
  primary key (account, kind, window_from, window_to)
);

-- When an outside system last spoke to us.
create table account_contact (
  account text not null,
  what text not null,
  at timestamptz not null,
  detail jsonb,
  primary key (account, what)
);

create table person (
  id bigint generated always as identity primary key,
  -- where the row comes from ('file:patients', 'manual', a MIS account) and its id there
  source text not null,
  external_id text not null,
  kind text not null check (kind in ('patient', 'staff', 'contractor')),
  surname text not null default '',
  given_name text not null default '',
  patronymic text not null default '',
  -- as it came; the only name of a contractor
  full_name text not null,
  birth_date date,
  note text,
  household text,
  -- was a patient before Trubka was installed
  known_before boolean not null default false,
  valid_from date,
  valid_to date,
  deleted_at timestamptz,
  merged_into bigint references person (id),
  updated_at timestamptz not null,
  unique (source, external_id)
);

create table person_phone (
  person_id bigint not null references person (id) on delete cascade,
  e164 text not null,
  extension text not null default '',
  note text,
  valid_from date,
  valid_to date,
  primary key (person_id, e164, extension)
);
create index person_phone_by_number on person_phone (e164);

create table directory_source (
  source text primary key,
  kind text not null,
  refreshed_at timestamptz not null,
  people integer not null,
  without_phone integer not null default 0
);

create table visit (
  id bigint generated always as identity primary key,
  source text not null,
  external_id text not null,
  person_id bigint not null references person (id) on delete cascade,
  branch text,
  zone text not null,
  doctor text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state text not null check (state in ('planned', 'confirmed', 'moved', 'cancelled', 'arrived', 'completed', 'no-show')),
  added_at timestamptz,
  updated_at timestamptz not null,
  unique (source, external_id)
);
create index visit_by_person on visit (person_id, starts_at);

create table timetable_name (
  account text not null,
  kind text not null check (kind in ('doctor', 'branch')),
  id text not null,
  name text not null,
  primary key (account, kind, id)
);
create table timetable_slot (
  account text not null,
  branch_id text not null,
  doctor_id text not null,
  starts_at timestamptz not null,
  minutes integer not null,
  busy boolean not null,
  primary key (account, branch_id, doctor_id, starts_at)
);

create table access_token (
  id bigint generated always as identity primary key,
  -- SHA-256 of the token; the token itself is shown once and never stored
  hash bytea not null unique,
  label text not null,
  role text not null check (role in ('reception', 'senior', 'manager', 'it')),
  seat text,
  branches text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  what text not null,
  subject text not null,
  detail jsonb
);
`;
