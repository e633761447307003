export interface Doubt {
  /** Line of the file where the row ends, row of the sheet or of the query's answer; 1 is the first. */
  line: number;
  /** As the file calls it, empty when the whole row is meant. */
  column: string;
  /** The cell as it is written; masked in a report unless it is asked for. */
  value: string;
  problem: string;
  remedy: string;
}

export interface ImportReport {
  /** Rows below the header, empty ones not counted. */
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  /** Rows that were not imported; each is among the doubtful. */
  skipped: number;
  /** Rows that told further numbers of the person in the row before. */
  joined: number;
  /** Cards that the source says live on in another one, beside those known as such before. */
  merged: number;
  /** Rows of people without a readable number. */
  withoutPhone: number;
  /** Missing from a complete file: people marked as deleted, visits as cancelled. */
  removed: number;
  /** Rows of people who were erased here and whom the source still has; they were left out. */
  erased: number;
  /** The first thousand; `doubtfulCount` counts all. */
  doubtful: Doubt[];
  doubtfulCount: number;
  /** Columns that mean nothing to us, as the file calls them. */
  ignoredColumns: string[];
}

const KEPT = 1000;

export function emptyReport(): ImportReport {
  return {
    rows: 0,
    added: 0,
    changed: 0,
    unchanged: 0,
    skipped: 0,
    joined: 0,
    merged: 0,
    withoutPhone: 0,
    removed: 0,
    erased: 0,
    doubtful: [],
    doubtfulCount: 0,
    ignoredColumns: [],
  };
}

/** `onDoubt` gets those beyond the first thousand, too. */
export function addDoubts(report: ImportReport, doubts: readonly Doubt[], onDoubt?: (doubt: Doubt) => void): void {
  report.doubtfulCount += doubts.length;
  for (const doubt of doubts) {
    if (report.doubtful.length < KEPT) report.doubtful.push(doubt);
    onDoubt?.(doubt);
  }
}
