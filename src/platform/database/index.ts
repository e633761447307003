export { openDatabase, type Database, type Sql } from './database.ts';
export { migrate } from './migrate.ts';
export type { Tables } from './tables.ts';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/start-embedded-postgres.ts';
export type { PostgresBinaries } from './embedded/postgres-binaries.ts';
export type { Pool, PoolClient, QueryResult } from './pg-types.ts';
export { inTransaction, retried } from './in-transaction.ts';
export { readPostgres } from './read-postgres.ts';
export { writePostgres } from './write-postgres.ts';
export { writeBackup, type BackupFile } from './backup/write-backup.ts';
export { readBackup } from './backup/read-backup.ts';
export { UnusableBackup } from './backup/backup-format.ts';
