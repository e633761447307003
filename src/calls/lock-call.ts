import type { PoolClient } from '../platform/database/index.ts';
import type { CallRecordRow } from './apply-facts.ts';

/** A call of the register with what people said of it. */
export type SaidRow = CallRecordRow & {
  chosen_by: string | null;
  chosen_at: Date | null;
  corrected_by: string | null;
  corrected_at: Date | null;
  subject_person: number | null;
  outcome: string | null;
  outcome_reason: string | null;
  note: string | null;
  note_by: string | null;
  note_at: Date | null;
  evidence: unknown;
};

/** The call that this id leads to, locked; null when there is none, or none that these branches may see. */
export async function lockCall(
  client: PoolClient,
  id: number,
  branches: readonly string[] | null,
): Promise<SaidRow | null> {
  const { rows } = await client.query<SaidRow & { merged_into: number | null }>(
    `select * from call
     where id = (select coalesce(asked.merged_into, asked.id) from call asked where asked.id = $1) for update`,
    [id],
  );
  const row = rows[0];
  if (row === undefined) return null;
  if (row.merged_into !== null) return lockCall(client, row.merged_into, branches);
  return branches === null || (row.branch !== null && branches.includes(row.branch)) ? row : null;
}
