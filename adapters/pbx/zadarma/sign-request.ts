import { createHash } from 'node:crypto';
import { signatureOfLetters } from './signature.ts';

export type Parameters = Readonly<Record<string, string>>;

/** Sorted by name and written as PHP's http_build_query does (RFC 1738): a blank is a plus. */
export function queryOf(parameters: Parameters): string {
  const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
  return new URLSearchParams(sorted).toString().replaceAll('*', '%2A');
}

/**
 * The header `Authorization`: the key and base64 of the hexadecimal HMAC-SHA1 of the method, its parameters and their
 * MD5. `method` is the path with its version and both slashes, `/v1/info/timezone/`. From the vendor's documentation
 * («Authorization») and its PHP and TypeScript libraries, which agree here.
 */
export function authorizationOf(
  method: string,
  query: string,
  { apiKey, apiSecret }: { apiKey: string; apiSecret: string },
): string {
  const digest = createHash('md5').update(query).digest('hex');
  return `${apiKey}:${signatureOfLetters(method + query + digest, apiSecret)}`;
}
