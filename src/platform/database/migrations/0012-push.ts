/** What we tell others: which revision arrived, and who wants nothing more. */
export const name = '0012-push';

export const sql = /* sql */ `
alter table delivery
  -- the highest revision that is known to have arrived
  add column sent_revision integer;

alter table sending_pace
  -- the target wants nothing more: what is owed waits until a person says otherwise, or the address is another one
  add column stopped_at timestamptz,
  add column stopped_reason text,
  add column stopped_target text;
`;
