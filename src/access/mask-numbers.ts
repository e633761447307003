/** Where texts stand that people write, which may hold a number in any form. */
const freeTexts = new Set([
  ...['note', 'text', 'what', 'detail', 'why', 'message', 'reason', 'name', 'title', 'subject'],
  ...['comment', 'phoneWritten'],
]);
const withPlus = /\+\d[\d\s()-]{5,18}\d/g;
const anyhow = /(?<![\d.])(?:\+\d[\d\s()-]{5,18}\d|[78][\s(-]{0,2}\d(?:[\s()-]{0,2}\d){9})(?![\d.])/g;

/** `+79261234567` → `+7926•••••67`: enough to tell two numbers apart, not enough to call. */
function masked(number: string): string {
  const digits = number.replace(/\D/g, '').length;
  const from = Math.max(0, Math.min(4, digits - 6));
  let index = 0;
  return number.replace(/\d/g, (digit) => {
    index += 1;
    return index <= from || index > digits - 2 ? digit : '•';
  });
}

/** A copy of an answer in which no number of an outside party can be read; the clinic's own stay. */
export function maskNumbers(value: unknown, own: { has(number: string): boolean }, key = ''): unknown {
  if (typeof value === 'string')
    return value.replace(freeTexts.has(key) ? anyhow : withPlus, (number) =>
      own.has(`+${number.replace(/\D/g, '')}`) ? number : masked(number),
    );
  if (Array.isArray(value)) return value.map((item) => maskNumbers(item, own, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskNumbers(item, own, name)]));
}
