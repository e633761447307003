/** Calls whose recordings somebody had erased: what is told of them later is not fetched either. */
export const name = '0020-recording-erasures';

export const sql = /* sql */ `
create table recording_erasure (
  call_id bigint primary key references call (id),
  at timestamptz not null,
  who text not null
);
insert into recording_erasure (call_id, at, who)
select call_id, now(), 'trubka' from recording where reason = 'erased' group by call_id;
`;
