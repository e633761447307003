/** What we send: deliveries with attempts, pace per account, commands to PBXs, requests that must not be done twice. */
export const name = '0007-sending';

export const sql = /* sql */ `
alter table delivery drop constraint delivery_state_check;
alter table delivery add constraint delivery_state_check
  check (state in ('owed', 'offered', 'sent', 'dead', 'superseded', 'dismissed'));
alter table delivery
  -- the 72 hours of trying run from here: the creation, or a person's «send again»
  add column owed_since timestamptz,
  -- an attempt that began and has told no outcome yet; past its end the worker is dead and the outcome unknown
  add column taken_by uuid,
  add column taken_until timestamptz,
  -- the outcome of an earlier attempt is unknown: look before sending
  add column in_doubt boolean not null default false,
  add column last_attempt_at timestamptz,
  add column dead_reason text check (dead_reason in ('permanent', 'ambiguous', 'gave-up')),
  add column died_at timestamptz;
drop index delivery_owed;
create index delivery_owed on delivery (account, kind, next_attempt_at, id) where state = 'owed';
create index delivery_owed_by_call on delivery (account, call_id, id) where state = 'owed' and call_id is not null;
create index delivery_dead on delivery (id desc) where state = 'dead';
-- what may be forgotten when it is old
create index delivery_over on delivery (created_at) where state in ('sent', 'dismissed') and call_id is null;

-- Token bucket and circuit breaker of one outside system, common to all processes.
create table sending_pace (
  account text not null,
  -- kinds that go to the same system have one lane
  lane text not null,
  failures integer not null default 0,
  open_until timestamptz,
  probe_until timestamptz,
  tokens double precision,
  tokens_at timestamptz,
  primary key (account, lane)
);

-- Calls that were sent to an extension by command, so that each is commanded once.
create table routed_call (
  account text not null,
  provider_call_id text not null,
  extension text not null,
  reasons text[] not null,
  at timestamptz not null,
  primary key (account, provider_call_id)
);
create index routed_call_by_age on routed_call (at);

-- Answers to writes with an Idempotency-Key. Without an answer: the work runs, or its process died in the middle.
create table idempotent_request (
  owner text not null,
  key text not null,
  request_hash bytea not null,
  started_at timestamptz not null,
  status integer,
  answer jsonb,
  primary key (owner, key)
);
create index idempotent_request_by_age on idempotent_request (started_at);
`;
