import { z } from 'zod';
import { sqlAddressProblem, type SqlEngine } from '../../src/contracts/sql-source.ts';
import type { MisApiContext } from '../../src/contracts/mis-api.ts';
import type { SqlDone, SqlStep } from '../../src/contracts/sql-target.ts';

/** Where a database is that an account writes to. */
export const sqlPlace = {
  address: z
    .string()
    .min(1)
    .max(1000)
    .meta({
      description: 'Where the database is, with the user.',
      examples: ['postgres://trubka@192.168.0.10:5432/telephony'],
    }),
  password: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .meta({
      description: 'Password of the user in the address.',
      examples: ['${env:CLINIC_DB_PASSWORD}'],
      secret: true,
    }),
  timeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(25)
    .default(15)
    .meta({ description: 'The longest that one statement may take there.' }),
} as const;

export interface SqlPlaceSettings {
  engine: SqlEngine;
  address: string;
  password?: string | undefined;
  timeoutSeconds: number;
}

/** Refuses an address of another engine than the one that is told, and a password in the open. */
export function refuseOtherAddress(
  place: SqlPlaceSettings,
  context: z.core.$RefinementCtx,
  at: readonly string[],
): void {
  const problem = sqlAddressProblem(place.address, place.engine);
  if (problem !== null)
    context.addIssue({
      code: 'custom',
      path: [...at, 'address'],
      message: `${problem} The engine is ${place.engine}.`,
    });
}

/** Steps in one transaction of the account's database. */
export function goSql(
  { engine, address, password, timeoutSeconds }: SqlPlaceSettings,
  { sql, signal }: Pick<MisApiContext<unknown>, 'sql' | 'signal'>,
  steps: readonly SqlStep[],
  { undo = false }: { undo?: boolean } = {},
): Promise<SqlDone[]> {
  return sql[engine]({ address, password, timeoutSeconds, signal, steps, undo });
}

/** What tells one database from another: nothing of who asks it. */
export function sqlTarget({ address }: Pick<SqlPlaceSettings, 'address'>): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}
