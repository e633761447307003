import { createHmac } from 'node:crypto';

export const hmacAlgorithms = ['sha1', 'sha256', 'sha512', 'md5'] as const;
export type HmacAlgorithm = (typeof hmacAlgorithms)[number];
export const hmacEncodings = ['hex', 'base64'] as const;
export type HmacEncoding = (typeof hmacEncodings)[number];

/** HMAC of the bytes as they were received, in the provider's writing. Compare with `sameSecret`. */
export function hmacOf(
  content: Buffer | string,
  secret: string,
  { algorithm, encoding }: { algorithm: HmacAlgorithm; encoding: HmacEncoding },
): string {
  return createHmac(algorithm, secret).update(content).digest(encoding);
}
