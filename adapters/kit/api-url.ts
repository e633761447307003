import { z } from 'zod';

/** Address of a provider's API: the vendor's own unless a proxy, another brand or a test double stands there. */
export function apiUrl(standard: string) {
  return z
    .url({ protocol: /^https?$/, error: 'This is not an http(s) address.' })
    .default(standard)
    .meta({ description: 'Where the API is.', examples: [standard] });
}
