import type { CallRow } from '../api/shapes.ts';

const aside: ReadonlySet<string> = new Set(['staff', 'contractor', 'spam']);

/** Talks of a workplace that nobody has said the outcome of, the oldest first. An older server tells no outcomes. */
export function toSortOut(rows: readonly CallRow[], seat: string | null): CallRow[] {
  if (seat === null) return [];
  return rows
    .filter(
      (row) =>
        row.outcome === null &&
        row.direction === 'in' &&
        row.result === 'answered' &&
        row.endedAt !== null &&
        row.answeredBy?.seat === seat &&
        !(row.class !== null && aside.has(row.class)),
    )
    .toReversed();
}
