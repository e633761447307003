/** What a system calls a visit that was entered there of a request. */
export const name = '0030-new-visits';

export const sql = /* sql */ `
alter table mis_call_ref drop constraint mis_call_ref_what_check;
alter table mis_call_ref add constraint mis_call_ref_what_check
  check (what in ('call', 'recording', 'ticket', 'outcome', 'visit'));
`;
