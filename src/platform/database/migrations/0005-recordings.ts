/** Recordings of calls: what is kept of each, who listens. */
export const name = '0005-recordings';

export const sql = /* sql */ `
create table recording (
  id bigint generated always as identity primary key,
  account text not null,
  call_id bigint not null references call (id),
  -- SHA-256 of what the PBX calls it. The address itself, which may carry a token, stands in the fold of its call only.
  ref_hash bytea not null,
  provider_call_id text,
  kind text not null check (kind in ('talk', 'voicemail')),
  state text not null check (state in ('wanted', 'waiting', 'stored', 'at-pbx', 'never', 'deleted')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  -- Whoever works on it; nobody else does until next_attempt_at.
  lease uuid,
  -- Length of the file at the last look, and since when it has been this.
  seen_size bigint,
  seen_since timestamptz,
  storage text check (storage in ('disk', 's3')),
  object_key uuid not null unique default gen_random_uuid(),
  size bigint,
  seconds double precision,
  sha256 bytea,
  content_type text,
  key_id text,
  -- why it waits, never came, was deleted, or what to know of what is stored
  reason text,
  -- The one that came with a later link.
  replaced_by bigint references recording (id),
  created_at timestamptz not null,
  stored_at timestamptz,
  expires_at timestamptz,
  unique (call_id, ref_hash)
);
create index recording_due on recording (next_attempt_at) where state in ('wanted', 'waiting');
create index recording_to_delete on recording (expires_at) where state = 'stored';
create index call_merged on call (merged_into) where merged_into is not null;

-- When somebody last began to listen; one audit row for each row that is written here.
create table recording_listen (
  recording_id bigint not null references recording (id),
  who text not null,
  began_at timestamptz not null,
  primary key (recording_id, who)
);

-- Lets a player of the browser, which sends no Authorization header, ask for the recordings of one call.
create table recording_ticket (
  -- SHA-256 of the ticket
  hash bytea primary key,
  call_id bigint not null,
  token_id bigint not null,
  who text not null,
  expires_at timestamptz not null
);
create index recording_ticket_by_age on recording_ticket (expires_at);
`;
