/** What people are sent by SMS: the outbox, receipts, answers, consents, stop-list. */
export const name = '0015-messages';

export const sql = /* sql */ `
create table message (
  id bigint generated always as identity primary key,
  -- what it is sent for; a second one with this key is never sent
  key text not null unique,
  state text not null check (state in
    ('planned', 'due', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'refused', 'cancelled', 'expired')),
  template text not null,
  class text not null check (class in ('service', 'advertising')),
  branch text,
  zone text not null,
  -- emptied with the text when the person is erased or the term is over
  phone text,
  person_id bigint references person (id) on delete set null,
  -- of a reminder: whose visits of which local day are told
  policy text,
  visit_day date,
  call_id bigint references call (id) on delete set null,
  task_key text,
  -- what the text tells beside what is known of visit and branch
  variables jsonb not null default '{}',
  text text,
  language text,
  parts integer,
  -- who sent it by hand, and why
  who text,
  why text,
  created_at timestamptz not null,
  due_at timestamptz not null,
  expires_at timestamptz,
  -- while it is planned or due: when it is looked at next
  next_attempt_at timestamptz,
  attempts integer not null default 0,
  -- accounts that could not take it in this round
  tried text[] not null default '{}',
  account text,
  sender text,
  -- an attempt that began and has told no outcome yet; past its end the outcome is unknown
  taken_by uuid,
  taken_until timestamptz,
  provider_id text,
  -- of the attempt that counts
  tried_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  -- nothing will change any more
  final_at timestamptz,
  reason text,
  code text,
  cost numeric(12, 4),
  -- sent or unknown: when the provider is asked next
  next_status_at timestamptz,
  status_asked integer not null default 0,
  answer text check (answer in ('confirmed', 'cancel', 'call-me', 'text')),
  answered_at timestamptz
);
create index message_due on message (next_attempt_at, id) where state in ('planned', 'due');
create index message_sending on message (taken_until) where state = 'sending';
create index message_status on message (account, next_status_at) where next_status_at is not null;
create unique index message_by_provider on message (account, provider_id) where provider_id is not null;
create index message_by_phone on message (phone, id) where phone is not null;
create index message_by_day on message (due_at, id);
create index message_reminder on message (phone, visit_day) where policy is not null and state = 'planned';
create index message_by_call on message (call_id) where call_id is not null;
-- of those who have no card: each message looks for the visits of its number
create index visit_by_phone on visit (person_phone, starts_at) where person_phone is not null;
create index message_by_person on message (person_id) where person_id is not null;

-- The visits that the text told of, when it was written.
create table message_visit (
  message_id bigint not null references message (id) on delete cascade,
  visit_id bigint not null references visit (id) on delete cascade,
  starts_at timestamptz not null,
  primary key (message_id, visit_id)
);
create index message_visit_by_visit on message_visit (visit_id);

-- Everything that providers told of messages, each once; what comes before its message is known waits here.
create table message_report (
  id bigint generated always as identity primary key,
  account text not null,
  provider_id text,
  client_id text,
  state text not null,
  at timestamptz,
  code text,
  refusal text,
  cost numeric(12, 4),
  received_at timestamptz not null,
  message_id bigint references message (id) on delete cascade
);
create unique index message_report_once on message_report
  (account, coalesce(provider_id, ''), coalesce(client_id, ''), state, coalesce(code, ''));
create index message_report_waiting on message_report (account, provider_id) where message_id is null;
create index message_report_by_age on message_report (received_at);

-- What people answered by SMS.
create table message_reply (
  account text not null,
  reply_id text not null,
  phone text,
  text text,
  at timestamptz not null,
  message_id bigint references message (id) on delete set null,
  meaning text not null check (meaning in ('confirmed', 'cancel', 'call-me', 'stop', 'text')),
  primary key (account, reply_id)
);
create index message_reply_by_phone on message_reply (phone) where phone is not null;

-- Receipts and answers of SMS providers that could not be read wait beside the webhooks.
alter table quarantine add column part text not null default 'webhooks' check (part in ('webhooks', 'receipts'));

-- Appended only: the newest of a kind for a number counts.
create table consent (
  id bigint generated always as identity primary key,
  phone text not null,
  person_id bigint references person (id) on delete set null,
  kind text not null check (kind in ('processing', 'notices', 'advertising', 'anonymous-visit')),
  -- of advertising: consent; of the others: no refusal
  given boolean not null,
  at timestamptz not null,
  -- the words that were agreed to, and where
  text text not null,
  source text not null,
  who text not null
);
create index consent_by_phone on consent (phone, kind, at desc, id desc);

create table stop_list (
  phone text primary key,
  scope text not null check (scope in ('advertising', 'all')),
  at timestamptz not null,
  source text not null,
  who text not null
);

-- Pages of answers: the address itself is not kept.
create table answer_link (
  hash bytea primary key,
  message_id bigint not null references message (id) on delete cascade,
  expires_at timestamptz not null
);
create index answer_link_by_message on answer_link (message_id);
create index answer_link_by_age on answer_link (expires_at);

-- What a patient said of a visit; the newest counts.
create table visit_answer (
  visit_id bigint primary key references visit (id) on delete cascade,
  message_id bigint references message (id) on delete set null,
  answer text not null check (answer in ('confirmed', 'cancel', 'call-me')),
  way text not null check (way in ('link', 'reply', 'phone')),
  at timestamptz not null,
  -- a visit that was moved since asks anew
  starts_at timestamptz not null
);

create table sms_account_state (
  account text primary key,
  balance numeric(14, 2),
  currency text,
  balance_at timestamptz
);
`;
