import type { Columns } from './columns.ts';

/** Path, or the bytes as they come. */
export type ImportSource = string | AsyncIterable<Uint8Array | string>;

export interface TableRow {
  /** Where to look in the source: the line of a file, the row of a sheet or of a query's answer; 1 is the first. */
  line: number;
  cells: readonly string[];
}

/** Rows of a file, a sheet, a query or a MIS, read one after the other, once, never all at a time. */
export interface Table<Field extends string> {
  columns: Columns<Field>;
  rows: AsyncIterable<TableRow>;
  /** From 0 to 1, null where the length is not known. */
  share(): number | null;
  /** To be called however the reading ended. */
  close(): Promise<void>;
}
