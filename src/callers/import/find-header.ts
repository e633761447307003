import { readHeader, type Columns } from './columns.ts';
import { ImportRefused } from './import-refused.ts';
import type { TableRow } from './table.ts';

export interface HeaderRules<Field extends string> {
  known: Record<Field, readonly string[]>;
  mapping?: Partial<Record<Field, string | readonly string[]>> | undefined;
  /** What is missing to make sense of the rows, null when nothing is. */
  lacks(fields: ReadonlySet<Field>): string | null;
}

/** Exports put a title or a filter above the header. */
export const HEADER_WITHIN = 10;

/** Reads on until a row names the columns. Throws ImportRefused when none of the first ten does. */
export async function findHeader<Field extends string>(
  rows: AsyncIterator<TableRow>,
  rules: HeaderRules<Field>,
  skipFirst: boolean,
): Promise<Columns<Field>> {
  let refusal: ImportRefused | undefined;
  for (let seen = 0; seen < HEADER_WITHIN; seen++) {
    const next = await rows.next();
    if (next.done) break;
    if (seen === 0 && skipFirst) continue;
    try {
      return checkedHeader(next.value.cells, rules);
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new ImportRefused('The file has no header.', 'The first row must name the columns.');
}

/** The columns of a header row. Throws ImportRefused when they do not suffice. */
export function checkedHeader<Field extends string>(
  cells: readonly string[],
  rules: HeaderRules<Field>,
): Columns<Field> {
  const columns = readHeader(cells, rules.known, rules.mapping);
  const lack = rules.lacks(new Set(columns.of.map((column) => column.field)));
  if (lack === null) return columns;
  throw new ImportRefused(
    `There is no column for ${lack}.`,
    `Add it to the export, or name the columns with a mapping.${seenColumns(cells)}`,
  );
}

function seenColumns(cells: readonly string[]): string {
  const names = cells.map((cell) => cell.trim()).filter(Boolean);
  // A row of data in the place of the header would be quoted: only short words without digits are shown.
  if (names.length === 0 || names.length > 60 || names.some((name) => name.length > 40 || /\d{3}/.test(name)))
    return '';
  return ` The columns are called: ${names.join(', ')}.`;
}
