import type { CallRow } from '../api/shapes.ts';

export interface RowFilter {
  missedOnly: boolean;
  /** Part of a name or of a number, however it is punctuated. */
  search: string;
}

/** A call of the outside party that nobody took. */
export function isMissed(row: CallRow): boolean {
  return row.result === 'missed';
}

export function filterCallRows(rows: readonly CallRow[], { missedOnly, search }: RowFilter): CallRow[] {
  const words = foldText(search);
  const digits = /\p{L}/u.test(search) ? '' : nationalDigits(search);
  return rows.filter((row) => {
    if (missedOnly && !isMissed(row)) return false;
    if (words === '') return true;
    if (
      row.caller.candidates.some((person) =>
        foldText(`${person.name} ${person.address} ${person.surname}`).includes(words),
      )
    )
      return true;
    if (digits === '') return false;
    return [row.from, row.to, row.caller.phone].some(
      (number) => number !== null && number.replace(/\D/g, '').includes(digits),
    );
  });
}

/** People write «ё» as «е» and do not care about capitals. */
function foldText(text: string): string {
  return text.trim().toLocaleLowerCase('ru').replaceAll('ё', 'е').replace(/\s+/g, ' ');
}

/** A Russian number is as often begun with 8 as with +7; what follows is the same. */
function nationalDigits(text: string): string {
  return text.replace(/\D/g, '').replace(/^[78](?=\d{9})/, '');
}
