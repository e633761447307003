export const name = '0019-rule-versions';

/**
 * Rules that were saved while Trubka runs; the newest counts. `text` null: the rules of the file count again. `parent`: the
 * version that was changed or returned to. `file`: a hash of the rule sections that the file had then.
 */
export const sql = /* sql */ `
create table rule_version (
  id integer primary key generated always as identity,
  at timestamptz not null,
  who text not null,
  text text,
  note text not null,
  parent integer references rule_version,
  file text not null
);
`;
