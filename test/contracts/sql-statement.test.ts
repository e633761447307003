import { boundStatement, namesIn, statementProblem } from '../../src/contracts/sql-statement.ts';
import type { SqlEngine } from '../../src/contracts/sql-source.ts';

const values = { key: 'k', phone: '+79000000104', seconds: 56 };
const bind = (text: string, engine: SqlEngine = 'postgresql') => boundStatement(text, engine, values);

describe('a statement with named values', () => {
  it.each<[SqlEngine, string]>([
    ['postgresql', 'insert into c (a, b, c) values ($1, $2, $3)'],
    ['mariadb', 'insert into c (a, b, c) values (?, ?, ?)'],
    ['mysql', 'insert into c (a, b, c) values (?, ?, ?)'],
    ['sqlserver', 'insert into c (a, b, c) values (@trubka_key, @trubka_seconds, @trubka_key)'],
  ])('has the places of %s', (engine, text) => {
    expect(bind('insert into c (a, b, c) values (:key, :seconds, :key)', engine)).toEqual({
      text,
      values: ['key', 'seconds', 'key'].map((name) => ({ name, value: values[name as 'key'] })),
    });
  });

  it.each<[string, string, SqlEngine]>([
    ['a text', "select ':key it''s :key'", 'postgresql'],
    ['an escaped text', String.raw`select 'it\'s :key'`, 'mysql'],
    ['an escape text', String.raw`select E'it\'s :key'`, 'postgresql'],
    ['a dollar text', 'select $body$ :key $body$, $$ :key $$', 'postgresql'],
    ['a quoted name', 'select ":key"', 'postgresql'],
    ['a quoted name', 'select `:key`', 'mariadb'],
    ['a quoted name', 'select [:key]', 'sqlserver'],
    ['a comment', 'select 1 -- :key', 'postgresql'],
    ['a comment', 'select 1 /* :key */', 'sqlserver'],
    ['a comment', 'select 1 # :key', 'mysql'],
    ['a cast', 'select a::text', 'postgresql'],
    ['an assignment', 'select @a := 1', 'mysql'],
  ])('leaves %s as it is: %s', (_what, text, engine) => {
    expect(bind(text, engine)).toEqual({ text, values: [] });
  });

  it('casts a value', () => expect(bind('select :seconds::int').text).toBe('select $1::int'));

  it('keeps the semicolon only where it is a part of the statement', () => {
    expect(bind('select :key;').text).toBe('select $1');
    expect(bind('merge into c using d on 1 = 1;', 'sqlserver').text).toMatch(/;$/);
  });

  it('is not bound to a value that there is none of', () => {
    expect(() => bind('select :nobody')).toThrow(/:nobody/);
    expect(() => bind('select :toString')).toThrow(/:toString/);
  });

  it('names its values once', () => expect(namesIn("select :a, ':b', :a, :c", 'postgresql')).toEqual(['a', 'c']));
});

describe('what is wrong with a statement', () => {
  const known = Object.keys(values);
  const problem = (text: string, use: 'read' | 'write' = 'write', engine: SqlEngine = 'postgresql') =>
    statementProblem(text, { engine, use, known });

  it.each<[string, 'read' | 'write', SqlEngine]>([
    [
      'insert into calls (id, phone) values (:key, :phone) on conflict (id) do update set phone = excluded.phone;',
      'write',
      'postgresql',
    ],
    ['with n as (select :key as k) insert into calls select k from n returning id', 'write', 'postgresql'],
    [
      'merge dbo.calls as c using (select :key as k) n on c.k = n.k when matched then update set a = 1 when not matched then insert (k) values (n.k);',
      'write',
      'sqlserver',
    ],
    ['exec dbo.AddCall @key = :key', 'write', 'sqlserver'],
    ['call add_call(:key)', 'write', 'mysql'],
    ["-- calls\nselect id from calls where note like '%; drop%' and k = :key", 'read', 'mariadb'],
    ["select id from calls where began = '2026-03-10 10:30:00'", 'read', 'postgresql'],
  ])('nothing: %s', (text, use, engine) => expect(problem(text, use, engine)).toBeNull());

  it.each<[string, RegExp, ('read' | 'write')?, SqlEngine?]>([
    ['', /empty/],
    ['-- :key', /empty/],
    ['insert into c values (:phnoe)', /":phnoe" is not known here; known are: :key, :phone, :seconds/],
    ["insert into c values (':key')", /Take :key out of the quotation marks/],
    ["select id from p where phone like '%:phone'", /Take :phone out/, 'read'],
    ['insert into c values ({{ key }})', /write :key and not {{ key }}/],
    ['insert into c values ($1)', /write :key and not \? or \$1/],
    ['insert into c values (?)', /write :key and not \?/, 'write', 'mysql'],
    ["insert into c values ('Мария)", /quotation mark is not closed/],
    ['insert into c values (:key); delete from c', /one statement/],
    ['delete from c where id = :key', /must begin with INSERT, UPDATE/],
    ['select id from c', /must begin with INSERT, UPDATE/],
    ['update c set id = :key', /must begin with SELECT/, 'read'],
    ['with d as (delete from c returning id) select id from d', /DELETE/, 'read'],
    ['insert into c values (:key) commit', /COMMIT/, 'write', 'sqlserver'],
  ])('%s', (...[text, words, use, engine]) => expect(problem(text, use, engine)).toMatch(words));
});
