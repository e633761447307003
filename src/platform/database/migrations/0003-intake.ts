/**
 * The two halves of one intake transaction. They live in the database because a group of events must be locked, stored
 * and loaded in one round trip: with a statement each, the round trips would be the bottleneck.
 */
export const name = '0003-intake';

export const sql = /* sql */ `
-- batch: { at, householdLimit, recentSince,
--          groups: [{ account, ids: [provider call ids that are one call] }],
--          events: [{ account, id, key, receivedAt, event, raw (base64) | null }] }
-- Finds or creates the calls, locks them in order of id, joins what belongs together, stores what is new and answers
-- what the fold needs: { calls: [{ row, events }], merged: [row], entries, asOf, recent, chosen }
create function intake_open(batch jsonb) returns json language plpgsql
-- Every look-up is by a key. A plan that was made while the tables of a new clinic were empty would read them whole.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  at timestamptz := (batch ->> 'at')::timestamptz;
  accounts text[];
  ids text[];
  numbers integer[];
  known integer;
  wanted bigint[];
  moved boolean;
  touched bigint[];
  one record;
  parts bigint[];
  merged bigint[] := '{}';
  phones text[];
  nameless boolean;
begin
  select array_agg(g.x ->> 'account'), array_agg(i.id), array_agg(g.n::integer)
  into accounts, ids, numbers
  from jsonb_array_elements(batch -> 'groups') with ordinality g(x, n)
  cross join lateral jsonb_array_elements_text(g.x -> 'ids') i(id);

  select count(*), array_agg(distinct p.call_id) into known, wanted
  from unnest(accounts, ids) b(account, id)
  join provider_call p on p.account = b.account and p.provider_call_id = b.id;

  if known < cardinality(ids) then
    insert into provider_call (account, provider_call_id, call_id)
    select k.account, k.id, k.call_id
    from (
      select b.account, b.id, n.call_id
      from unnest(accounts, ids, numbers) b(account, id, number)
      join (select d.number, nextval('call_id') as call_id
            from (select distinct u.number from unnest(accounts, ids, numbers) u(account, id, number)
                  where not exists (select 1 from provider_call p where p.account = u.account and p.provider_call_id = u.id)) d) n
        on n.number = b.number
      where not exists (select 1 from provider_call p where p.account = b.account and p.provider_call_id = b.id)
    ) k
    order by k.account, k.id
    on conflict do nothing;

    insert into call (id, account, started_at, learnt_at)
    select distinct on (p.call_id) p.call_id, p.account, at, at
    from unnest(accounts, ids) b(account, id)
    join provider_call p on p.account = b.account and p.provider_call_id = b.id
    where not exists (select 1 from call c where c.id = p.call_id)
    order by p.call_id
    on conflict do nothing;

    select array_agg(distinct p.call_id) into wanted
    from unnest(accounts, ids) b(account, id)
    join provider_call p on p.account = b.account and p.provider_call_id = b.id;
  end if;

  -- While we waited for a lock another transaction may have joined calls: look again until nothing moved.
  loop
    select bool_or(l.merged_into is not null) into moved
    from (select merged_into from call where id = any(wanted) order by id for update) l;
    exit when moved is not true;
    select array_agg(distinct p.call_id) into wanted
    from unnest(accounts, ids) b(account, id)
    join provider_call p on p.account = b.account and p.provider_call_id = b.id;
  end loop;

  if cardinality(ids) > jsonb_array_length(batch -> 'groups') then
    for one in
      select b.number, count(*) from unnest(accounts, ids, numbers) b(account, id, number) group by b.number having count(*) > 1
    loop
      select array_agg(distinct p.call_id order by p.call_id) into parts
      from unnest(accounts, ids, numbers) b(account, id, number)
      join provider_call p on p.account = b.account and p.provider_call_id = b.id
      where b.number = one.number;
      continue when cardinality(parts) < 2;
      update provider_call set call_id = parts[1] where call_id = any(parts[2:]);
      update call_event set call_id = parts[1] where call_id = any(parts[2:]);
      update call s set chosen_person = l.chosen_person, chosen_by = l.chosen_by, chosen_at = l.chosen_at, caller = null
      from call l where s.id = parts[1] and s.chosen_person is null and l.id = any(parts[2:]) and l.chosen_person is not null;
      update call set merged_into = parts[1] where id = any(parts[2:]) or merged_into = any(parts[2:]);
      update delivery set state = 'superseded' where call_id = any(parts[2:]) and state in ('owed', 'offered');
      merged := merged || parts[2:];
    end loop;
  end if;

  with incoming as (
    select distinct on (e.x ->> 'account', e.x ->> 'key')
      e.x ->> 'account' as account, e.x ->> 'id' as id, e.x ->> 'key' as key,
      (e.x ->> 'receivedAt')::timestamptz as received_at, e.x -> 'event' as event,
      decode(e.x ->> 'raw', 'base64') as raw
    from jsonb_array_elements(batch -> 'events') with ordinality e(x, n)
    order by e.x ->> 'account', e.x ->> 'key', e.n
  ), keyed as (
    insert into event_key (account, key, received_at)
    select account, key, received_at from incoming order by account, key
    on conflict do nothing
    returning account, key
  ), stored as (
    insert into call_event (call_id, account, key, received_at, event, raw)
    select p.call_id, i.account, i.key, i.received_at, i.event, i.raw
    from incoming i
    join keyed k on k.account = i.account and k.key = i.key
    join provider_call p on p.account = i.account and p.provider_call_id = i.id
    returning call_id
  )
  select array_agg(distinct call_id) into touched from stored;

  if merged <> '{}' then
    touched := array(
      select t from unnest(touched) t
      union select m.merged_into from call m where m.id = any(merged) and m.merged_into is not null);
  end if;
  if touched is null or touched = '{}' then
    return json_build_object('calls', '[]'::json, 'merged', '[]'::json, 'entries', '[]'::json, 'asOf', null,
      'recent', '[]'::json, 'chosen', '[]'::json);
  end if;

  -- A caller is looked up until the number is known.
  select array_agg(distinct e.event ->> 'external') filter (where e.event ->> 'external' is not null
      and (c.external is null or c.caller is null or e.event ->> 'external' <> c.external)),
    bool_or(c.caller is null)
  into phones, nameless
  from call c join call_event e on e.call_id = c.id
  where c.id = any(touched);

  return json_build_object(
    'calls', (
      select json_agg(json_build_object('row', row_to_json(c), 'events', e.events))
      from (
        select id, account, branch, zone, line, direction, external, state, result, missed_reason, started_at, answered_at,
          ended_at, answered_extension, answered_seat, wait_seconds, talk_seconds, kind, class, learnt_at, late, version,
          caller, pops, settle_due_at, settled_at, expired, chosen_person
        from call where id = any(touched)) c
      join lateral (
        select json_agg(json_build_object('event', e.event, 'receivedAt', e.received_at)) as events
        from call_event e where e.call_id = c.id) e on true),
    'merged', case when merged = '{}' then '[]'::json else (
      select json_agg(to_jsonb(c) - 'fold' - 'evidence' - 'caller') from call c where c.id = any(merged)) end,
    'entries', case when phones is null then '[]'::json
      else directory_entries(phones, at, (batch ->> 'householdLimit')::integer)::json end,
    'asOf', case when nameless or phones is not null then directory_as_of() end,
    'recent', case when phones is null then '[]'::json else coalesce((
      select json_agg(json_build_object('id', c.id, 'external', c.external, 'startedAt', c.started_at,
        'seconds', extract(epoch from c.ended_at - c.started_at)::integer, 'result', c.result))
      from unnest(phones) f(phone)
      cross join lateral (
        select * from call where external = f.phone and started_at > (batch ->> 'recentSince')::timestamptz
          and merged_into is null and direction = 'in'
        order by started_at desc limit 30) c), '[]') end,
    'chosen', case when phones is null then '[]'::json else coalesce((
      select json_agg(json_build_object('external', c.external, 'person', c.chosen_person))
      from unnest(phones) f(phone)
      cross join lateral (
        select external, chosen_person from call where external = f.phone and chosen_person is not null
        order by started_at desc limit 1) c), '[]') end
  );
end $$;

-- changes: { calls: [call columns], pops: [{ feed, callId, version, type, reason, at }] }
-- Writes the folded calls and the pops; answers the cursor of each pop, in the order given.
create function intake_write(changes jsonb) returns jsonb language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  cursors jsonb;
  now_is record;
begin
  -- One by one by key: a join would be planned for a hundred rows and read the whole table of a new clinic.
  for now_is in
    select * from jsonb_to_recordset(changes -> 'calls') as n(
      id bigint, branch text, zone text, line text, direction text, external text, state text, result text,
      missed_reason text, started_at timestamptz, answered_at timestamptz, ended_at timestamptz,
      answered_extension text, answered_seat text, wait_seconds integer, talk_seconds integer, kind text, class text,
      learnt_at timestamptz, late boolean, version integer, fold jsonb, caller jsonb, evidence jsonb, pops jsonb,
      settle_due_at timestamptz, settled_at timestamptz, expired boolean)
  loop
    update call c set
      branch = now_is.branch, zone = now_is.zone, line = now_is.line, direction = now_is.direction, external = now_is.external, state = now_is.state,
      result = now_is.result, missed_reason = now_is.missed_reason, started_at = now_is.started_at, answered_at = now_is.answered_at,
      ended_at = now_is.ended_at, answered_extension = now_is.answered_extension, answered_seat = now_is.answered_seat,
      wait_seconds = now_is.wait_seconds, talk_seconds = now_is.talk_seconds, kind = now_is.kind, class = now_is.class,
      learnt_at = now_is.learnt_at, late = now_is.late, version = now_is.version, fold = now_is.fold, caller = now_is.caller,
      evidence = coalesce(now_is.evidence, c.evidence), pops = now_is.pops, settle_due_at = now_is.settle_due_at,
      settled_at = now_is.settled_at, expired = now_is.expired
    where c.id = now_is.id;
  end loop;

  for now_is in
    select * from jsonb_to_recordset(changes -> 'merged') as n(id bigint, pops jsonb, version integer)
  loop
    update call c set pops = now_is.pops, version = now_is.version where c.id = now_is.id;
  end loop;

  -- The counters are locked in order of feed and held to the commit, so cursor order is commit order.
  with wanted as (
    select w.x ->> 'feed' as feed, (w.x ->> 'callId')::bigint as call_id, (w.x ->> 'version')::integer as version,
      w.x ->> 'type' as type, w.x ->> 'reason' as reason, (w.x ->> 'at')::timestamptz as at, w.n
    from jsonb_array_elements(changes -> 'pops') with ordinality w(x, n)
  ), counted as (
    insert into feed_counter as f (feed, cursor)
    select feed, count(*) from wanted group by feed order by feed
    on conflict (feed) do update set cursor = f.cursor + excluded.cursor
    returning feed, cursor
  ), placed as (
    select w.*, c.cursor - count(*) over (partition by w.feed) + row_number() over (partition by w.feed order by w.n) as cursor
    from wanted w join counted c on c.feed = w.feed
  ), written as (
    insert into pop (feed, cursor, call_id, version, type, reason, at)
    select feed, cursor, call_id, version, type, reason, at from placed
  )
  select coalesce(jsonb_agg(cursor order by n), '[]') into cursors from placed;
  return cursors;
end $$;
`;
