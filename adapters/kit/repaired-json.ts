const longInteger = /^-?\d{16,}$/;

/**
 * JSON from a template that a person wrote, made readable: a placeholder between quotes comes as `""value""`, a list
 * between quotes as `"["a","b"]"`, a placeholder without a value as nothing. Integers of 16 digits and more become
 * text, because a number would lose their last digits. Valid JSON keeps its meaning.
 *
 * One pass without going back: it reads what nobody has authenticated yet. Null where a string has no end.
 */
export function repairedJson(text: string): string | null {
  let out = '';
  let at = 0;
  let afterColon = false;
  while (at < text.length) {
    const next = readToken(text, at, afterColon);
    if (next === null) return null;
    if (afterColon && (text[at] === ',' || text[at] === '}')) out += 'null';
    out += next.token;
    afterColon = next.token === ':' || (afterColon && isBlank(text[at]));
    at = next.end;
  }
  return out;
}

interface Token {
  /** What to write in its place. */
  token: string;
  end: number;
}

function readToken(text: string, at: number, isValue: boolean): Token | null {
  const char = text[at] ?? '';
  if (char === '"') return (isValue ? readDoublyQuoted(text, at) : null) ?? readString(text, at, isValue);
  if (char === '-' || (char >= '0' && char <= '9')) return readNumber(text, at);
  return { token: char, end: at + 1 };
}

function readNumber(text: string, at: number): Token {
  let end = at + 1;
  while (end < text.length && /[\d.eE+-]/.test(text[end] ?? '')) end += 1;
  const written = text.slice(at, end);
  return { token: longInteger.test(written) ? `"${written}"` : written, end };
}

function readDoublyQuoted(text: string, at: number): Token | null {
  if (text[at + 1] !== '"') return null;
  const close = closingQuote(text, at + 2);
  if (close === null || text[close + 1] !== '"' || !endsValue(text, close + 2)) return null;
  return { token: text.slice(at + 1, close + 1), end: close + 2 };
}

function readString(text: string, at: number, isValue: boolean): Token | null {
  const close = closingQuote(text, at + 1);
  if (close === null) return null;
  if (isValue && text[at + 1] === '[' && !endsValue(text, close + 1)) {
    const end = text.indexOf(']"', at);
    return end === -1 ? null : { token: text.slice(at + 1, end + 1), end: end + 2 };
  }
  return { token: text.slice(at, close + 1), end: close + 1 };
}

function closingQuote(text: string, from: number): number | null {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return null;
}

function endsValue(text: string, from: number): boolean {
  let at = from;
  while (isBlank(text[at])) at += 1;
  return text[at] === ',' || text[at] === '}' || at >= text.length;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\r' || char === '\t';
}
