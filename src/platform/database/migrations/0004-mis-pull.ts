/** Requests that wait for their time, and which of the clinic's branches a branch of the MIS is. */
export const name = '0004-mis-pull';

export const sql = /* sql */ `
create index delivery_held on delivery (account, kind, next_attempt_at) where state = 'offered' and published_at is null;

alter table timetable_name add column branch text;
`;
