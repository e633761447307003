import type { InboundRequest } from '../../src/contracts/request.ts';
import { repairedJson } from './repaired-json.ts';

export type NotificationRecord = Record<string, unknown>;

/** Notifications are about a kilobyte; reading anything larger patiently would be work done for strangers. */
const largestTolerated = 65_536;
const utf8 = new TextDecoder();

/**
 * Reads what an administrator's own template made of a notification: JSON under any content type, JSON whose strings
 * were quoted twice, a form, JSON that became the only key of a form, the query of a GET. Nested objects stay nested.
 * Null: nothing of these. UTF-8, with or without a byte order mark. Over 64 KB only valid JSON is read.
 */
export function readRecord(request: Pick<InboundRequest, 'method' | 'query' | 'body'>): NotificationRecord | null {
  // Once for the credentials, once for the events.
  const known = read.get(request);
  if (known !== undefined) return known;
  const record = readAnew(request);
  read.set(request, record);
  return record;
}

const read = new WeakMap<object, NotificationRecord | null>();

function readAnew(request: Pick<InboundRequest, 'method' | 'query' | 'body'>): NotificationRecord | null {
  if (request.method === 'GET') return Object.keys(request.query).length > 0 ? { ...request.query } : null;
  const text = utf8.decode(request.body).trim();
  if (text.length > largestTolerated) return text.startsWith('{') ? parseObject(text) : null;
  return readJson(text) ?? readForm(text);
}

function readJson(text: string): NotificationRecord | null {
  if (!text.startsWith('{')) return null;
  const hasLongNumbers = /\d{16}/.test(text);
  const asSent = hasLongNumbers ? null : parseObject(text);
  if (asSent !== null) return asSent;
  const repaired = repairedJson(text);
  return repaired === null ? null : parseObject(repaired);
}

function parseObject(text: string): NotificationRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as NotificationRecord) : null;
}

function readForm(text: string): NotificationRecord | null {
  const fields = [...new URLSearchParams(text)];
  const first = withoutMark(fields[0]?.[0] ?? '');
  if (first.startsWith('{')) {
    // Signs & and = inside of the JSON split it into several fields: put it together again.
    const whole = fields.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
    return readJson(withoutMark(whole).replace(/\}=$/, '}'));
  }
  const named = text.includes('=') && fields.every(([name]) => /^\w[\w.[\]-]{0,99}$/.test(name));
  return named ? Object.fromEntries(fields) : null;
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '').trim();
}
