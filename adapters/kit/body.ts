import type { InboundRequest } from '../../src/contracts/request.ts';

export type NotificationRecord = Record<string, unknown>;

/**
 * Reads what an administrator's own template made of a notification: JSON under any content type, JSON whose strings
 * were quoted twice, a form, JSON that became the only key of a form, the query of a GET. Nested objects stay nested.
 * Null: nothing of these. UTF-8, with or without a byte order mark.
 */
export function readRecord(request: Pick<InboundRequest, 'method' | 'query' | 'body'>): NotificationRecord | null {
  if (request.method === 'GET') return Object.keys(request.query).length > 0 ? { ...request.query } : null;
  const text = new TextDecoder().decode(request.body).trim();
  return readJson(text) ?? readForm(text);
}

function readJson(text: string): NotificationRecord | null {
  if (!text.startsWith('{')) return null;
  return parseObject(text) ?? parseObject(repaired(text));
}

function parseObject(text: string): NotificationRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(withLongIntegersQuoted(text));
  } catch {
    return null;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as NotificationRecord) : null;
}

/** An id of 16 digits and more would lose its last digits as a number, and then differ from the same id in a form. */
function withLongIntegersQuoted(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

/** A placeholder that was put between quotes comes as `""value""`, a list as `"["a","b"]"`, nothing as nothing. */
function repaired(text: string): string {
  return text
    .replace(/:(\s*)""([^"\\]*(?:\\.[^"\\]*)*)""(?=\s*[,}])/gs, ':$1"$2"')
    .replace(/:(\s*)"(\[[^[\]]*\])"(?=\s*[,}])/g, ':$1$2')
    .replace(/"[^"\\]*(?:\\.[^"\\]*)*"|:\s*(?=[,}])/gs, (token) => (token.startsWith(':') ? ': null' : token));
}

function readForm(text: string): NotificationRecord | null {
  const fields = [...new URLSearchParams(text)];
  const first = fields[0]?.[0].replace(/^\uFEFF/, '').trimStart();
  if (first === undefined) return null;
  if (first.startsWith('{')) {
    // Signs & and = inside of the JSON split it into several fields: put it together again.
    const whole = fields.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
    return readJson(whole.replace(/^\uFEFF/, '').trim());
  }
  return fields.every(([name]) => /^[\w.[\]-]{1,100}$/.test(name)) ? Object.fromEntries(fields) : null;
}
