/**
 * A value of a notification as text: strings trimmed, without the quotes that a template put around them in a query or
 * form; numbers and booleans as written. Null for nothing: absent, null, empty, the word `null`, an object.
 * NUL and half surrogate pairs, which no database keeps, are taken out.
 */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  const clean = value
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .trim();
  const bare = clean.length > 1 && clean.startsWith('"') && clean.endsWith('"') ? clean.slice(1, -1).trim() : clean;
  return bare === '' || bare.toLowerCase() === 'null' ? null : bare;
}
