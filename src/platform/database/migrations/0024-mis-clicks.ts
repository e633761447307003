/** Clicks on numbers in systems of the clinic: which call of which PBX came of them. */
export const name = '0024-mis-clicks';

export const sql = /* sql */ `
create table mis_click (
  account text not null,
  -- what the system calls the call
  ref text not null,
  pbx_account text not null,
  provider_call_id text not null,
  at timestamptz not null,
  primary key (pbx_account, provider_call_id, account)
);
`;
