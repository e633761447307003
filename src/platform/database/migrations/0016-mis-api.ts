/** Systems whose API we call: the tokens they granted, and what they call the things that we wrote. */
export const name = '0016-mis-api';

export const sql = /* sql */ `
create table mis_token (
  account text primary key,
  -- the token as JSON, sealed with the clinic's own key; null: nothing is granted yet
  sealed bytea,
  changed_at timestamptz,
  -- a person is on the way to grant the first one: only who brings this back is believed
  state_hash bytea,
  state_until timestamptz
);

-- What is remembered of a call in one system, so that another attempt goes on where the last one ended.
create table mis_call_ref (
  account text not null,
  what text not null check (what in ('call', 'recording', 'ticket', 'outcome')),
  call_id bigint not null references call (id),
  -- what the system calls the record
  ref text,
  -- finished steps with what each of them answered
  steps jsonb not null default '{}',
  -- the revision that the system has
  revision integer,
  -- why the system has no record of it
  skipped text,
  changed_at timestamptz not null,
  primary key (account, what, call_id)
);
-- no record stands for two calls
create unique index mis_call_ref_by_ref on mis_call_ref (account, what, ref) where ref is not null;
`;
