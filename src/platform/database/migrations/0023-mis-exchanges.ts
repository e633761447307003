/** What a MIS that asks us asked, and what it got. */
export const name = '0023-mis-exchanges';

export const sql = /* sql */ `
create table mis_exchange (
  id bigint generated always as identity primary key,
  account text not null,
  at timestamptz not null,
  -- in the MIS's own word; null: none, or one that was turned away
  method text,
  period_from timestamptz,
  period_to timestamptz,
  page_limit integer,
  page_offset integer,
  -- null where rows make no sense
  rows integer,
  status smallint not null,
  milliseconds integer not null,
  address text not null,
  -- what it was told beside rows; never a number of a person
  said text
);
create index mis_exchange_newest on mis_exchange (account, id desc);
create index mis_exchange_errors on mis_exchange (account, id desc) where status >= 400;
create index mis_exchange_by_time on mis_exchange using brin (at);
`;
