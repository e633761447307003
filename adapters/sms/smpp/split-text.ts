import smpp from 'smpp';

const UCS2 = 8;
const SMSC_DEFAULT = 0;
const WHOLE_BYTES = 140;
const UCS2_PART_BYTES = 134;
const WHOLE_SEPTETS = 160;
const PART_SEPTETS = 153;
const ESCAPE = 0x1b;

export interface EncodedText {
  dataCoding: number;
  /** Bytes of each part, without a header. */
  parts: Buffer[];
}

/** Parts of 70/67 units of UCS-2 or 160/153 of GSM 03.38; no character is cut in two. */
export function splitText(text: string, { latinAs }: { latinAs: 'gsm' | 'ucs2' }): EncodedText {
  if (latinAs === 'gsm' && smpp.encodings.ASCII.match(text)) {
    const septets = smpp.encodings.ASCII.encode(text);
    if (septets.length <= WHOLE_SEPTETS) return { dataCoding: SMSC_DEFAULT, parts: [septets] };
    return { dataCoding: SMSC_DEFAULT, parts: cut(septets, PART_SEPTETS, (at) => septets[at - 1] === ESCAPE, 1) };
  }
  const bytes = Buffer.from(text, 'utf16le').swap16();
  if (bytes.length <= WHOLE_BYTES) return { dataCoding: UCS2, parts: [bytes] };
  // A character outside the basic plane has two units, the first of D800–DBFF.
  const inside = (at: number): boolean => ((bytes[at - 2] ?? 0) & 0xfc) === 0xd8;
  return { dataCoding: UCS2, parts: cut(bytes, UCS2_PART_BYTES, inside, 2) };
}

/** User data header of a part, with a reference of one byte. */
export function partHeader(reference: number, total: number, number: number): Buffer {
  return Buffer.from([5, 0, 3, reference & 0xff, total, number]);
}

function cut(bytes: Buffer, size: number, inside: (at: number) => boolean, unit: number): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  while (bytes.length - from > size) {
    const to = from + size;
    const end = inside(to) ? to - unit : to;
    parts.push(bytes.subarray(from, end));
    from = end;
  }
  return [...parts, bytes.subarray(from)];
}
