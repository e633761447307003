import type { PeopleField } from './columns.ts';
import { addDoubts, type Doubt, type ImportReport } from './import-report.ts';
import type { Client } from './import-transaction.ts';
import type { ReadPerson } from './read-person.ts';
import type { RowReader } from './row-reader.ts';

/** Cards that got another number stay the same person, with calls, choices and visits. */
export async function renamePeople(client: Client, source: string, people: readonly ReadPerson[]): Promise<void> {
  const renamed = people.filter(({ formerId }) => formerId !== null);
  if (renamed.length === 0) return;
  const values = [source, renamed.map(({ formerId }) => formerId), renamed.map(({ externalId }) => externalId)];
  const { rows } = await client.query<{ id: number; external_id: string }>(
    `update person p set external_id = x.fresh
     from unnest($2::text[], $3::text[]) as x (former, fresh)
     where p.source = $1 and p.external_id = x.former
       and not exists (select from person q where q.source = $1 and q.external_id = x.fresh)
     returning p.id, p.external_id`,
    values,
  );
  if (rows.length > 0)
    await client.query(
      `update visit v set external_id = 'last:' || x.fresh
       from unnest($2::text[], $3::text[]) as x (former, fresh)
       where v.source = $1 and v.external_id = 'last:' || x.former
         and not exists (select from visit w where w.source = $1 and w.external_id = 'last:' || x.fresh)`,
      values,
    );
}

/** Keeps what a batch says of merges until all cards are in: the surviving one may come later. */
export async function noteMerges(
  client: Client,
  source: string,
  rows: readonly { person: ReadPerson; readers: readonly RowReader<PeopleField>[] }[],
): Promise<void> {
  const merges = rows.flatMap(({ person, readers }) => [
    ...(person.mergedInto === null
      ? []
      : [{ card: person.externalId, into: person.mergedInto, line: readers[0]!.line }]),
    ...(person.formerId === null ? [] : [{ card: person.formerId, into: person.externalId, line: readers[0]!.line }]),
  ]);
  if (merges.length === 0) return;
  await client.query(
    `insert into import_merge (external_id, merged_into, line)
     select x.card, x.into, x.line from jsonb_to_recordset($1::jsonb) as x (card text, "into" text, line int)
     where exists (select from person p where p.source = $2 and p.external_id = x.card)
     on conflict do nothing`,
    [JSON.stringify(merges), source],
  );
}

/** Joins cards as the source says and parts those that it no longer joins. Answers how many were joined anew. */
export async function mergePeople(
  client: Client,
  options: {
    source: string;
    now: Date;
    report: ImportReport;
    onDoubt: ((doubt: Doubt) => void) | undefined;
    /** The source says of every card whether it is merged, not only what it was called before. */
    tellsMerges: boolean;
  },
): Promise<number> {
  const { source, now } = options;
  const doubt = (line: number, problem: string, remedy: string): void =>
    addDoubts(options.report, [{ line, column: '', value: '', problem, remedy }], options.onDoubt);

  const lost = await client.query<{ line: number }>(
    `delete from import_merge m
     where not exists (select from person p where p.source = $1 and p.external_id = m.merged_into)
     returning line`,
    [source],
  );
  for (const { line } of lost.rows.toSorted((one, other) => one.line - other.line))
    doubt(line, 'The card it was merged into is not known; it stays a card of its own.', 'Export that card, too.');
  const rings = await client.query<{ line: number }>(`
    with recursive chain (start, at, depth) as (
      select external_id, merged_into, 1 from import_merge
      union all
      select c.start, m.merged_into, c.depth + 1 from chain c join import_merge m on m.external_id = c.at
      where c.depth < 20 and c.at <> c.start
    )
    delete from import_merge m using chain c where c.start = m.external_id and (c.at = c.start or c.depth = 20)
    returning m.line`);
  for (const { line } of rings.rows.toSorted((one, other) => one.line - other.line))
    doubt(line, 'Cards are merged in a ring; they stay cards of their own.', 'Leave one of them unmerged.');

  const parted = options.tellsMerges
    ? `update person p set merged_into = null, updated_at = $2
       from import_seen s, person into_card
       where p.source = $1 and p.external_id = s.external_id and into_card.id = p.merged_into and into_card.source = $1
         and not exists (select from import_merge m where m.external_id = p.external_id)`
    : null;
  if (parted !== null) await client.query(parted, [source, now]);
  const { rowCount } = await client.query(
    `update person p set merged_into = survivor.id, updated_at = $2
     from import_merge m, person survivor
     where p.source = $1 and p.external_id = m.external_id
       and survivor.source = $1 and survivor.external_id = m.merged_into
       and p.merged_into is distinct from survivor.id`,
    [source, now],
  );
  return rowCount ?? 0;
}
