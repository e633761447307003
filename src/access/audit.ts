import type { Sql } from '../platform/database/index.ts';

/** Keeps who did what to what. `subject` is an id, never a name or a number. */
export async function writeAudit(
  sql: Sql,
  entry: { at: Date; who: string; what: string; subject: string; detail?: Record<string, unknown> },
): Promise<void> {
  await sql
    .insertInto('audit')
    .values({
      at: entry.at,
      who: entry.who,
      what: entry.what,
      subject: entry.subject,
      detail: JSON.stringify(entry.detail ?? null),
    })
    .execute();
}
