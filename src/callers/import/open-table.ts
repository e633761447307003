import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openCsv } from './csv-rows.ts';
import type { HeaderRules } from './find-header.ts';
import type { ChosenFormat, ImportSource, Table } from './table.ts';
import { openXlsx } from './xlsx-rows.ts';

/** Opens a CSV file or an Excel workbook, told apart by their first bytes. Throws ImportRefused for what is neither. */
export async function openTable<Field extends string>(
  source: ImportSource,
  rules: HeaderRules<Field>,
  chosen: ChosenFormat = {},
): Promise<Table<Field>> {
  if (typeof source === 'string')
    return isZip(await firstBytes(source)) ? openXlsx(source, rules) : openCsv(source, rules, chosen);
  const { first, all } = await peek(source);
  return isZip(first) ? openSpooled(all, rules) : openCsv(all, rules, chosen);
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/** Empty where the file cannot be read; reading it says why. */
async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path).catch(() => null);
  if (file === null) return new Uint8Array(0);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return new Uint8Array(0);
  } finally {
    await file.close();
  }
}

async function peek(
  source: AsyncIterable<Uint8Array | string>,
): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array | string> }> {
  const chunks = source[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array(0);
  let ended = false;
  while (first.length < 4 && !ended) {
    const next = await chunks.next();
    if (next.done) ended = true;
    else first = Buffer.concat([first, typeof next.value === 'string' ? Buffer.from(next.value) : next.value]);
  }
  const all = (async function* () {
    if (first.length > 0) yield first;
    if (!ended) yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  return { first, all };
}

/** The table of contents of a workbook is at its end, so its bytes must lie in a file. */
async function openSpooled<Field extends string>(
  bytes: AsyncIterable<Uint8Array | string>,
  rules: HeaderRules<Field>,
): Promise<Table<Field>> {
  const folder = await mkdtemp(join(tmpdir(), 'trubka-import-'));
  const forget = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'workbook.xlsx');
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
    const table = await openXlsx(path, rules);
    return {
      ...table,
      async close() {
        await table.close();
        await forget();
      },
    };
  } catch (error) {
    await forget();
    throw error;
  }
}
