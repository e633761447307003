import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHeader, type HeaderRules } from './find-header.ts';
import { ImportRefused } from './import-refused.ts';
import { sheetRows } from './sheet-rows.ts';
import type { Table, TableRow } from './table.ts';
import { createXlsxStrings } from './xlsx-strings.ts';
import { readWorkbook } from './xlsx-workbook.ts';
import { openZip } from './zip-file.ts';

/**
 * Reads an Excel workbook (.xlsx) row by row: the first sheet whose first rows name the columns. Throws ImportRefused
 * for what is no such workbook. Why not a library: exceljs breaks Cyrillic letters where a chunk of the file ends
 * within one, and leaves out all but the last piece of a text with formats in it.
 */
export async function openXlsx<Field extends string>(path: string, rules: HeaderRules<Field>): Promise<Table<Field>> {
  const zip = await openZip(path).catch((error: unknown) => {
    throw unreadable(error);
  });
  const folder = await mkdtemp(join(tmpdir(), 'trubka-xlsx-'));
  const strings = createXlsxStrings(join(folder, 'strings'));
  let opened: AsyncIterator<TableRow> | undefined;
  const close = async (): Promise<void> => {
    await opened?.return?.();
    strings.close();
    await zip.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const workbook = await readWorkbook(zip, strings);
    let refusal = new ImportRefused('The workbook has no sheet with rows.', 'Export it once more.');
    for (const sheet of workbook.sheets) {
      const bytes = counted(zip.read(sheet));
      opened = refusing(sheetRows(bytes.all, workbook, strings));
      try {
        const columns = await findHeader(opened, rules, false);
        const rows = opened;
        const size = zip.sizeOf(sheet);
        return {
          columns,
          rows: { [Symbol.asyncIterator]: () => rows },
          share: () => (size === 0 ? null : Math.min(1, bytes.read() / size)),
          format: () => ({ kind: 'xlsx' }),
          close,
        };
      } catch (error) {
        if (!(error instanceof ImportRefused)) throw error;
        refusal = error;
        await opened.return?.();
      }
    }
    throw refusal;
  } catch (error) {
    await close();
    throw error instanceof ImportRefused ? error : unreadable(error);
  }
}

function counted(bytes: AsyncIterable<Buffer>): { all: AsyncIterable<Buffer>; read(): number } {
  let read = 0;
  const all = (async function* () {
    for await (const chunk of bytes) {
      read += chunk.length;
      yield chunk;
    }
  })();
  return { all, read: () => read };
}

async function* refusing(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow> {
  try {
    yield* rows;
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause: unknown): ImportRefused {
  return new ImportRefused(
    'This Excel workbook cannot be read.',
    'Open it in Excel, save it once more as «Книга Excel (.xlsx)» without a password, or as «CSV UTF-8».',
    { cause },
  );
}
