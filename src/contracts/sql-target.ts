import type { SqlEngine } from './sql-source.ts';
import type { SqlValues } from './sql-statement.ts';

/** Where a database of somebody else is. */
export interface SqlPlace {
  /** `postgres://`, `mysql://` or `mssql://user@host:port/database`. */
  address: string;
  /** Instead of the one in the address; needs no escaping. */
  password: string | undefined;
}

export interface SqlStep {
  /** One statement with its values as `:name`; they are bound and never written into the text. */
  text: string;
  /** Or what they are after the steps before. */
  values: SqlValues | ((done: readonly SqlDone[]) => SqlValues);
  effect: 'read' | 'write';
}

export type BoundStep = SqlStep & { values: SqlValues };

/** Steps that happen all or not at all. */
export interface SqlGo extends SqlPlace {
  steps: readonly SqlStep[];
  /** Everything is taken back at the end. */
  undo?: boolean;
  timeoutSeconds: number;
  signal: AbortSignal;
}

/** Values as texts: days and times as they are stored, `true` and `false`. */
export type SqlRow = Readonly<Record<string, string | null>>;

export interface SqlDone {
  rows: readonly SqlRow[];
  /** Rows that were written or, of an update, found; null: the server does not tell. */
  changed: number | null;
}

/**
 * Writes to one engine, over a connection of its own, in one transaction. Throws TransientFailure where nothing happened
 * (no connection, refused in passing, a read without an answer), AmbiguousFailure where a write was sent and no answer
 * came, PermanentFailure where the server refuses; one that refuses the whole account says that it `stops`. Messages
 * name tables and columns, never values or secrets.
 */
export type SqlWriter = (go: SqlGo) => Promise<SqlDone[]>;

export type SqlWriters = Readonly<Record<SqlEngine, SqlWriter>>;
