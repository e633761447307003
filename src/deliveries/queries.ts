import { CompiledQuery, type Kysely } from 'kysely';
import type { Tables } from '../platform/database/index.ts';

type Rows = Promise<{ rows: unknown[] }>;

/** A transaction that is open already: kysely's, or a client of the pool. */
export type OpenTransaction = Kysely<Tables> | { query(text: string, values: unknown[]): Rows };

/** Plain statements on either. */
export type Queries = <Row>(text: string, values: unknown[]) => Promise<Row[]>;

export function queriesOf(tx: OpenTransaction): Queries {
  const run = (text: string, values: unknown[]): Rows =>
    'executeQuery' in tx ? tx.executeQuery(CompiledQuery.raw(text, values)) : tx.query(text, values);
  return async <Row>(text: string, values: unknown[]) => (await run(text, values)).rows as Row[];
}
