/** What contacts are made of: requests beside calls; calls summed by day, so that a year is looked at as fast as a day. */
export const name = '0031-touches';

/** The figures of src/reports/call-figures.ts that hang on no setting. */
const sums: Readonly<Record<string, string>> = {
  opened: 'c.opens',
  missed: 'c.missed is not null',
  missed_in_menu: `coalesce(c.missed = 'in-menu', false)`,
  missed_short: `coalesce(c.missed = 'short', false)`,
  missed_voicemail: `coalesce(c.missed = 'voicemail', false)`,
};
const names = Object.keys(sums);
/** Nobody may set a longer wait as the one that is too long. */
const LONGEST_WAIT = 601;

/** Adds what these calls count; `sign` takes away. In the order of the key, so that two writers never wait for each other. */
const add = (rows: string): string => `
insert into call_sum as s (branch, day, hour, waited, ${names.join(', ')})
select branch, day, hour, waited, ${names.map((one) => `sum(sign * (${sums[one]})::integer)`).join(', ')}
from (select r.*, extract(hour from r.at at time zone r.zone)::smallint as hour,
    least(r.wait_seconds, ${LONGEST_WAIT})::smallint as waited
  from (${rows}) r where r.opens) c
group by grouping sets ((branch, day, hour), (branch, day, waited))
having (${names.map((one) => `sum(sign * (${sums[one]})::integer)`).join(', ')}) is distinct from (${names.map(() => '0').join(', ')})
  and (grouping(waited) = 1 or waited is not null)
order by 1, 2, 3, 4
on conflict (branch, day, hour, waited) do update set
  ${names.map((one) => `${one} = s.${one} + excluded.${one}`).join(',\n  ')};`;

export const sql = /* sql */ `
-- Requests of the site, which open contacts as calls from outside do.
create table contact_request (
  request_id bigint primary key references request (id) on delete cascade,
  key text not null,
  person_id bigint,
  -- null: it tells nobody apart
  number text,
  at timestamptz not null,
  branch text,
  zone text not null,
  day date not null,
  line text,
  class text,
  target boolean not null,
  channel text,
  source text,
  contact_id bigint,
  network_contact_id bigint
);
create index contact_request_by_key on contact_request (key, at);
create index contact_request_by_number on contact_request (number, at) where number is not null;
create index contact_request_by_contact on contact_request (contact_id) where contact_id is not null;
create index contact_request_by_network_contact on contact_request (network_contact_id) where network_contact_id is not null;
create index contact_request_by_day on contact_request (day);

alter table contact_due add column request_id bigint;
insert into contact_due (request_id) select id from request order by id;

-- Kept by the statements that write contact_call, so that it cannot differ from it.
create table call_sum (
  branch text,
  day date not null,
  -- of the branch's clock; null: the row tells apart by the wait
  hour smallint,
  -- seconds, the longest together; null: the row tells apart by the hour
  waited smallint,
  ${names.map((one) => `${one} integer not null`).join(',\n  ')}
);
create unique index call_sum_key on call_sum (branch, day, hour, waited) nulls not distinct;
create index call_sum_by_day on call_sum (day);
${add('select 1 as sign, n.* from contact_call n')}

create function sum_calls() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then ${add('select 1 as sign, n.* from now_so n')}
  elsif tg_op = 'DELETE' then ${add('select -1 as sign, o.* from before o')}
  else ${add('select 1 as sign, n.* from now_so n union all select -1, o.* from before o')}
  end if;
  return null;
end $$;
create trigger contact_call_added after insert on contact_call referencing new table as now_so
  for each statement execute function sum_calls();
create trigger contact_call_removed after delete on contact_call referencing old table as before
  for each statement execute function sum_calls();
create trigger contact_call_changed after update on contact_call referencing new table as now_so old table as before
  for each statement execute function sum_calls();

-- From a missed call that opened the contact to the first conversation.
alter table contact add column answered_in double precision;
update contact c set answered_in = extract(epoch from c.answered_at - c.opened_at)
where c.answered_at > c.opened_at and exists (
  select from contact_call t where t.key = c.key and t.at = c.opened_at and t.missed is not null);
create index contact_answered_in on contact (scope, day) include (answered_in, grp) where answered_in is not null;
drop index contact_answered_later;
`;
