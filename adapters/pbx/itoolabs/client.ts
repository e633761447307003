import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { PbxApiContext } from '../../../src/contracts/pbx-api.ts';
import { askText, unusable } from '../../kit/ask.ts';
import { jsonOf } from '../../kit/json-of.ts';
import type { ItoolabsApiSettings, ItoolabsSettings } from './settings.ts';

export type ItoolabsContext = PbxApiContext<ItoolabsSettings>;
type Fields = Readonly<Record<string, string>>;

export function apiOf({ settings }: ItoolabsContext): ItoolabsApiSettings {
  if (settings.api === undefined) throw new PermanentFailure('ITooLabs: set api of the account to ask its PBX');
  return settings.api;
}

/** `POST` of a form with the command and the token, the older generation. Answers text: CSV, JSON or an id. */
export async function command(
  { http }: ItoolabsContext,
  { url, key }: ItoolabsApiSettings,
  cmd: string,
  fields: Fields,
  effect: 'read' | 'write' = 'read',
): Promise<string> {
  const request = {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ cmd, ...fields, token: key }).toString(),
    effect,
    what: `ITooLabs ${cmd}`,
  } as const;
  return withoutError(request.what, (await askText(http, request)) ?? '');
}

/** The newer generation: paths, the key in a header, JSON. */
export async function rest(
  { http }: ItoolabsContext,
  { url, key }: ItoolabsApiSettings,
  path: string,
  query: Fields = {},
): Promise<unknown> {
  const request = {
    method: 'GET',
    url: url.replace(/\/+$/, '') + path,
    query,
    headers: { 'x-api-key': key, accept: 'application/json' },
    what: `ITooLabs ${path}`,
  } as const;
  const value = jsonOf(withoutError(request.what, (await askText(http, request)) ?? ''));
  if (value === undefined) throw unusable(request.what, request, 'no JSON in the answer');
  return value;
}

/** The same for what changes something. */
export async function restWrite(
  { http }: ItoolabsContext,
  { url, key }: ItoolabsApiSettings,
  path: string,
  fields: Fields,
): Promise<string> {
  const what = `ITooLabs ${path}`;
  const text = await askText(http, {
    method: 'POST',
    url: url.replace(/\/+$/, '') + path,
    headers: { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(fields),
    what,
  });
  return withoutError(what, text ?? '');
}

/** `{"error": …}` comes with HTTP 400 and 401; with 200 it is no less an error. Its words may repeat what we sent. */
function withoutError(what: string, text: string): string {
  if (!text.startsWith('{')) return text;
  const value = jsonOf(text);
  if (typeof value === 'object' && value !== null && 'error' in value)
    throw new PermanentFailure(`${what}: refused by the PBX; compare api of the account with its cabinet`);
  return text;
}
