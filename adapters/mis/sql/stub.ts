/** A table of calls, requests and cards as a clinic may have them, with the statements that its people would write. */
export const sqlTables = [
  `create table if not exists calls (
     id bigint generated always as identity primary key, key varchar(40) unique, card varchar(20), phone varchar(20),
     seconds integer, started timestamp, note text, recording text)`,
  'create table if not exists requests (id bigint generated always as identity primary key, key varchar(40), text text)',
  'create table if not exists cards (id integer primary key, name varchar(200), phone varchar(40), phone2 varchar(40))',
] as const;

export const sqlStatements = {
  find: "select id, name, phone, phone2 from cards where regexp_replace(concat(phone, phone2), '\\D', '', 'g') like '%' || :national || '%'",
  call: {
    insert: `insert into calls (key, card, phone, seconds, started, note)
             values (:key, :personId, :phone, :seconds, :started::timestamp, :note) returning id`,
    update: 'update calls set card = :personId, seconds = :seconds, note = :note where id = :ref::bigint',
    lookUp: 'select id from calls where key = :key',
  },
  recording: 'update calls set recording = :recording where id = :ref::bigint',
  ticket: { insert: 'insert into requests (key, text) values (:key, :text) returning id' },
} as const;

export interface SqlRowRead {
  table: 'call' | 'ticket';
  id: string;
  card: string | null;
  seconds: number | null;
  recording: string | null;
}

export const readSqlTables = `select 'call' as "table", id::text, card, seconds, recording from calls
  union all select 'ticket', id::text, null, null, null from requests`;
