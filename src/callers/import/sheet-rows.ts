import type { TableRow } from './table.ts';
import type { XlsxStrings } from './xlsx-strings.ts';
import type { Workbook } from './xlsx-workbook.ts';
import { xmlChunks } from './xml-events.ts';

const DAY_MS = 86_400_000;
/** Excel's day 0, with its 29 February 1900 that never was. */
const EPOCH = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** A sheet has no more. */
const COLUMNS = 16_384;

/** The rows of a sheet (ECMA-376 part 1, §18.3), each cell as a person would type it. */
export async function* sheetRows(
  bytes: AsyncIterable<Buffer>,
  { isDay, from1904 }: Pick<Workbook, 'isDay' | 'from1904'>,
  strings: XlsxStrings,
): AsyncGenerator<TableRow> {
  let found: TableRow[] = [];
  let line = 0;
  let cells: string[] = [];
  let column = 0;
  let type = 'n';
  let style = 0;
  let value = '';
  let reading = false;
  let phonetic = false;

  const cellText = (): string => {
    if (value === '') return '';
    if (type === 's') return plain(strings.at(Number(value)));
    if (type === 'b') return value === '1' ? 'да' : 'нет';
    if (type === 'd') return value.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?Z?$/, '');
    if (type !== 'n') return plain(value);
    const number = Number(value);
    if (isDay[style] === true && Number.isFinite(number)) return dayText(number, from1904);
    return Number.isSafeInteger(number) ? number.toFixed(0) : Number.isFinite(number) ? String(number) : value;
  };

  const chunks = xmlChunks(bytes, {
    open(name, attribute) {
      if (name === 'row') {
        line = Number(attribute('r') ?? line + 1);
        cells = [];
        column = 0;
      } else if (name === 'c') {
        column = columnOf(attribute('r')) ?? column + 1;
        type = attribute('t') ?? 'n';
        style = Number(attribute('s') ?? 0);
        value = '';
      } else if (name === 'rPh') phonetic = true;
      reading = name === 'v' || (name === 't' && !phonetic);
    },
    text(piece) {
      if (reading) value += piece;
    },
    close(name) {
      reading = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'c' && column <= COLUMNS) {
        const text = cellText();
        if (text !== '') {
          while (cells.length < column - 1) cells.push('');
          cells[column - 1] = text;
        }
        value = '';
      }
      if (name === 'row') found.push({ line, cells });
    },
  });
  for await (const _ of chunks) {
    const ready = found;
    found = [];
    yield* ready;
  }
}

/** `AB12` → 28. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/i.exec(reference ?? '')?.[0].toUpperCase();
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function dayText(days: number, from1904: boolean): string {
  // A time of day is a fraction, half a second wrong at times.
  const at = new Date(Math.round(((from1904 ? EPOCH_1904 : EPOCH) + days * DAY_MS) / 1000) * 1000);
  if (Number.isNaN(at.getTime())) return String(days);
  const text = at.toISOString();
  if (days < 1 && days > 0) return text.slice(11, 19);
  return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** A sheet writes what XML cannot hold as `_x000D_`. */
function plain(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([\dA-F]{4})_/gi, (_whole, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;
}
