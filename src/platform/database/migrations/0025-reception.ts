/** What reception says at the card beside the outcome: whose the call is where the PBX cannot tell, and a note. */
export const name = '0025-reception';

export const sql = /* sql */ `
alter table call
  add column note text,
  add column note_by text,
  add column note_at timestamptz,
  -- «трубка»: the seat that has the call
  add column taken_seat text,
  add column taken_by text,
  add column taken_at timestamptz,
  -- what had rung by then: keys of legs
  add column taken_legs text[];

-- Of two notes none is lost when their calls become one; of two seats the first has it.
create function carry_said() returns trigger language plpgsql as $$
begin
  update call c set
    note = case when c.note is null then old.note when old.note is null or c.note = old.note then c.note
      when c.note_at <= old.note_at then c.note || E'\\n' || old.note else old.note || E'\\n' || c.note end,
    note_by = case when c.note_at >= old.note_at or old.note is null then c.note_by else old.note_by end,
    note_at = greatest(c.note_at, old.note_at),
    taken_seat = coalesce(c.taken_seat, old.taken_seat),
    taken_by = case when c.taken_seat is null then old.taken_by else c.taken_by end,
    taken_at = case when c.taken_seat is null then old.taken_at else c.taken_at end,
    taken_legs = case when c.taken_seat is null then old.taken_legs else c.taken_legs end
  where c.id = new.merged_into;
  return null;
end $$;
create trigger call_merged_with_words after update of merged_into on call for each row
  when (new.merged_into is not null and new.merged_into is distinct from old.merged_into
    and (old.note_at is not null or old.taken_at is not null))
  execute function carry_said();
`;
