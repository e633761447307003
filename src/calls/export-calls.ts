import { stringify } from 'csv-stringify';
import excel from 'exceljs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { writeAudit } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Sql } from '../platform/database/index.ts';
import { callFilterSchema, type CallFilter, type CallQuery } from './call-filter.ts';
import { listCalls } from './call-register.ts';
import { exportRow, type Cell, type ExportLanguage, type ExportPlaces } from './export-row.ts';
import { exportWords } from './export-words.ts';

export const exportQuerySchema = callFilterSchema.extend({
  format: z.enum(['csv', 'xlsx']),
  language: z.enum(['ru', 'en']).default('ru').describe('of the headings and of the words in the cells'),
});

export interface Export {
  format: 'csv' | 'xlsx';
  language: ExportLanguage;
  asked: CallQuery;
  filter: Omit<CallFilter, 'limit' | 'cursor'>;
  who: string;
}

export interface ExportOptions {
  sql: Sql;
  clock: Clock;
  configuration(): Configuration;
}

const PAGE = 500;
/** A sheet holds 1,048,576 rows. */
const SHEET_ROWS = 1_000_000;

/**
 * Writes the calls of a filter into the answer, newest first, page by page: a year of calls needs no more memory than
 * one page. Who took which list away is audited before the first byte; what was searched for may be a name and is not.
 */
export async function exportCalls(
  response: ServerResponse,
  { format, language, asked, filter, who }: Export,
  options: ExportOptions,
): Promise<void> {
  const at = options.clock.now();
  const { search, ...plain } = asked;
  await writeAudit(options.sql, {
    ...{ at, who, what: 'calls.exported', subject: 'calls' },
    detail: { format, ...plain, searched: search !== undefined && search !== '' },
  });
  const rows = rowsOf({ ...filter, now: at }, language, options);
  response.setHeader(
    'Content-Disposition',
    `attachment; filename="trubka-calls-${at.toISOString().slice(0, 10)}.${format}"`,
  );
  response.setHeader('Cache-Control', 'no-store');
  try {
    if (format === 'csv') await writeCsv(response, rows, language);
    else await writeXlsx(response, rows, language);
  } catch (error) {
    // Who left before the end of the file asked for no more of it.
    if (!response.destroyed) throw error;
  }
}

async function* rowsOf(
  filter: Omit<CallFilter, 'limit' | 'cursor'>,
  language: ExportLanguage,
  { sql, configuration }: ExportOptions,
): AsyncGenerator<Cell[]> {
  const { branches, lines, seats } = configuration();
  const places: ExportPlaces = {
    branch: (id) => branches.get(id)?.name ?? id,
    line: (number) => lines.get(number)?.name ?? number,
    seat: (id) => seats.get(id)?.name ?? id,
    zone: [...branches.values()][0]?.zone ?? 'UTC',
  };
  let cursor: string | undefined;
  do {
    const page = await listCalls(sql, { ...filter, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    for (const call of page.items) yield exportRow(call, language, places);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

/** Excel in Russian reads a semicolon and, with the mark at the start, UTF-8. What it would run as a formula gets «'». */
async function writeCsv(
  response: ServerResponse,
  rows: AsyncIterable<Cell[]>,
  language: ExportLanguage,
): Promise<void> {
  response.setHeader('Content-Type', 'text/csv; charset=utf-8');
  const csv = stringify({
    ...{ bom: true, header: false, escape_formulas: true, record_delimiter: 'windows' },
    delimiter: language === 'ru' ? ';' : ',',
  });
  await pipeline(
    async function* () {
      yield exportWords[language].columns;
      yield* rows;
    },
    csv,
    response,
  );
}

/** Cells of text stay text whatever they begin with: only a cell that is told to be a formula is one. */
async function writeXlsx(
  response: ServerResponse,
  rows: AsyncIterable<Cell[]>,
  language: ExportLanguage,
): Promise<void> {
  response.setHeader('Content-Type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  const { sheet: name, columns } = exportWords[language];
  const book = new excel.stream.xlsx.WorkbookWriter({ stream: response, useStyles: true, useSharedStrings: false });
  const addSheet = (number: number): excel.Worksheet => {
    const sheet = book.addWorksheet(number === 1 ? name : `${name} ${number}`, {
      views: [{ state: 'frozen', ySplit: 1 }],
    });
    sheet.columns = columns.map((header) => ({
      header,
      width: Math.max(12, header.length + 2),
      style: { numFmt: '@' },
    }));
    sheet.getRow(1).font = { bold: true };
    return sheet;
  };
  let sheets = 1;
  let sheet = addSheet(sheets);
  let written = 0;
  for await (const row of rows) {
    if (response.destroyed) return;
    if (written > 0 && written % SHEET_ROWS === 0) {
      sheet.commit();
      sheet = addSheet((sheets += 1));
    }
    const added = sheet.addRow(row);
    for (const [index, cell] of row.entries()) if (typeof cell === 'number') added.getCell(index + 1).numFmt = '0';
    added.commit();
    written += 1;
    if (written % PAGE === 0) await drained(response);
  }
  sheet.commit();
  await book.commit();
}

/** Lets the packer and a slow reader keep up with the rows. */
async function drained(response: ServerResponse): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (!response.writableNeedDrain || response.destroyed) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.once('drain', go).once('close', go);
  });
}
