import type { SqlProblem } from '../../src/contracts/sql-source.ts';

const problems: Readonly<Record<number, SqlProblem>> = {
  18456: 'login',
  18452: 'login',
  4060: 'database',
  916: 'database',
  208: 'table',
  207: 'column',
  229: 'permission',
  230: 'permission',
  102: 'syntax',
  105: 'syntax',
  156: 'syntax',
  3906: 'writes',
  515: 'value',
  547: 'value',
  2601: 'value',
  2627: 'value',
  2628: 'value',
  8152: 'value',
  8114: 'value',
  245: 'value',
  241: 'value',
  1222: 'timeout',
  1205: 'interrupted',
};

/** What went wrong. `detail` names tables and columns where they help, never values. `answered`: the server said it. */
export function sqlServerProblem(error: unknown): { problem: SqlProblem; detail: string; answered: boolean } {
  const { code = 'unknown', number, message = '' } = error as { code?: string; number?: number; message?: string };
  const answered = number !== undefined;
  const of = (problem: SqlProblem, detail: string) => ({ problem, detail, answered });
  const known = problems[number ?? 0];
  if (known === 'value') return of(known, [number, /column '([^']+)'/i.exec(message)?.[1]].filter(Boolean).join(' '));
  // These name tables and columns only.
  if (known !== undefined)
    return of(known, /table|column|permission/.test(known) ? `${number}: ${message}` : `${number}`);
  if (code === 'ELOGIN') return of('login', code);
  if (code === 'ETIMEOUT') return of(/connect/i.test(message) ? 'host' : 'timeout', code);
  if (/certificate|self.signed|SSL|TLS/i.test(message)) return of('encryption', code);
  if (/^(?:ESOCKET|EINSTLOOKUP|ENOTFOUND|ECONNREFUSED)$/.test(code)) return of('host', code);
  if (/^(?:ECONNCLOSED|ENOTOPEN|EABORT|ECANCEL|ENOCONN)$/.test(code)) return of('interrupted', code);
  return of('other', number === undefined ? code : `${number}`);
}
