/** People who were erased, their cards that sources may still have, sealed secrets of authenticators. */
export const name = '0028-erasures';

export const sql = /* sql */ `
create table erasure (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  -- src/privacy/erasure-reasons.ts
  reason text not null,
  -- of the letter that asked for it; never a name or a number
  reference text,
  -- what stands where the person stood: a row of person without anything of them
  person_id bigint not null,
  -- what went, by kind
  counts jsonb not null
);
create index erasure_by_time on erasure (at desc, id desc);

-- Made at the first erasure; a backup takes it along.
create table erasure_salt (single boolean primary key default true check (single), salt uuid not null);
create function erased_card_hash(source text, external_id text) returns bytea language sql stable as $$
  select sha256(convert_to(concat_ws(chr(10), (select s.salt::text from erasure_salt s), source, external_id), 'UTF8'))
$$;
-- Cards that a source must not bring back. last_seen_at: the source still has it.
create table erased_card (
  source text not null,
  hash bytea not null,
  erasure_id bigint not null references erasure (id),
  last_seen_at timestamptz,
  -- a person let the card come back
  readmitted_at timestamptz,
  primary key (source, hash)
);
create index erased_card_by_erasure on erased_card (erasure_id);

-- Whose call it was: the row of person that stands for somebody who was erased. Such a call holds no number and no name,
-- whatever is told of it later.
alter table call add column erased_person bigint;
create index call_by_erased_person on call (erased_person) where erased_person is not null;

create function event_without_person(event jsonb) returns jsonb language sql immutable as $$
  select (event - 'tags') || '{"external": null, "recording": null}'
$$;
create function keep_call_erased() returns trigger language plpgsql as $$
begin
  if old.erased_person is not null then
    new.class := old.class;
    new.kind := old.kind;
    new.caller := old.caller;
    new.chosen_person := null;
    new.subject_person := null;
    new.corrected_class := old.corrected_class;
    new.settled_at := old.settled_at;
    new.settle_due_at := old.settle_due_at;
  end if;
  new.external := null;
  new.evidence := null;
  new.chosen_person := null;
  new.subject_person := null;
  new.outcome_reason := null;
  new.note := null;
  new.fold := new.fold || jsonb_build_object('external', null, 'recordings', '[]'::jsonb, 'tags', '[]'::jsonb);
  new.caller := new.caller || jsonb_build_object('phone', null, 'candidates', '[]'::jsonb) - 'earlierCalls';
  update call_event e set event = event_without_person(e.event), raw = null
  where e.call_id = new.id and (e.raw is not null or e.event is distinct from event_without_person(e.event));
  return new;
end $$;
create trigger call_stays_erased before update on call for each row
  when (new.erased_person is not null) execute function keep_call_erased();

-- The secret of an authenticator, sealed with the clinic's own key.
alter table app_user
  drop column totp_secret,
  drop column totp_pending,
  add column totp_secret bytea,
  add column totp_pending bytea;
`;
