import { z } from 'zod';

/**
 * A backup is a gzipped tar: `manifest.json`, then `tables/<name>/<part>.copy` (what PostgreSQL's COPY writes as text),
 * then `files/<path>`, then `end.json`. A backup without its end was cut short.
 */
export const BACKUP_FORMAT = 1;

export const manifestSchema = z.object({
  format: z.literal(BACKUP_FORMAT),
  createdAt: z.iso.datetime(),
  /** Migrations that the database had. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  /** Last given value by sequence; null: none was given. */
  sequences: z.record(z.string(), z.number().nullable()),
});

export const endSchema = z.object({ rows: z.record(z.string(), z.number()), files: z.number() });

export type Manifest = z.infer<typeof manifestSchema>;
export type BackupEnd = z.infer<typeof endSchema>;

/** Such a backup cannot be read back; the message says why and what to do. */
export class UnusableBackup extends Error {
  override readonly name = 'UnusableBackup';
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
