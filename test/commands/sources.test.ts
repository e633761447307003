import type { SourceView } from '../../src/callers/index.ts';
import { showProgress } from '../../src/commands/show-progress.ts';
import { formatSources } from '../../src/commands/sources-command.ts';

const source: SourceView = {
  ...{ id: 'clinic-db', kind: 'sql', people: 'patients', state: 'failing', refreshedAt: '2026-11-18T07:00:00.000Z' },
  ...{ ageSeconds: 7200, count: 18_240, withoutPhone: 338, everyMinutes: 60, nextAt: null, progress: null },
  error: { message: 'The server does not answer.', kind: 'transient', since: '2026-11-18T08:00:00.000Z', times: 3 },
  report: null,
};

describe('trubka sources', () => {
  it('tells the age of what is known, and why it is not newer', () => {
    expect(formatSources([source])).toBe(
      `clinic-db  sql, patients, every 60 min: failing, 2 h old, 18240 (338 without a phone)
  fails since 2026-11-18T08:00:00.000Z (3 times): The server does not answer.
`,
    );
    expect(formatSources([{ ...source, ageSeconds: null, error: null, state: 'waiting' }])).toContain('not read yet');
    expect(formatSources([])).toContain('Nobody is in the directory yet');
  });
});

describe('progress', () => {
  const told = (isTTY: boolean): string[] => {
    const lines: string[] = [];
    const write = (text: string): boolean => lines.push(text) > 0;
    const shown = showProgress('import', { isTTY, write });
    shown.progress(1000, 0.25);
    shown.progress(2000, null);
    shown.end();
    return lines;
  };
  it('is one line on a terminal', () =>
    expect(told(true)).toEqual(['\rimport: 1000 rows, 25 %…  ', '\rimport: 2000 rows…  ', '\r\u001b[K']));
  it('is a line every five seconds elsewhere: none for what is quick', () => expect(told(false)).toEqual([]));
});
