import { Writable } from 'node:stream';
import excel from 'exceljs';

/** An .xlsx in memory; `sharedStrings` as Excel writes them. */
export async function workbook(
  sheets: Record<string, readonly (readonly unknown[])[]>,
  options: { sharedStrings?: boolean; formats?: Record<string, string> } = {},
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const writer = new excel.stream.xlsx.WorkbookWriter({
    stream: stream as never,
    useSharedStrings: options.sharedStrings ?? true,
    useStyles: true,
  });
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet = writer.addWorksheet(name);
    for (const [column, format] of Object.entries(options.formats ?? {})) sheet.getColumn(column).numFmt = format;
    for (const row of rows) sheet.addRow([...row]).commit();
    sheet.commit();
  }
  await writer.commit();
  return Buffer.concat(chunks);
}
