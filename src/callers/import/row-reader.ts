import type { Column, Columns } from './columns.ts';
import type { Doubt } from './import-report.ts';
import type { TableRow } from './table.ts';

/** The cells of one row by field, and what was doubtful about them. */
export class RowReader<Field extends string> {
  readonly line: number;
  readonly doubts: Doubt[] = [];
  readonly #columns: Columns<Field>;
  readonly #cells: readonly string[];

  constructor(columns: Columns<Field>, row: TableRow) {
    this.#columns = columns;
    this.#cells = row.cells;
    this.line = row.line;
  }

  get isEmpty(): boolean {
    return this.#cells.every((cell) => cell.trim() === '');
  }

  /** A cell that is there beyond the header means that the row is shifted: nothing in it is where it belongs. */
  get isShifted(): boolean {
    return this.#cells.slice(this.#columns.count).some((cell) => cell.trim() !== '');
  }

  has(field: Field): boolean {
    return this.#columns.of.some((column) => column.field === field);
  }

  /** The text of a field without control characters, empty when there is none. */
  text(field: Field): string {
    const column = this.#columns.of.find((one) => one.field === field);
    return column === undefined ? '' : this.#cell(column);
  }

  texts(field: Field): { column: Column<Field>; text: string }[] {
    return this.#columns.of
      .filter((column) => column.field === field)
      .map((column) => ({ column, text: this.#cell(column) }))
      .filter(({ text }) => text !== '');
  }

  /** What `read` makes of a written field; null and a doubt when it makes nothing of it. */
  read<Value>(field: Field, read: (text: string) => Value | null, remedy: string): Value | null {
    const text = this.text(field);
    if (text === '') return null;
    const value = read(text);
    if (value === null) this.doubt(field, 'The value cannot be read and was left out.', remedy);
    return value;
  }

  /** The problem never quotes the cell; its value goes where it can be masked. */
  doubt(field: Field | null, problem: string, remedy: string): void {
    const column = this.#columns.of.find((one) => one.field === field);
    if (column !== undefined) this.doubtColumn(column, problem, remedy);
    else this.doubts.push({ line: this.line, column: '', value: '', problem, remedy });
  }

  doubtColumn(column: Column<Field>, problem: string, remedy: string): void {
    const value = this.#cell(column).slice(0, 200);
    this.doubts.push({ line: this.line, column: column.header, value, problem, remedy });
  }

  #cell(column: Column<Field>): string {
    const cell = this.#cells[column.index] ?? '';
    // PostgreSQL stores no NUL; line ends inside a cell stay for the phones.
    const text = cell.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').trim();
    return text.startsWith('=') || text.startsWith("'") ? withoutExcelMark(text) : text;
  }
}

/** `="8916…"` and `'8916…` are how a sheet is told that something is text. */
function withoutExcelMark(text: string): string {
  return (/^="(.*)"$/s.exec(text)?.[1] ?? text.replace(/^'/, '')).trim();
}
