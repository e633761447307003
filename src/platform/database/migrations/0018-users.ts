/** People who sign in by name: who they are, their sessions, and what slows down guessing. */
export const name = '0018-users';

export const sql = /* sql */ `
create table app_user (
  id bigint generated always as identity primary key,
  -- in lower case
  login text not null unique,
  name text not null,
  role text not null check (role in ('reception', 'senior', 'manager', 'it')),
  -- '*': every branch of the configuration, also those to come
  branches text[] not null,
  -- where they usually sit; offered first after signing in
  seat text,
  -- argon2id in the PHC form
  password_hash text not null,
  -- the password was given by somebody else
  must_change_password boolean not null,
  totp_secret text,
  -- the last step that was used: a code opens once
  totp_step bigint,
  totp_since timestamptz,
  -- shown once, not confirmed by a code yet
  totp_pending text,
  -- the row that stands for this person where others name a token; nobody knows a token of it
  actor_id bigint not null unique references access_token,
  created_at timestamptz not null,
  signed_in_at timestamptz,
  disabled_at timestamptz
);

create table user_recovery_code (
  user_id bigint not null references app_user,
  hash bytea not null,
  used_at timestamptz,
  primary key (user_id, hash)
);

create table user_session (
  id bigint generated always as identity primary key,
  -- SHA-256 of what the cookie holds
  hash bytea not null unique,
  user_id bigint not null references app_user,
  -- the workplace that was chosen after signing in
  seat text,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null,
  agent text not null,
  ended_at timestamptz,
  ended_why text
);
create index user_session_by_user on user_session (user_id) where ended_at is null;

create table sign_in_throttle (
  -- SHA-256 of login and address, or of an address
  key bytea primary key,
  failures integer not null,
  last_at timestamptz not null,
  wait_until timestamptz not null
);

-- Makes the first user; all are forgotten when it was made.
create table setup_link (
  hash bytea primary key,
  expires_at timestamptz not null
);
`;
