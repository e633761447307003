import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { readHeader } from './columns.ts';
import { decodeText } from './decode-text.ts';
import { findHeader, HEADER_WITHIN, type HeaderRules } from './find-header.ts';
import { ImportRefused } from './import-refused.ts';
import { delimiters, type ChosenFormat, type Encoding, type ImportSource, type Table, type TableRow } from './table.ts';

const MAXIMUM_ROW = 1_000_000;
/**
 * Reads a CSV file row by row, never the whole of it. The delimiter (`;`, `,`, tab, `|`) and the header row are found by
 * the column names. Throws ImportRefused for what is no such file.
 */
export async function openCsv<Field extends string>(
  file: ImportSource,
  rules: HeaderRules<Field>,
  chosen: ChosenFormat = {},
): Promise<Table<Field>> {
  const stream = typeof file === 'string' ? createReadStream(file, { highWaterMark: 256 * 1024 }) : null;
  const size = typeof file === 'string' ? await sizeOf(file) : null;
  // Where only ASCII was seen, every encoding that is known here reads it the same.
  let encoding: Encoding = 'utf-8';
  const text = decodeText(stream ?? (file as AsyncIterable<Uint8Array | string>), {
    chosen: chosen.encoding,
    onEncoding: (found) => (encoding = found),
  });
  const { head, ended } = await readHead(text);
  if (head.trim() === '') throw new ImportRefused('The file is empty.', 'Export it once more.');
  const separator = /^\uFEFF?sep=(.)\r?\n/.exec(head)?.[1];
  const delimiter = chosen.delimiter ?? separator ?? likelyDelimiter(head, rules);
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
  return {
    columns,
    rows: { [Symbol.asyncIterator]: () => parsed },
    share: () => (stream === null || size === null || size === 0 ? null : Math.min(1, stream.bytesRead / size)),
    format: () => ({ kind: 'csv', encoding, delimiter }),
    close: async () => {
      stream?.destroy();
      source.destroy();
      parser.destroy();
      await Promise.resolve();
    },
  };
}

/** Null for what cannot be asked; reading it says what is wrong. */
async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
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
  let best: { delimiter: string; known: number; cells: number } = { delimiter: ';', known: 0, cells: 0 };
  for (const delimiter of delimiters) {
    for (const line of lines) {
      const cells = line.split(delimiter).map((cell) => cell.replace(/^\s*"|"\s*$/g, ''));
      const known = new Set(readHeader(cells, rules.known).of.map((column) => column.field)).size;
      if (known > best.known || (known === best.known && cells.length > best.cells && best.known === 0))
        best = { delimiter, known, cells: cells.length };
    }
  }
  return best.delimiter;
}

async function* parsedRows(
  parser: AsyncIterable<{ info: { lines: number }; record: string[] }>,
): AsyncGenerator<TableRow> {
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
