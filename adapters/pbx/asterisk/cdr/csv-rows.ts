import { open, type FileHandle } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { PermanentFailure, TransientFailure } from '../../../../src/contracts/failures.ts';
import type { AsteriskSettings } from '../settings.ts';
import { rowOf, type CdrRow } from './row.ts';

/** The mapping for cdr_custom.conf in the README. */
export const ownColumns = [
  'start',
  'answer',
  'end',
  'src',
  'dst',
  'dcontext',
  'channel',
  'dstchannel',
  'lastapp',
  'disposition',
  'duration',
  'billsec',
  'uniqueid',
  'linkedid',
  'did',
  'recordingfile',
  'sequence',
];

const BLOCK = 1024 * 1024;

/**
 * Rows that ended at `since` or later. Asterisk appends a row when its channel ends, so the file is read from its end
 * backwards and no further than needed. A last line that is being written is left out.
 */
export async function csvRows(
  { file, columns = ownColumns }: { file: string; columns?: string[] | undefined },
  since: number,
  settings: AsteriskSettings,
): Promise<CdrRow[]> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new PermanentFailure(`The file of cdr.file cannot be read (${error.code ?? 'error'}).`);
  });
  // Asterisk makes the file with its first call.
  if (handle === null) return [];
  try {
    return await rowsFromEnd(handle, columns, since, settings);
  } catch (error) {
    if (error instanceof PermanentFailure) throw error;
    throw new TransientFailure(
      `The file of cdr.file could not be read (${(error as { code?: string }).code ?? 'error'}).`,
    );
  } finally {
    await handle.close();
  }
}

async function rowsFromEnd(
  handle: FileHandle,
  columns: string[],
  since: number,
  settings: AsteriskSettings,
): Promise<CdrRow[]> {
  const { size } = await handle.stat();
  const found: CdrRow[] = [];
  let until = size;
  // Bytes before the first line end of the block that was read before: the end of a line that begins further up.
  let carried: Buffer = Buffer.alloc(0);
  let isLast = true;
  while (until > 0) {
    const from = Math.max(0, until - BLOCK);
    const block = Buffer.alloc(until - from);
    await handle.read(block, 0, block.length, from);
    let data: Buffer = Buffer.concat([block, carried]);
    if (isLast) data = data.subarray(0, data.lastIndexOf(10) + 1);
    isLast = false;
    const firstEnd = from === 0 ? -1 : data.indexOf(10);
    carried = from === 0 ? Buffer.alloc(0) : data.subarray(0, firstEnd + 1);
    const rows = rowsIn(data.subarray(firstEnd + 1), columns, settings);
    found.unshift(...rows.filter((row) => row.end >= since));
    // Rows come in order of their end, but for a second or two.
    if (rows.length > 0 && rows.every((row) => row.end < since - 60_000)) break;
    until = from;
  }
  return found;
}

function rowsIn(data: Buffer, columns: string[], settings: AsteriskSettings): CdrRow[] {
  const records = parse(data, {
    columns,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    bom: true,
  }) as unknown as Record<string, unknown>[];
  return records.map((fields) => rowOf(fields, settings)).filter((row) => row !== null);
}
