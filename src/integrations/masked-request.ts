import { z } from 'zod';
import { maskSecrets } from '../platform/configuration/index.ts';
import { maskPhone, maskPhonesInText } from '../platform/telemetry/index.ts';
import type { KeptRequest } from './last-requests.ts';

export const maskedRequestSchema = z.object({
  at: z.iso.datetime(),
  outcome: z.enum(['stored', 'quarantined', 'challenge', 'refused', 'busy']),
  reason: z.string().nullable().describe('why it was not understood'),
  status: z.number().int().describe('what we answered'),
  milliseconds: z.number().describe('until the answer was handed over'),
  request: z
    .object({
      method: z.string(),
      path: z.string(),
      query: z.string(),
      from: z.string().describe('address of the sender'),
      headers: z.record(z.string(), z.string()),
      body: z.string().describe('at most 4,000 characters'),
    })
    .nullable(),
});
export type MaskedRequest = z.infer<typeof maskedRequestSchema>;

const LONGEST_SHOWN = 4000;
const MASK = '***';
const secretHeader = /authorization|cookie|signature|sign$|token|secret|key/i;
const secretField = /secret|token|password|passwd|salt|signature|^sign$|api_?key|integration_key/i;
/** A person: callers and employees. Names of lines, events and scenarios stay, support needs them. */
const personField =
  /(?:full|first|last|middle|contact|client|caller|callee|sur|given|real|employee|user|operator|display)_?name|_name$|^fio$|patronymic|e?mail|comment|address$/i;
const harmlessName = /^(?:notification|scenario|event|group|queue|site|line|tag|action|account|domain|app)_?name/i;
/** Ten digits without a country code, as some PBXs write Russian numbers. */
const shortPhone = /(?<![\d.])[3489]\d{9}(?![\d.])/g;

/**
 * A request as it may be copied to support: secrets are out, numbers are masked, names too. `settings` are those of its
 * account; a refused request carries a secret that is not ours to know, so nothing of its path stays.
 */
export function maskedRequest(kept: KeptRequest, settings: unknown): MaskedRequest {
  const { at, outcome, reason, status, request } = kept;
  const mask = (text: string): string => maskedText(text, settings);
  return {
    at: at.toISOString(),
    outcome,
    reason: reason === null ? null : mask(reason),
    status,
    milliseconds: Math.round(kept.milliseconds * 10) / 10,
    request:
      request === null
        ? null
        : {
            method: request.method,
            path: outcome === 'refused' ? request.path.replace(/[^/]+/g, MASK) : mask(request.path),
            query: mask(maskedForm(request.rawQuery)),
            from: request.remoteAddress,
            headers: Object.fromEntries(
              Object.entries(request.headers).map(([name, value]) => [
                name,
                secretHeader.test(name) ? MASK : mask(value),
              ]),
            ),
            body: mask(maskedBody(request.body.toString('utf8'))).slice(0, LONGEST_SHOWN),
          },
  };
}

/** A body or a query as people may see it: without the account's secrets, persons and whole numbers. */
export function maskedPayload(text: string, settings: unknown): string {
  return maskedText(maskedBody(text), settings);
}

function maskedText(text: string, settings: unknown): string {
  return maskPhonesInText(maskSecrets(text, settings)).replace(shortPhone, (phone) => maskPhone(phone));
}

function maskedBody(body: string): string {
  const start = body.trimStart()[0];
  if (start === '{' || start === '[') {
    try {
      return JSON.stringify(maskedValue(JSON.parse(body)));
    } catch {
      return maskedPairs(body);
    }
  }
  return body.includes('=') && !body.includes('<') ? maskedForm(body) : maskedMarkup(body);
}

/** JSON that is cut or broken: fields by their look. */
function maskedPairs(text: string): string {
  return text.replace(
    /"([\w-]+)"(\s*:\s*)("+)([^"]*)("+)/g,
    (whole, key: string, colon: string, open: string, value: string, close: string) =>
      isPrivate(key) && value !== '' ? `"${key}"${colon}${open}${MASK}${close}` : whole,
  );
}

function maskedMarkup(text: string): string {
  return text.replace(/<([\w-]+)>([^<]+)<\/\1>/g, (whole, key: string) =>
    isPrivate(key) ? `<${key}>${MASK}</${key}>` : whole,
  );
}

/** A form, also one whose field is a JSON text. */
function maskedForm(text: string): string {
  if (text === '') return '';
  return text
    .split('&')
    .map((pair) => {
      const [key = '', ...rest] = pair.split('=');
      if (rest.length === 0) return pair;
      if (isPrivate(decoded(key))) return `${key}=${MASK}`;
      const value = decoded(rest.join('='));
      return `${key}=${value.trimStart().startsWith('{') ? maskedBody(value) : value}`;
    })
    .join('&');
}

function maskedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskedValue);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isPrivate(key) && (typeof inner === 'string' || typeof inner === 'number') && inner !== ''
        ? MASK
        : maskedValue(inner),
    ]),
  );
}

function isPrivate(key: string): boolean {
  return secretField.test(key) || (personField.test(key) && !harmlessName.test(key));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
