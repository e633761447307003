import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { readHeader, type Columns } from './columns.ts';
import { decodeText } from './decode-text.ts';
import { ImportRefused } from './import-refused.ts';

export type ImportSource = string | AsyncIterable<Uint8Array | string>;

export interface CsvRow {
  line: number;
  cells: readonly string[];
}

export interface HeaderRules<Field extends string> {
  known: Record<Field, readonly string[]>;
  mapping?: Partial<Record<Field, string | readonly string[]>> | undefined;
  /** What is missing to make sense of the file, null when nothing is. */
  lacks(fields: ReadonlySet<Field>): string | null;
}

const MAXIMUM_ROW = 1_000_000;
/** Exports put a title or a filter above the header. */
const HEADER_WITHIN = 10;

/**
 * Reads a CSV file row by row, never the whole of it. The delimiter (`;`, `,`, tab) and the header row are found by
 * the column names. Throws ImportRefused for what is no such file.
 */
export async function openCsv<Field extends string>(
  file: ImportSource,
  rules: HeaderRules<Field>,
): Promise<{ columns: Columns<Field>; rows: AsyncIterable<CsvRow> }> {
  const text = decodeText(typeof file === 'string' ? createReadStream(file, { highWaterMark: 256 * 1024 }) : file);
  const { head, ended } = await readHead(text);
  if (head.trim() === '') throw new ImportRefused('The file is empty.', 'Export it once more.');
  const separator = /^\uFEFF?sep=(.)\r?\n/.exec(head)?.[1];
  const delimiter = separator ?? likelyDelimiter(head, rules);
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAXIMUM_ROW,
  });
  const source = Readable.from(
    (async function* () {
      yield head;
      if (!ended) yield* text;
    })(),
  );
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  const parsed = parsedRows(parser)[Symbol.asyncIterator]();
  const columns = await findHeader(parsed, rules, separator !== undefined);
  return { columns, rows: { [Symbol.asyncIterator]: () => parsed } };
}

async function readHead(text: AsyncGenerator<string>): Promise<{ head: string; ended: boolean }> {
  let head = '';
  for (;;) {
    const next = await nextText(text);
    if (next.done) return { head, ended: true };
    head += next.value;
    if (head.split('\n', HEADER_WITHIN + 1).length > HEADER_WITHIN || head.length > MAXIMUM_ROW)
      return { head, ended: false };
  }
}

async function nextText(text: AsyncGenerator<string>): Promise<IteratorResult<string, unknown>> {
  try {
    return await text.next();
  } catch (cause) {
    if (cause instanceof ImportRefused) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new ImportRefused(`The file cannot be read (${code}).`, 'Check its name and that Trubka may read it.', {
      cause,
    });
  }
}

function likelyDelimiter<Field extends string>(head: string, rules: HeaderRules<Field>): string {
  const lines = head.split(/\r?\n/, HEADER_WITHIN).map((line) => line.replace(/^\uFEFF/, ''));
  let best = { delimiter: ';', known: 0, cells: 0 };
  for (const delimiter of [';', ',', '\t']) {
    for (const line of lines) {
      const cells = line.split(delimiter).map((cell) => cell.replace(/^\s*"|"\s*$/g, ''));
      const known = new Set(readHeader(cells, rules.known).of.map((column) => column.field)).size;
      if (known > best.known || (known === best.known && cells.length > best.cells && best.known === 0))
        best = { delimiter, known, cells: cells.length };
    }
  }
  return best.delimiter;
}

async function findHeader<Field extends string>(
  rows: AsyncIterator<CsvRow>,
  rules: HeaderRules<Field>,
  skipFirst: boolean,
): Promise<Columns<Field>> {
  let refusal: ImportRefused | undefined;
  for (let seen = 0; seen < HEADER_WITHIN; seen++) {
    const next = await rows.next();
    if (next.done) break;
    if (seen === 0 && skipFirst) continue;
    try {
      const columns = readHeader(next.value.cells, rules.known, rules.mapping);
      const lack = rules.lacks(new Set(columns.of.map((column) => column.field)));
      if (lack === null) return columns;
      refusal ??= new ImportRefused(
        `The file has no column for ${lack}.`,
        'Add it to the export, or name the columns with a mapping.',
      );
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new ImportRefused('The file has no header.', 'The first row must name the columns.');
}

async function* parsedRows(
  parser: AsyncIterable<{ info: { lines: number }; record: string[] }>,
): AsyncGenerator<CsvRow> {
  try {
    for await (const { info, record } of parser) yield { line: info.lines, cells: record };
  } catch (cause) {
    if (cause instanceof ImportRefused) throw cause;
    const { code, lines } = cause as { code?: string; lines?: number };
    if (code === undefined || !code.startsWith('CSV_')) throw cause;
    const problem =
      code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
        ? 'A quotation mark is opened and never closed'
        : `The file is not a CSV that can be read (${code})`;
    throw new ImportRefused(
      `${problem}, at line ${lines ?? '?'} at the latest.`,
      'Correct that row and import again.',
      { cause },
    );
  }
}
