import type { Columns } from './columns.ts';

/** Path, or the bytes as they come. */
export type ImportSource = string | AsyncIterable<Uint8Array | string>;

export interface TableRow {
  /** Where to look in the source: the line of a file, the row of a sheet or of a query's answer; 1 is the first. */
  line: number;
  cells: readonly string[];
}

export const encodings = ['utf-8', 'windows-1251', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof encodings)[number];
export const delimiters = [';', ',', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** How a file was taken. */
export type TableFormat = { kind: 'csv'; encoding: Encoding; delimiter: string } | { kind: 'xlsx' };

/** What a person says of a CSV file; told by its content where left out. */
export interface ChosenFormat {
  encoding?: Encoding | undefined;
  delimiter?: Delimiter | undefined;
}

/** Rows of a file, a sheet, a query or a MIS, read one after the other, once, never all at a time. */
export interface Table<Field extends string> {
  columns: Columns<Field>;
  rows: AsyncIterable<TableRow>;
  /** From 0 to 1, null where the length is not known. */
  share(): number | null;
  /** Of a file; surer the more of it was read. */
  format?(): TableFormat;
  /** To be called however the reading ended. */
  close(): Promise<void>;
}
