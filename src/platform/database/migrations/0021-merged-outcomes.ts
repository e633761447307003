/** What reception said of a call goes with it when it is merged into another: of several outcomes the latest said. */
export const name = '0021-merged-outcomes';

export const sql = /* sql */ `
create function carry_outcome() returns trigger language plpgsql as $$
begin
  update call c set outcome = old.outcome, outcome_reason = old.outcome_reason, outcome_by = old.outcome_by, outcome_at = old.outcome_at
  where c.id = new.merged_into and (c.outcome_at is null or c.outcome_at < old.outcome_at);
  return null;
end $$;
-- Of this column only, so that no other write of a call pays for it.
create trigger call_merged_with_outcome after update of merged_into on call for each row
  when (new.merged_into is not null and new.merged_into is distinct from old.merged_into and old.outcome_at is not null)
  execute function carry_outcome();
`;
