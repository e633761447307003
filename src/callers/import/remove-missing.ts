import type { PeopleField } from './columns.ts';
import { ImportRefused } from './import-refused.ts';
import type { ImportReport } from './import-report.ts';
import type { Client } from './import-transaction.ts';

const FEW = 20;

/**
 * Marks who is missing from a complete list. Refuses when that is most of the directory: a query that lost its rows is
 * likelier than a clinic that lost its patients.
 */
export async function removeMissing(
  client: Client,
  options: {
    source: string;
    kind: string;
    now: Date;
    report: ImportReport;
    fields: ReadonlySet<PeopleField>;
    allowLoss?: boolean;
  },
): Promise<number> {
  const { source, now, report } = options;
  if (report.rows === report.skipped)
    throw new ImportRefused('The list holds nobody, so it cannot be the complete one.', 'Check the export.');
  // A list whose rows tell their kind is complete for all kinds.
  const kind = options.fields.has('kind') ? null : options.kind;
  const known = await client.query<{ count: number }>(
    'select count(*) from person where source = $1 and kind = coalesce($2, kind) and deleted_at is null',
    [source, kind],
  );
  const { rowCount } = await client.query(
    `update person p set deleted_at = $3, updated_at = $3
     where p.source = $1 and p.kind = coalesce($2, p.kind) and p.deleted_at is null
       and not exists (select from import_seen s where s.external_id = p.external_id)`,
    [source, kind, now],
  );
  const before = known.rows[0]?.count ?? 0;
  const removed = rowCount ?? 0;
  if (options.allowLoss !== true && before >= FEW && removed > before / 2)
    throw new ImportRefused(
      `The list would remove ${removed} of ${before} people; the old directory stays.`,
      'Check that the export is whole. If it is, repeat with --allow-loss.',
    );
  return removed;
}
