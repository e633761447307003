import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import excel from 'exceljs';
import { importPeople } from '../../src/callers/index.ts';
import {
  migrate,
  openDatabase,
  startEmbeddedPostgres,
  type Database,
  type EmbeddedPostgres,
} from '../../src/platform/database/index.ts';
import { answerParent } from './answering.ts';

export type Format = 'csv' | 'xlsx';
export interface Imported {
  seconds: number;
  added: number;
  doubtful: number;
  progressTold: number;
  /** Of this process, at a tenth of the file and at most, MB. */
  memoryEarly: number;
  memoryMost: number;
}

let folder = '';
let postgres: EmbeddedPostgres | undefined;
let database: Database | undefined;

async function start(options: { folder: string }): Promise<{ postgresVersion: string }> {
  folder = await mkdtemp(join(options.folder, 'trubka-bench-'));
  await chmod(folder, 0o755);
  postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), settings: { max_wal_size: '4GB' } });
  database = openDatabase(postgres.url);
  await migrate(database.pool);
  const { rows } = await database.pool.query<{ server_version: string }>('show server_version');
  return { postgresVersion: rows[0]?.server_version ?? '' };
}

const header = ['№ карты', 'Фамилия', 'Имя', 'Отчество', 'Дата рождения', 'Моб. телефон', 'Примечание'];
const rowOf = (n: number): string[] => [
  String(n),
  `Семенов${String.fromCharCode(1072 + (n % 32))}`,
  'Петр',
  'Ильич',
  `${String(1 + (n % 28)).padStart(2, '0')}.03.${1950 + (n % 60)}`,
  // Every hundredth cannot be read.
  n % 100 === 0 ? `8(916)${n}` : `8(9${String(10 + (n % 80))}) ${String(1000000 + (n % 8999999))}`,
  n % 7 === 0 ? 'не звонить до 12' : '',
];

/** Writes the file outside of the measured time. */
async function write({ format, rows }: { format: Format; rows: number }): Promise<void> {
  const path = join(folder, `people.${format}`);
  if (format === 'xlsx') {
    const book = new excel.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true, useStyles: false });
    const sheet = book.addWorksheet('Пациенты');
    sheet.addRow(header).commit();
    for (let n = 1; n <= rows; n += 1) sheet.addRow(rowOf(n)).commit();
    sheet.commit();
    await book.commit();
    return;
  }
  const stream = createWriteStream(path);
  stream.write(`${header.join(';')}\r\n`);
  for (let n = 1; n <= rows; n += 1)
    if (!stream.write(`${rowOf(n).join(';')}\r\n`))
      await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  await new Promise<void>((resolve) => stream.end(() => resolve()));
}

/** `again`: the same file once more, of which nothing changes. */
async function read({ format, rows }: { format: Format; rows: number }): Promise<Imported> {
  if (database === undefined) throw new Error('not started');
  let told = 0;
  let early = 0;
  let most = 0;
  const look = setInterval(() => (most = Math.max(most, memory())), 100);
  const began = performance.now();
  const report = await importPeople({
    database,
    clock: { now: () => new Date() },
    file: createReadStream(join(folder, `people.${format}`)),
    kind: 'patient',
    source: `file:${format}`,
    context: { phones: { country: 'RU', areaCode: '495' }, zone: 'Europe/Moscow' },
    progress(done) {
      told += 1;
      if (early === 0 && done >= rows / 10) early = memory();
    },
  });
  clearInterval(look);
  return {
    seconds: (performance.now() - began) / 1000,
    added: report.added,
    doubtful: report.doubtful.length,
    progressTold: told,
    memoryEarly: early,
    memoryMost: Math.max(most, memory()),
  };
}

function memory(): number {
  return Math.round(process.memoryUsage().rss / 1_000_000);
}

async function stop(): Promise<void> {
  await database?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
}

answerParent({ start, write, read }, stop);
