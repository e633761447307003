import { readXml } from './xml-events.ts';
import type { XlsxStrings } from './xlsx-strings.ts';
import type { ZipFile } from './zip-file.ts';

export interface Workbook {
  /** Parts of the zip, in the order of the sheets. */
  sheets: readonly string[];
  /** By the style of a cell: whether its number is a day. */
  isDay: readonly boolean[];
  /** Days are counted from 1904, as old Macs did. */
  from1904: boolean;
}

/** Everything about a workbook but its rows (ECMA-376 part 1, §18.2, §18.8); its texts go to `strings`. */
export async function readWorkbook(zip: ZipFile, strings: XlsxStrings): Promise<Workbook> {
  const targets = new Map<string, string>();
  let stringsPart = 'xl/sharedStrings.xml';
  let stylesPart = 'xl/styles.xml';
  await readXml(zip.read('xl/_rels/workbook.xml.rels'), {
    open(name, attribute) {
      if (name !== 'Relationship') return;
      const target = attribute('Target') ?? '';
      const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      const type = attribute('Type') ?? '';
      if (type.endsWith('/sharedStrings')) stringsPart = part;
      if (type.endsWith('/styles')) stylesPart = part;
      if (type.endsWith('/worksheet')) targets.set(attribute('Id') ?? '', part);
    },
    ...nothing,
  });
  const sheets: string[] = [];
  let from1904 = false;
  await readXml(zip.read('xl/workbook.xml'), {
    open(name, attribute) {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attribute('date1904') ?? '');
      const part = name === 'sheet' ? targets.get(attribute('id') ?? '') : undefined;
      if (part !== undefined) sheets.push(part);
    },
    ...nothing,
  });
  await readStrings(zip.read(stringsPart), strings);
  return { sheets, isDay: await readStyles(zip.read(stylesPart)), from1904 };
}

const nothing = { close: (): void => undefined, text: (): void => undefined };

async function readStrings(bytes: AsyncIterable<Buffer>, strings: XlsxStrings): Promise<void> {
  let text = '';
  let within = false;
  let phonetic = false;
  await readXml(bytes, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      within = name === 't' && !phonetic;
    },
    text(piece) {
      if (within) text += piece;
    },
    close(name) {
      within = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'si') strings.add(text);
    },
  });
}

async function readStyles(bytes: AsyncIterable<Buffer>): Promise<boolean[]> {
  const own = new Map<number, string>();
  const isDay: boolean[] = [];
  let ofCells = false;
  await readXml(bytes, {
    open(name, attribute) {
      if (name === 'numFmt') own.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
      if (name === 'cellXfs') ofCells = true;
      if (name === 'xf' && ofCells) isDay.push(dayFormat(Number(attribute('numFmtId') ?? 0), own));
    },
    close(name) {
      if (name === 'cellXfs') ofCells = false;
    },
    text: nothing.text,
  });
  return isDay;
}

function dayFormat(id: number, own: ReadonlyMap<number, string>): boolean {
  const code = own.get(id);
  if (code === undefined) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58);
  const bare = code.replace(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').split(';')[0] ?? '';
  return /[dmyhs]/i.test(bare) && !/general|[0#?]/i.test(bare.replace(/s\.0+/i, ''));
}
