import type { SqlProblem } from '../../contracts/sql-source.ts';

/** The address with its password; null for one that is not of a PostgreSQL. */
export function postgresAddress(place: { address: string; password: string | undefined }): string | null {
  if (!URL.canParse(place.address) || !/^postgres(?:ql)?:/.test(place.address)) return null;
  const url = new URL(place.address);
  if (place.password !== undefined) url.password = encodeURIComponent(place.password);
  return url.href;
}

const problems: Readonly<Record<string, SqlProblem>> = {
  '28P01': 'login',
  '28000': 'login',
  '3D000': 'database',
  '42P01': 'table',
  '3F000': 'table',
  '42703': 'column',
  '42501': 'permission',
  '42601': 'syntax',
  '25006': 'writes',
  '57014': 'timeout',
  '55P03': 'timeout',
  '40001': 'interrupted',
  '40P01': 'interrupted',
  '57P01': 'interrupted',
  '57P02': 'interrupted',
  '57P03': 'host',
  '53300': 'host',
};

interface PostgresError {
  code?: string;
  message?: string;
  severity?: string;
  column?: string;
  constraint?: string;
}

/** What went wrong. `detail` names tables and columns where they help, never values. `answered`: the server said it. */
export function postgresProblem(error: unknown): { problem: SqlProblem; detail: string; answered: boolean } {
  const { code, message = '', severity, column, constraint } = error as PostgresError;
  const answered = severity !== undefined && code !== undefined;
  const of = (problem: SqlProblem, detail: string) => ({ problem, detail, answered });
  const known = problems[code ?? ''];
  if (known !== undefined) {
    const named = ['table', 'column', 'permission', 'syntax', 'database'].includes(known);
    return of(known, named ? `${code} ${message}` : (code ?? ''));
  }
  if (answered && /^(?:22|23)/.test(code)) return of('value', [code, column, constraint].filter(Boolean).join(' '));
  if (answered && code.startsWith('53')) return of('host', code);
  if (code !== undefined && /^(?:E[A-Z]+|08\w{3})$/.test(code)) return of('host', code);
  if (/SASL|password/i.test(message)) return of('login', 'password');
  if (/timeout/i.test(message)) return of('host', 'no answer in time');
  if (/SSL|certificate/i.test(message)) return of('encryption', code ?? 'TLS');
  if (/terminated|closed/i.test(message)) return of('interrupted', 'closed');
  return of('other', code ?? 'unknown');
}
