/** Requests that people leave on a site, or that a seat makes of a call: who asks, for what time, what is owed of them. */
export const name = '0029-requests';

export const sql = /* sql */ `
create table request (
  id bigint generated always as identity primary key,
  source text not null check (source in ('site', 'seat')),
  -- the token or the person that made it, and what they call it: the same again is the same request
  made_by text not null,
  external_id text,
  branch text,
  -- of the branch, else of the clinic: whose day it belongs to
  zone text not null,
  -- when the outside party asked, and when that was learnt
  asked_at timestamptz not null,
  received_at timestamptz not null,
  -- learnt so long after it was asked that it is kept and counted, and nothing is done of it
  late boolean not null default false,
  -- 'withdrawn': advertising, a trial or a mistake; it is no contact
  state text not null default 'active' check (state in ('active', 'withdrawn')),
  withdrawn_by text,
  withdrawn_at timestamptz,
  -- E.164; null: what was written cannot be read as one number
  phone text,
  phone_written text,
  name text,
  email text,
  comment text,
  -- the one whom the number leads to, or whom a person chose; null: nobody, or several, of whom a person has to choose
  person_id bigint,
  person_by text,
  -- at whose card a seat made it
  call_id bigint references call (id),
  -- of the timetable of the MIS
  doctor_id text,
  doctor text,
  plan_start timestamptz,
  plan_end timestamptz,
  form text,
  page text,
  referer text,
  line text,
  campaign text,
  utm jsonb not null default '{}',
  -- a task that is merged into another leads there
  task_id bigint,
  check ((state = 'withdrawn') = (withdrawn_at is not null)),
  check (plan_end is null or (plan_start is not null and plan_end >= plan_start))
);
create unique index request_of_sender on request (made_by, external_id) where external_id is not null;
create unique index request_of_call on request (call_id) where source = 'seat' and state = 'active';
create index request_by_sender on request (made_by, received_at);
create index request_by_time on request (asked_at desc, id desc);
create index request_by_phone on request (phone) where phone is not null;
create index request_by_person on request (person_id) where person_id is not null;
create index task_by_survivor on task (merged_into) where merged_into is not null;
create index request_by_task on request (task_id) where task_id is not null;

alter table delivery add column request_id bigint references request (id);
create unique index delivery_of_request on delivery (account, kind, request_id);
-- Of a request as of a call: kept as long as what it is of.
drop index delivery_over;
create index delivery_over on delivery (created_at)
  where state in ('sent', 'dismissed') and call_id is null and request_id is null;

-- What a system calls what it made of a request.
alter table mis_call_ref drop constraint mis_call_ref_pkey;
alter table mis_call_ref alter column call_id drop not null;
alter table mis_call_ref add column request_id bigint references request (id);
alter table mis_call_ref add check (num_nonnulls(call_id, request_id) = 1);
create unique index mis_call_ref_of_call on mis_call_ref (account, what, call_id);
create unique index mis_call_ref_of_request on mis_call_ref (account, what, request_id);

-- A key that stands in the page of a site opens nothing but the leaving of requests.
alter table access_token add column only_for text check (only_for in ('requests'));
`;
