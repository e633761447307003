/** With more digits it is a telephone number, which no seat has. */
const MOST_DIGITS = 7;

/**
 * The internal number in what a PBX writes for one: `101`, `sip:101@pbx.local`, `PJSIP/101-0000002a`, `client:reception`.
 * Null for a telephone number and for what is longer than any extension.
 */
export function extensionOf(text: string | null): string | null {
  if (text === null) return null;
  const bare = text
    .trim()
    .replace(/^<(.*)>$/s, '$1')
    .replace(/^(?:sips?|tel|client):/i, '')
    .replace(/[@;].*$/s, '')
    .replace(/^(?:PJSIP|SIP|IAX2|Local)\/(.*?)(?:-[0-9a-f]{4,})?$/is, '$1')
    .trim();
  const isNumber =
    /^[+\d\s().-]+$/.test(bare) && (bare.startsWith('+') || bare.replace(/\D/g, '').length > MOST_DIGITS);
  return bare === '' || bare.length > 40 || isNumber ? null : bare;
}
