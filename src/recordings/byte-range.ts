export type AskedRange = { start: number; end: number } | 'whole' | 'outside';

/**
 * The one range of a Range header (RFC 9110 §14), both ends inclusive. Several ranges, other units and what cannot be
 * read are answered with the whole, as the standard allows.
 */
export function byteRange(header: string | undefined, size: number): AskedRange {
  const asked = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '');
  if (asked === null) return 'whole';
  const [first, last] = [asked[1] ?? '', asked[2] ?? ''];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'outside' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= size ? 'outside' : { start, end };
}
