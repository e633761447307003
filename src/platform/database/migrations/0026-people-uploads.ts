/** Files of people that somebody sends from the page of the import, until they are imported or forgotten. */
export const name = '0026-people-uploads';

export const sql = /* sql */ `
create table people_upload (
  id uuid primary key default gen_random_uuid(),
  -- Who sent it, as access.Identity names them; nobody else sees it.
  owner bigint not null,
  name text not null,
  bytes bigint not null default 0,
  created_at timestamptz not null,
  state text not null check (state in ('arriving', 'waiting', 'running', 'done', 'failed', 'cancelled')),
  -- Of the run that goes on or ended last.
  dry_run boolean,
  started_at timestamptz,
  finished_at timestamptz,
  told_at timestamptz,
  rows int not null default 0,
  share double precision,
  cancel_asked boolean not null default false,
  report jsonb,
  failure jsonb,
  -- Nearly, until a run has read it to its end.
  total_rows int
);
create index people_upload_created on people_upload (created_at);
create table people_upload_part (
  upload uuid not null references people_upload on delete cascade,
  kind text not null check (kind in ('file', 'doubts')),
  n int not null,
  data bytea not null,
  primary key (upload, kind, n)
);
`;
