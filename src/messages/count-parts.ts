/** What a text costs on its way. */
export interface CountedText {
  encoding: 'gsm-7' | 'ucs-2';
  /** In units of the encoding: an extension character of GSM-7 counts two, a character outside the BMP two of UCS-2. */
  units: number;
  parts: number;
  /** Units that the last part still holds. */
  left: number;
}

// 3GPP TS 23.038 §6.2.1, without the escape.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('\f^{}\\[~]|€');

/** Parts by 160/153 septets or 70/67 units of UTF-16, of which the header of a long text takes its share. */
export function countParts(text: string): CountedText {
  const characters = [...text];
  const gsm = characters.every((one) => basic.has(one) || extended.has(one));
  const weights = characters.map((one) => (gsm ? (extended.has(one) ? 2 : 1) : one.length));
  const units = weights.reduce((sum, weight) => sum + weight, 0);
  const [single, each] = gsm ? [160, 153] : [70, 67];
  const encoding = gsm ? 'gsm-7' : 'ucs-2';
  if (units <= single) return { encoding, units, parts: 1, left: single - units };
  // A character of two units is never torn apart: it begins the next part.
  let parts = 1;
  let used = 0;
  for (const weight of weights) {
    if (used + weight > each) {
      parts += 1;
      used = 0;
    }
    used += weight;
  }
  return { encoding, units, parts, left: each - used };
}
