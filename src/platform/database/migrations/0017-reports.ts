/** What reports count: contacts and their calls, bookings by call, spend, who is on shift; the outcome of a call. */
export const name = '0017-reports';

export const sql = /* sql */ `
alter table call
  -- what came of it, as reception says
  add column outcome text,
  add column outcome_reason text,
  add column outcome_by text,
  add column outcome_at timestamptz;

alter table correction drop constraint correction_what_check;
alter table correction add constraint correction_what_check check
  (what in ('caller', 'class', 'number-added', 'number-removed', 'not-this-person', 'contractor', 'staff', 'spam', 'person', 'outcome'));

-- Appended by whoever changes what contacts are counted from, and eaten by the recount; repeats do no harm.
create table contact_due (
  id bigint generated always as identity primary key,
  call_id bigint,
  visit_id bigint
);
insert into contact_due (call_id) select id from call where settled_at is not null order by id;

-- What outside parties opened and the answers to it. scope: a branch, '' for calls of no branch, '*' for the network,
-- where one person is one contact whatever branch was rung.
create table contact (
  id bigint generated always as identity primary key,
  scope text not null,
  key text not null,
  -- in the branch's zone
  day date not null,
  branch text,
  zone text not null,
  person_id bigint,
  number text,
  opened_at timestamptz not null,
  -- src/reports/contact.ts: ContactGroup
  grp text not null,
  reason text not null,
  openings integer not null,
  missed integer not null,
  -- the first conversation with the party, in this contact or another, and by when it was due
  answered_at timestamptz,
  answer_due_at timestamptz not null,
  outcome text,
  booked_mark boolean not null,
  waiting_list boolean not null,
  -- by visits of the MIS
  booked text check (booked in ('strong', 'weak')),
  came boolean not null,
  -- the latest visit of these bookings that is still expected
  visit_at timestamptz,
  owner text,
  line text,
  channel text,
  source text,
  unique (scope, key, day)
);
create index contact_by_opening on contact (scope, opened_at desc, id desc);
create index contact_by_day on contact (scope, day)
  include (grp, openings, missed, outcome, booked_mark, waiting_list, booked, came, visit_at, answered_at, answer_due_at, owner, line, channel, source);

-- The calls that contacts are made of, and our calls that answer none (no contact).
create table contact_call (
  call_id bigint primary key references call (id) on delete cascade,
  key text not null,
  person_id bigint,
  -- null: it tells nobody apart
  number text,
  at timestamptz not null,
  ended_at timestamptz,
  opens boolean not null,
  branch text,
  zone text not null,
  day date not null,
  line text,
  class text,
  target boolean not null,
  outcome text,
  talk_seconds integer not null,
  wait_seconds integer,
  -- null: not missed
  missed text,
  operator text,
  channel text,
  source text,
  contact_id bigint,
  network_contact_id bigint
);
create index contact_call_by_key on contact_call (key, at);
create index contact_call_by_number on contact_call (number, at) where number is not null;
create index contact_call_by_contact on contact_call (contact_id) where contact_id is not null;
create index contact_call_by_network_contact on contact_call (network_contact_id) where network_contact_id is not null;
create index contact_call_by_day on contact_call (branch, day);
create index contact_call_by_time on contact_call (at);

-- Every visit that was added, and the call that brought it. call_id null: without a call.
create table booking (
  visit_id bigint primary key references visit (id) on delete cascade,
  person_id bigint,
  added_at timestamptz not null,
  call_id bigint,
  strength text check (strength in ('strong', 'weak')),
  -- src/reports/attribute-booking.ts: BookingReason
  why text not null,
  said boolean not null default false,
  said_by text,
  said_at timestamptz
);
create index booking_by_call on booking (call_id) where call_id is not null;
create index booking_by_person on booking (person_id, added_at);
create index booking_by_time on booking (added_at);

create table advertising_spend (
  id bigint generated always as identity primary key,
  campaign text not null,
  day_from date not null,
  day_to date not null check (day_to >= day_from),
  amount numeric(14, 2) not null check (amount >= 0),
  currency text not null default 'RUB',
  created_by text not null,
  created_at timestamptz not null
);
create index advertising_spend_by_day on advertising_spend (day_from, day_to);

-- Who sat at a seat; one at a time.
create table shift_presence (
  id bigint generated always as identity primary key,
  seat text not null,
  name text not null,
  since timestamptz not null,
  until timestamptz check (until >= since)
);
create unique index shift_presence_now on shift_presence (seat) where until is null;
create index shift_presence_by_seat on shift_presence (seat, since);
-- The four digits by which a name proves itself.
create table shift_name (
  name text primary key,
  pin text not null,
  created_at timestamptz not null
);
`;
