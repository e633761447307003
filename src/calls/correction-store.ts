import { z } from 'zod';
import type { PoolClient, Pool } from '../platform/database/index.ts';
import type { DirectoryBefore } from '../callers/index.ts';

export const correctionKinds = [
  'caller',
  'class',
  'number-added',
  'number-removed',
  'not-this-person',
  'contractor',
  'staff',
  'spam',
  'person',
  'outcome',
] as const;
export type CorrectionKind = (typeof correctionKinds)[number];

/** What undoing puts back. */
export interface Before {
  call?: {
    chosenPerson?: number | null;
    correctedClass?: string | null;
    class?: string | null;
    outcome?: string | null;
    outcomeReason?: string | null;
  };
  directory?: DirectoryBefore;
}

export interface CorrectionRow {
  id: number;
  at: Date;
  who: string;
  what: CorrectionKind;
  call_id: number | null;
  phone: string | null;
  person_id: number | null;
  before: Before;
  undone_at: Date | null;
  undone_by: string | null;
}

export const correctionSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  who: z.string(),
  what: z.enum(correctionKinds),
  callId: z.string().nullable(),
  personId: z.string().nullable(),
  undone: z.boolean(),
});
export type CorrectionView = z.infer<typeof correctionSchema>;

export interface NewCorrection {
  at: Date;
  who: string;
  what: CorrectionKind;
  /** The word for the audit. */
  audited: string;
  callId: number | null;
  phone: string | null;
  personId: number | null;
  before: Before;
}

/** Keeps what a person said, what it replaced, and the audit's row; no name and no number goes to the audit. */
export async function recordCorrection(client: PoolClient, told: NewCorrection): Promise<CorrectionRow> {
  const { at, who, what, callId, phone, personId, before } = told;
  const { rows } = await client.query<CorrectionRow>(
    `insert into correction (at, who, what, call_id, phone, person_id, before) values ($1, $2, $3, $4, $5, $6, $7) returning *`,
    [at, who, what, callId, phone, personId, JSON.stringify(before)],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('the correction was not stored');
  await audit(client, {
    at,
    who,
    what: told.audited,
    subject: callId === null ? `person ${personId}` : `call ${callId}`,
    detail: { correction: row.id, person: personId, ...(before.call && { before: before.call }) },
  });
  return row;
}

export async function audit(
  client: PoolClient,
  entry: { at: Date; who: string; what: string; subject: string; detail: object },
): Promise<void> {
  await client.query('insert into audit (at, who, what, subject, detail) values ($1, $2, $3, $4, $5)', [
    entry.at,
    entry.who,
    entry.what,
    entry.subject,
    JSON.stringify(entry.detail),
  ]);
}

/** Newest first, with what was said of calls that became this one. */
export async function listCorrections(pool: Pool, callId: number): Promise<CorrectionView[]> {
  const { rows } = await pool.query<CorrectionRow>(
    `select * from correction where call_id = $1 or call_id in (select id from call where merged_into = $1)
     order by id desc limit 50`,
    [callId],
  );
  return rows.map(correctionView);
}

export function correctionView(row: CorrectionRow): CorrectionView {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    who: row.who,
    what: row.what,
    callId: row.call_id === null ? null : String(row.call_id),
    personId: row.person_id === null ? null : String(row.person_id),
    undone: row.undone_at !== null,
  };
}
