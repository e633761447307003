/** What is to be done and by whom; the waiting list, slots that turned free and whom they were offered to. */
export const name = '0014-tasks';

export const sql = /* sql */ `
-- Ascends in the order of commits, because whoever writes tasks holds one lock: a reader's position misses nothing.
create sequence task_change as bigint;

create table task (
  id bigint generated always as identity primary key,
  type text not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  what text,
  note text,
  priority text check (priority in ('high', 'normal', 'low')),
  branch text,
  phone text,
  -- of somebody who is not in the directory
  name text,
  person_id bigint,
  -- person:<id> or phone:<number> of an open callback
  callback_key text,
  owner_seat text,
  owner_role text,
  owner_name text,
  -- a person said it, and no policy changes it
  owner_said boolean not null default false,
  due_at timestamptz,
  due_said boolean not null default false,
  escalate_at timestamptz,
  escalated_at timestamptz,
  opened_at timestamptz not null,
  created_at timestamptz not null,
  -- null: made by calls, visits or slots
  created_by text,
  -- what made it, which makes it once
  origin text unique,
  calls integer not null default 0,
  attempts integer not null default 0,
  attempts_said integer not null default 0,
  first_call_id bigint,
  last_call_id bigint,
  last_call_at timestamptz,
  last_attempt_at timestamptz,
  closed_at timestamptz,
  closed_as text check (closed_as in ('got-through', 'called-back', 'by-hand', 'merged', 'not-needed')),
  close_reason text,
  close_note text,
  closed_by text,
  closing_call_id bigint,
  merged_into bigint references task (id),
  -- from the end of the first missed call to the talk: of the clock, and of the working time
  wait_seconds integer,
  working_seconds integer,
  visit_id bigint,
  offer_id bigint,
  wish_id bigint,
  change bigint not null default nextval('task_change'),
  check ((state = 'closed') = (closed_at is not null))
);
create unique index task_callback on task (callback_key) where callback_key is not null;
create index task_open on task (due_at, id) where state = 'open';
create index task_to_escalate on task (escalate_at) where state = 'open' and escalated_at is null;
create index task_by_change on task (change);
create index task_by_opening on task (opened_at desc, id desc);
create index task_by_phone on task (phone) where phone is not null;
create index task_by_person on task (person_id) where person_id is not null;
create index task_by_first_call on task (first_call_id) where first_call_id is not null;
create index task_by_offer on task (offer_id) where offer_id is not null;

-- The calls of a callback.
create table task_call (
  task_id bigint not null references task (id) on delete cascade,
  call_id bigint not null,
  role text not null check (role in ('missed', 'attempt', 'closing')),
  primary key (task_id, call_id)
);
create index task_call_by_call on task_call (call_id);

-- What happened to a task, and what people said of it: a callback is folded from calls and from these.
create table task_event (
  id bigint generated always as identity primary key,
  task_id bigint not null references task (id) on delete cascade,
  at timestamptz not null,
  -- null: nobody, it happened by itself
  who text,
  what text not null,
  detail jsonb
);
create index task_event_by_task on task_event (task_id, id);

create table wish (
  id bigint generated always as identity primary key,
  state text not null default 'waiting' check (state in ('waiting', 'booked', 'withdrawn', 'over')),
  person_id bigint,
  phone text,
  name text,
  -- null: any
  branch text,
  doctor text,
  specialty text,
  minutes integer,
  -- as in ISO 8601, 1 is Monday; empty: any
  weekdays integer[] not null default '{}',
  -- minutes since midnight in the zone of the branch
  from_minute integer not null default 0,
  to_minute integer not null default 1440,
  until date,
  -- the visit that the patient has and would come earlier than
  visit_id bigint,
  earlier_than timestamptz,
  urgent boolean not null default false,
  note text,
  created_at timestamptz not null,
  created_by text not null,
  closed_at timestamptz,
  closed_by text
);
create index wish_waiting on wish (created_at, id) where state = 'waiting';
create index wish_by_person on wish (person_id) where person_id is not null;

-- A time of a doctor that turned free; the same time that turns free again is the same row.
create table freed_slot (
  id bigint generated always as identity primary key,
  source text not null,
  branch text,
  doctor text not null,
  specialty text,
  starts_at timestamptz not null,
  minutes integer not null,
  freed_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'taken', 'gone', 'over')),
  taken_offer_id bigint,
  taken_at timestamptz,
  taken_by text
);
create unique index freed_slot_time on freed_slot (coalesce(branch, ''), lower(doctor), starts_at);
create index freed_slot_open on freed_slot (starts_at) where state = 'open';

-- Nobody is offered one slot twice.
create table slot_offer (
  id bigint generated always as identity primary key,
  slot_id bigint not null references freed_slot (id) on delete cascade,
  wish_id bigint not null references wish (id) on delete cascade,
  -- 1 is asked first
  place integer not null,
  state text not null default 'queued'
    check (state in ('queued', 'offered', 'taken', 'declined', 'expired', 'withdrawn')),
  way text check (way in ('task', 'sms')),
  offered_at timestamptz,
  reply_by timestamptz,
  answered_at timestamptz,
  answered_by text,
  unique (slot_id, wish_id)
);
create unique index slot_offer_taken on slot_offer (slot_id) where state = 'taken';
create index slot_offer_live on slot_offer (reply_by) where state = 'offered';
create index slot_offer_by_wish on slot_offer (wish_id);

-- Which sources of visits tell that patients arrived.
create index visit_change_arrived on visit_change (source, at) where 'arrived' = any(kinds);
`;
