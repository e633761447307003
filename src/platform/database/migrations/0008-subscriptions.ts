/** Until when a provider that must be subscribed to sends its notifications. */
export const name = '0008-subscriptions';

export const sql = /* sql */ `
create table pbx_subscription (
  account text primary key,
  -- of the settings that it was made with; another one is subscribed anew
  settings_hash bytea not null,
  -- null: never subscribed yet
  expires_at timestamptz,
  next_at timestamptz not null,
  failures integer not null default 0,
  last_error text,
  error_kind text check (error_kind in ('transient', 'permanent'))
);
`;
