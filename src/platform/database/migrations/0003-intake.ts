/**
 * The two halves of one intake transaction. They live in the database because a group of events must be locked, stored
 * and loaded in one round trip: with a statement each, the round trips would be the bottleneck. Inside they are many
 * look-ups by key on purpose: one statement over the whole group is planned anew for every group, which costs more.
 */
export const name = '0003-intake';

export const sql = /* sql */ `
-- batch: { at, householdLimit, recentSince,
--          groups: [{ account, ids: [provider call ids that are one call], held: id:xmin of the row that the asker has | null }],
--                  in order of account and first id
--          events: [{ group (from 0), account, id, key, receivedAt, event, raw (base64) | null }], keys not repeated, in order of key }
-- Finds or numbers the calls, locks them in order of id, joins what belongs together, stores what is new and answers
-- what the fold needs: { xid, groups: [call id of each], calls: [{ id, row, events } | { id, fresh }],
--                        stored: [places in events, from 0], merged: [row], entries, asOf, recent, chosen }
-- A row that the asker holds as it is now is not told again: xid is the xmin that the rows written by this transaction get.
-- A fresh call has no row yet: intake_write inserts it whole. Its provider_call row is the lock meanwhile.
create function intake_open(batch jsonb) returns json language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  at timestamptz := (batch ->> 'at')::timestamptz;
  since timestamptz := (batch ->> 'recentSince')::timestamptz;
  groups jsonb := batch -> 'groups';
  one jsonb;
  told jsonb;
  its_account text;
  its_id text;
  found_call bigint;
  own bigint;
  of_group bigint[] := '{}';
  fresh bigint[] := '{}';
  known bigint[] := '{}';
  linked integer[] := '{}';
  parts bigint[];
  merged bigint[] := '{}';
  moved boolean;
  place integer := 0;
  stored integer[] := '{}';
  touched bigint[] := '{}';
  phone text;
  told_calls bigint[] := '{}';
  told_externals text[] := '{}';
  phones text[] := '{}';
  nameless boolean := false;
  its_row json;
  its_external text;
  its_events json;
  unnamed boolean;
  held text;
  same boolean;
  calls json[] := '{}';
  merged_rows json := '[]';
  recent json[] := '{}';
  chosen json[] := '{}';
  someone bigint;
  subject bigint;
begin
  for one in select g.value from jsonb_array_elements(groups) g loop
    its_account := one ->> 'account';
    own := null;
    if jsonb_array_length(one -> 'ids') = 1 then
      its_id := one -> 'ids' ->> 0;
      select p.call_id into found_call from provider_call p where p.account = its_account and p.provider_call_id = its_id;
      if found_call is null then
        own := nextval('call_id');
        insert into provider_call (account, provider_call_id, call_id) values (its_account, its_id, own) on conflict do nothing;
        if found then
          found_call := own;
          fresh := fresh || own;
        else
          select p.call_id into found_call from provider_call p where p.account = its_account and p.provider_call_id = its_id;
          known := known || found_call;
        end if;
      else
        known := known || found_call;
      end if;
      of_group := of_group || found_call;
    else
      -- Linked ids: calls that will be joined must have their rows before.
      linked := linked || cardinality(of_group);
      for its_id in select i.value from jsonb_array_elements_text(one -> 'ids') i order by i.value loop
        select p.call_id into found_call from provider_call p where p.account = its_account and p.provider_call_id = its_id;
        continue when found_call is not null;
        if own is null then
          own := nextval('call_id');
          insert into call (id, account, started_at, learnt_at) values (own, its_account, at, at);
        end if;
        insert into provider_call (account, provider_call_id, call_id) values (its_account, its_id, own) on conflict do nothing;
      end loop;
      of_group := of_group || 0::bigint;
      known := known || array(
        select p.call_id from provider_call p
        where p.account = its_account and p.provider_call_id = any(array(select i.value from jsonb_array_elements_text(one -> 'ids') i)));
      -- Another process was faster with every one of them.
      if own is not null and own <> all(known) then delete from call c where c.id = own; end if;
    end if;
  end loop;

  -- While we waited for a lock another transaction may have joined calls: look again until nothing moved.
  while known <> '{}' loop
    select bool_or(l.merged_into is not null) into moved
    from (select c.merged_into from call c where c.id = any(known) order by c.id for update) l;
    exit when moved is not true;
    known := '{}';
    place := 0;
    for one in select g.value from jsonb_array_elements(groups) g loop
      place := place + 1;
      its_account := one ->> 'account';
      parts := array(
        select distinct p.call_id from provider_call p
        where p.account = its_account and p.provider_call_id = any(array(select i.value from jsonb_array_elements_text(one -> 'ids') i)));
      continue when parts[1] = any(fresh);
      known := known || parts;
      if of_group[place] <> 0 then of_group[place] := parts[1]; end if;
    end loop;
  end loop;

  foreach place in array linked loop
    one := groups -> place;
    its_account := one ->> 'account';
    parts := array(
      select distinct p.call_id from provider_call p
      where p.account = its_account and p.provider_call_id = any(array(select i.value from jsonb_array_elements_text(one -> 'ids') i))
      order by p.call_id);
    of_group[place + 1] := parts[1];
    continue when cardinality(parts) < 2;
    update provider_call set call_id = parts[1] where call_id = any(parts[2:]);
    update call_event set call_id = parts[1] where call_id = any(parts[2:]);
    update call s set chosen_person = l.chosen_person, chosen_by = l.chosen_by, chosen_at = l.chosen_at, caller = null
    from call l where s.id = parts[1] and s.chosen_person is null and l.id = any(parts[2:]) and l.chosen_person is not null;
    update call s set corrected_class = l.corrected_class, corrected_by = l.corrected_by, corrected_at = l.corrected_at, caller = null
    from call l where s.id = parts[1] and s.corrected_class is null and l.id = any(parts[2:]) and l.corrected_class is not null;
    update call set merged_into = parts[1] where id = any(parts[2:]) or merged_into = any(parts[2:]);
    update delivery set state = 'superseded' where call_id = any(parts[2:]) and state in ('owed', 'offered');
    merged := merged || parts[2:];
    -- Another group of this batch may be a call that was just taken over.
    of_group := array(
      select case when g.id = any(parts[2:]) then parts[1] else g.id end from unnest(of_group) with ordinality g(id, n) order by g.n);
  end loop;

  place := 0;
  for told in select e.value from jsonb_array_elements(batch -> 'events') e loop
    insert into event_key (account, key, received_at)
    values (told ->> 'account', told ->> 'key', (told ->> 'receivedAt')::timestamptz)
    on conflict do nothing;
    if found then
      found_call := of_group[(told ->> 'group')::integer + 1];
      insert into call_event (call_id, account, key, received_at, event, raw)
      values (found_call, told ->> 'account', told ->> 'key', (told ->> 'receivedAt')::timestamptz, told -> 'event', decode(told ->> 'raw', 'base64'));
      stored := stored || place;
      if found_call <> all(touched) then touched := touched || found_call; end if;
      phone := told -> 'event' ->> 'external';
      if phone is not null then
        told_calls := told_calls || found_call;
        told_externals := told_externals || phone;
      end if;
    end if;
    place := place + 1;
  end loop;

  if merged <> '{}' then
    select coalesce(json_agg(to_jsonb(c) - 'fold' - 'evidence' - 'caller'), '[]') into merged_rows from call c where c.id = any(merged);
    touched := touched || array(
      select distinct m.merged_into from call m where m.id = any(merged) and m.merged_into <> all(touched));
  end if;
  -- A number of a call whose every fact was known under another call.
  if exists (select from unnest(fresh) f(id) where f.id <> all(touched)) then
    delete from provider_call p where p.call_id = any(array(select f.id from unnest(fresh) f(id) where f.id <> all(touched)));
  end if;

  foreach found_call in array touched loop
    same := false;
    held := groups -> (array_position(of_group, found_call) - 1) ->> 'held';
    if found_call = any(fresh) then
      its_external := null;
      unnamed := true;
    elsif held is not null and merged = '{}' then
      select c.external, c.caller is not null and c.id || ':' || c.xmin = held into its_external, same from call c where c.id = found_call;
      unnamed := false;
    end if;
    if same or found_call = any(fresh) then
      calls := calls || json_build_object('id', found_call, 'fresh', not same);
    else
      select row_to_json(r), r.external, r.caller is null into its_row, its_external, unnamed
      from (
        select c.id, c.account, c.branch, c.zone, c.line, c.direction, c.external, c.state, c.result, c.missed_reason, c.started_at,
          c.answered_at, c.ended_at, c.answered_extension, c.answered_seat, c.wait_seconds, c.talk_seconds, c.kind, c.class,
          c.learnt_at, c.late, c.version, c.caller, c.pops, c.settle_due_at, c.settled_at, c.expired, c.chosen_person,
          c.corrected_class, c.taken_seat, c.taken_legs
        from call c where c.id = found_call) r;
      select json_agg(json_build_object('event', e.event, 'receivedAt', e.received_at)) into its_events
      from call_event e where e.call_id = found_call;
      calls := calls || json_build_object('id', found_call, 'row', its_row, 'events', its_events);
      if unnamed or merged <> '{}' then
        phones := phones || array(
          select distinct e.event ->> 'external' from call_event e
          where e.call_id = found_call and e.event ->> 'external' is not null and e.event ->> 'external' <> all(phones));
      end if;
    end if;
    nameless := nameless or unnamed;
    -- A caller is looked up until the number is known.
    phones := phones || array(
      select distinct t.number from unnest(told_calls, told_externals) t(call_id, number)
      where t.call_id = found_call and (unnamed or t.number is distinct from its_external) and t.number <> all(phones));
  end loop;

  foreach phone in array phones loop
    for its_row in
      select json_build_object('id', c.id, 'external', c.external, 'startedAt', c.started_at,
        'seconds', extract(epoch from c.ended_at - c.started_at)::integer, 'result', c.result)
      from call c where c.external = phone and c.started_at > since and c.merged_into is null and c.direction = 'in'
      order by c.started_at desc limit 30
    loop
      recent := recent || its_row;
    end loop;
    select c.chosen_person, c.subject_person into someone, subject from call c
    where c.external = phone and (c.chosen_person is not null or c.subject_person is not null)
    order by c.started_at desc limit 1;
    if found then
      chosen := chosen || json_build_object('external', phone, 'person', someone, 'subject', subject);
    end if;
  end loop;

  return json_build_object(
    'xid', (pg_current_xact_id()::text::bigint & 4294967295)::text,
    'groups', array_to_json(of_group),
    'calls', array_to_json(calls),
    'stored', array_to_json(stored),
    'merged', merged_rows,
    'entries', case when phones = '{}' then '[]'::json
      else directory_entries(phones, at, (batch ->> 'householdLimit')::integer)::json end,
    'asOf', case when nameless or phones <> '{}' then directory_as_of() end,
    'recent', array_to_json(recent),
    'chosen', array_to_json(chosen)
  );
end $$;

-- changes: { calls: [call columns; fresh: it has no row yet; caller and evidence null: as they were],
--            merged: [{ id, pops, version }], pops: [{ feed, callId, version, type, reason, at }] }
-- Writes the folded calls and the pops; answers the cursor of each pop, in the order given.
create function intake_write(changes jsonb) returns jsonb language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  cursors jsonb;
  now_is record;
begin
  for now_is in
    select * from jsonb_to_recordset(changes -> 'calls') as n(
      id bigint, account text, fresh boolean, branch text, zone text, line text, direction text, external text, state text, result text,
      missed_reason text, started_at timestamptz, answered_at timestamptz, ended_at timestamptz,
      answered_extension text, answered_seat text, wait_seconds integer, talk_seconds integer, kind text, class text,
      learnt_at timestamptz, late boolean, version integer, fold jsonb, caller jsonb, evidence jsonb, pops jsonb,
      settle_due_at timestamptz, settled_at timestamptz, expired boolean)
  loop
    if now_is.fresh then
      insert into call (id, account, branch, zone, line, direction, external, state, result, missed_reason, started_at, answered_at,
        ended_at, answered_extension, answered_seat, wait_seconds, talk_seconds, kind, class, learnt_at, late, version, fold,
        caller, evidence, pops, settle_due_at, settled_at, expired)
      values (now_is.id, now_is.account, now_is.branch, now_is.zone, now_is.line, now_is.direction, now_is.external, now_is.state,
        now_is.result, now_is.missed_reason, now_is.started_at, now_is.answered_at, now_is.ended_at, now_is.answered_extension,
        now_is.answered_seat, now_is.wait_seconds, now_is.talk_seconds, now_is.kind, now_is.class, now_is.learnt_at, now_is.late,
        now_is.version, now_is.fold, now_is.caller, now_is.evidence, now_is.pops, now_is.settle_due_at, now_is.settled_at,
        now_is.expired);
    else
      update call c set
        branch = now_is.branch, zone = now_is.zone, line = now_is.line, direction = now_is.direction, external = now_is.external, state = now_is.state,
        result = now_is.result, missed_reason = now_is.missed_reason, started_at = now_is.started_at, answered_at = now_is.answered_at,
        ended_at = now_is.ended_at, answered_extension = now_is.answered_extension, answered_seat = now_is.answered_seat,
        wait_seconds = now_is.wait_seconds, talk_seconds = now_is.talk_seconds, kind = now_is.kind, class = now_is.class,
        learnt_at = now_is.learnt_at, late = now_is.late, version = now_is.version, fold = now_is.fold,
        caller = coalesce(now_is.caller, c.caller), evidence = coalesce(now_is.evidence, c.evidence), pops = now_is.pops,
        settle_due_at = now_is.settle_due_at, settled_at = now_is.settled_at, expired = now_is.expired
      where c.id = now_is.id;
    end if;
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
