import { createHash } from 'node:crypto';
import type { MangoSettings } from './settings.ts';

/** Mango's signature of a request in either direction: SHA-256 (hex) of the key, the JSON as it is sent, the salt. */
export function sign(json: string, { apiKey, apiSalt }: MangoSettings): string {
  return createHash('sha256')
    .update(apiKey + json + apiSalt, 'utf8')
    .digest('hex');
}
