import type { config as SqlServerSettings } from 'mssql';
import type { SqlPlace } from '../../src/contracts/sql-target.ts';

const CONNECT_MS = 15_000;

/** `?encrypt=`, `?trustServerCertificate=` and `?instance=` stand behind the address; null: it is none of a SQL Server. */
export function sqlServerSettings(
  { address, password, timeoutSeconds }: SqlPlace & { timeoutSeconds: number },
  use: 'read' | 'write',
): SqlServerSettings | null {
  if (!URL.canParse(address) || !/^(?:mssql|sqlserver):/.test(address)) return null;
  // Only addresses of the web have their parts decoded the usual way.
  const url = new URL(address.replace(/^\w+:/, 'http:'));
  const flag = (name: string): boolean | undefined => {
    const value = url.searchParams.get(name);
    return value === null ? undefined : value === 'true' || value === 'yes' || value === '1';
  };
  const instance = url.searchParams.get('instance');
  return {
    server: url.hostname,
    // `http:` hides its own port.
    ...(instance === null && { port: Number(/:(\d+)(?=[/?]|$)/.exec(address.replace(/^[^@]*@/, ''))?.[1] ?? 1433) }),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    password: password ?? decodeURIComponent(url.password),
    connectionTimeout: CONNECT_MS,
    requestTimeout: timeoutSeconds * 1000,
    pool: { min: 0, max: 1 },
    validateConnection: false,
    options: {
      ...(instance !== null && { instanceName: instance }),
      encrypt: flag('encrypt') ?? true,
      trustServerCertificate: flag('trustServerCertificate') ?? false,
      readOnlyIntent: use === 'read',
      appName: use === 'read' ? 'trubka directory' : 'trubka',
      useUTC: true,
      abortTransactionOnError: true,
    },
  };
}
