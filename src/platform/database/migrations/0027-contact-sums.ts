/** Contacts summed by day, so that a year of a million calls is counted as fast as a week. */
export const name = '0027-contact-sums';

/**
 * What of a contact stays true however late it is looked at; what hangs on the hour (the forecast, who is lost by now) is
 * read from the contacts that still run.
 */
const sums: Readonly<Record<string, string>> = {
  contacts: '1',
  openings: 'c.openings',
  said: '(c.outcome is not null)::integer',
  with_missed: '(c.missed > 0)::integer',
  // no conversation in time, and nothing was said that makes one needless
  late: `(coalesce(c.answered_at > c.answer_due_at, true) and coalesce(c.outcome, 'callback') = 'callback')::integer`,
  unreviewed: '(c.outcome is null and c.booked is null)::integer',
  marked_only: '(c.booked_mark and c.booked is null)::integer',
  ...booked('marks', 'c.booked_mark'),
  ...booked('mis', 'c.booked is not null'),
  ...booked('strong', `coalesce(c.booked = 'strong', false)`),
};

/** By each way to know who booked. */
function booked(by: string, condition: string): Record<string, string> {
  return {
    [`booked_by_${by}`]: `(${condition})::integer`,
    [`waiting_or_${by}`]: `(${condition} or c.waiting_list)::integer`,
    [`came_by_${by}`]: `(${condition} and c.came)::integer`,
  };
}

const names = Object.keys(sums);
/** Adds what these contacts count; `sign` takes away. In the order of the key, so that two writers never wait for each other. */
const add = (rows: string): string => `
insert into contact_sum as s (scope, whole, day, grp, owner, line, channel, source, ${names.join(', ')})
select scope, grouping(owner) = 1, day, grp, owner, line, channel, source, ${names.map((one) => `sum(sign * ${sums[one]})`).join(', ')}
from (${rows}) c
group by grouping sets ((scope, day, grp), (scope, day, grp, owner, line, channel, source))
having (${names.map((one) => `sum(sign * ${sums[one]})`).join(', ')}) is distinct from (${names.map(() => '0').join(', ')})
order by 1, 2, 3, 4, 5, 6, 7, 8
on conflict (scope, whole, day, grp, owner, line, channel, source) do update set
  ${names.map((one) => `${one} = s.${one} + excluded.${one}`).join(',\n  ')};`;

export const sql = /* sql */ `
-- Kept by the statements that write contacts, so that it cannot differ from them.
create table contact_sum (
  scope text not null,
  -- the whole group in one row, else what one owner, line, channel and source have of it
  whole boolean not null,
  day date not null,
  grp text not null,
  owner text,
  line text,
  channel text,
  source text,
  ${names.map((one) => `${one} integer not null`).join(',\n  ')}
);
create unique index contact_sum_key on contact_sum (scope, whole, day, grp, owner, line, channel, source) nulls not distinct;
${add('select 1 as sign, n.* from contact n')}

create function sum_contacts() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then ${add('select 1 as sign, n.* from now_so n')}
  elsif tg_op = 'DELETE' then ${add('select -1 as sign, o.* from before o')}
  else ${add('select 1 as sign, n.* from now_so n union all select -1, o.* from before o')}
  end if;
  return null;
end $$;
create trigger contact_added after insert on contact referencing new table as now_so
  for each statement execute function sum_contacts();
create trigger contact_removed after delete on contact referencing old table as before
  for each statement execute function sum_contacts();
create trigger contact_changed after update on contact referencing new table as now_so old table as before
  for each statement execute function sum_contacts();

-- What still runs: a visit to come, a term to answer.
create index contact_ahead on contact (scope, visit_at) where visit_at is not null;
create index contact_running on contact (scope, answer_due_at);
drop index contact_by_day;
create index contact_by_day on contact (scope, day);
-- Missed first and answered later: how long it took.
create index contact_answered_later on contact (scope, day) where answered_at > opened_at;

-- What people said of bookings: few among many.
create index booking_said on booking (call_id) where said and call_id is not null;

-- Whether the MIS tells consultations and results at all.
create index visit_with_marks on visit (branch) where marks <> '{}';
create index visit_told_consultation on visit (branch) where is_consultation is not null;
`;
