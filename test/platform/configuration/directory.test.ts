import { printableConfiguration } from '../../../src/platform/configuration/index.ts';
import { parseConfiguration } from '../../../src/platform/configuration/read-configuration.ts';

function parse(source: string) {
  return parseConfiguration({
    text: `clinic: { name: Ромашка }
branches: [{ id: center, name: Центр, zone: Europe/Moscow }]
directory:
  sources:
    - ${source.replaceAll('\n', '\n      ')}
`,
    path: 'trubka.yaml',
    providers: { pbx: new Map(), mis: new Map(), sms: new Map() },
    environment: { PASSWORD: 'p@ss/word' },
  });
}

const SQL = `id: clinic-db
kind: sql
engine: sqlserver
address: mssql://reader@192.168.0.10:1433/clinic
password: \${env:PASSWORD}
query: |
  SELECT CardNumber, Name FROM People -- of the clinic`;

describe('sources of people in the configuration', () => {
  it('a query, with its secret and its defaults', () => {
    const result = parse(`${SQL}\ncolumns: { externalId: CardNumber, phone: [Phone, Mobile] }`);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(result.configuration.directory.sources).toMatchObject([
      {
        id: 'clinic-db',
        people: 'patients',
        password: 'p@ss/word',
        everyMinutes: 60,
        timeoutSeconds: 300,
        full: false,
      },
    ]);
    expect(result.secrets.has('p@ss/word')).toBe(true);
    expect(JSON.stringify(printableConfiguration(result.configuration, result.secrets))).not.toContain('p@ss/word');
  });

  it('none by default', () => {
    const result = parse('{ id: a, kind: csv, path: a.csv }');
    expect(result.ok && result.configuration.directory.sources).toHaveLength(1);
  });

  it.each([
    ['a kind that there is not', 'id: a\nkind: ftp', 'kind', /./],
    ['a query without an engine', 'id: a\nkind: sql\naddress: mysql://a/b\nquery: select 1', 'kind', /needs engine/],
    ['a file without a path', 'id: a\nkind: csv', 'kind', /needs path/],
    ['a file with a query', 'id: a\nkind: csv\npath: a.csv\nquery: select 1', 'query', /kind csv has no query/],
    ['a query that writes', SQL.replace('SELECT CardNumber, Name FROM', 'DELETE FROM'), 'query', /begin with SELECT/],
    ['two statements', SQL.replace('-- of', '; DROP TABLE x -- of'), 'query', /one statement/],
    ['an address of another engine', SQL.replace('mssql:', 'postgres:'), 'address', /not one of sqlserver/],
    ['an account that is not there', 'id: a\nkind: mis\naccount: ident', 'account', /no such account/],
    ['a branch that is not there', 'id: a\nkind: csv\npath: a.csv\nbranch: north', 'branch', /no such branch/],
    ['the id of cards that people write', 'id: manual\nkind: csv\npath: a.csv', 'id', /taken/],
    ['a field of ours that there is not', 'id: a\nkind: csv\npath: a.csv\ncolumns: { mobile: Phone }', 'columns', /./],
  ])('%s is told with its place', (_title, source, key, words) => {
    const result = parse(source);
    expect(result.ok).toBe(false);
    const found = result.ok
      ? []
      : result.problems.filter((problem) => problem.key.startsWith(`directory.sources[0].${key}`));
    expect(found.map(({ message }) => message).join()).toMatch(words);
    expect(found[0]?.line).toEqual(expect.any(Number));
    expect(found[0]?.remedy).toMatch(/\S/);
  });
});
