import { maskPhone, maskPhonesInText } from './mask-phone.ts';

const CENSORED = '[redacted]';
const MAX_DEPTH = 6;

const phoneKeys = new Set(['phone', 'phones', 'external', 'from', 'to', 'e164', 'callerid', 'number', 'contact']);

const secretKeys = new Set([
  ...['name', 'fullname', 'surname', 'givenname', 'firstname', 'lastname', 'patronymic', 'address', 'birthdate'],
  ...['note', 'relation', 'caller', 'candidate', 'candidates', 'person', 'patient', 'doctor', 'evidence'],
  ...['secret', 'token', 'password', 'authorization', 'proxyauthorization', 'cookie', 'setcookie', 'signature'],
  ...['key', 'apikey', 'accesskey', 'privatekey', 'identintegrationkey', 'credentials'],
  ...['headers', 'body', 'query', 'payload', 'raw', 'params', 'parameters', 'databaseurl', 'redisurl'],
]);

/** `given_name`, `givenName` and `Given-Name` are one key. */
function plain(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * A copy of what is to be logged in which no key that may hold a person, a phone or a secret says anything, however
 * deep it lies, and in which phone numbers inside other texts are masked. Counts, flags and Dates stay.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskPhonesInText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (Buffer.isBuffer(value) || ArrayBuffer.isView(value)) return CENSORED;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (value instanceof Map || value instanceof Set) return redact([...value.values()], depth);
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) copy[key] = redactField(plain(key), item, depth);
  return copy;
}

function redactField(key: string, value: unknown, depth: number): unknown {
  const phone = phoneKeys.has(key);
  if (!phone && !secretKeys.has(key)) return redact(value, depth + 1);
  if (value === null || value === undefined || typeof value === 'boolean' || value instanceof Date) return value;
  if (typeof value === 'number' && !phone) return value;
  if (phone && (typeof value === 'string' || typeof value === 'number')) return maskPhone(String(value));
  return CENSORED;
}

/**
 * Only the fields of an error that are ours to print: a driver's error carries the row, the statement's parameters or
 * the request's headers in its other properties.
 */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const told: Record<string, unknown> = { type: error.name, message: maskPhonesInText(error.message) };
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' || typeof code === 'number') told['code'] = code;
  if (error.stack !== undefined) told['stack'] = maskPhonesInText(error.stack);
  if (error.cause instanceof Error && depth < MAX_DEPTH) told['cause'] = redactError(error.cause, depth + 1);
  if (error instanceof AggregateError)
    told['errors'] = error.errors
      .slice(0, 5)
      .map((one: unknown) => (one instanceof Error ? redactError(one, depth + 1) : CENSORED));
  return told;
}
