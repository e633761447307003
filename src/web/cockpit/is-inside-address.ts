const NAMES = /(?:^|\.)(?:localhost|local|lan|internal|home\.arpa)$/u;
const IPV4 = /^(?:127|10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\./u;
const IPV6 = /^\[(?:::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/u;

/** Whether an address can be reached only from this machine or the clinic's own network (RFC 1918, 4193, 6762, 8375). */
export function isInsideAddress(url: string): boolean {
  const { hostname } = new URL(url);
  // A name without a dot is one of the clinic's network.
  return NAMES.test(hostname) || IPV4.test(hostname) || IPV6.test(hostname) || !/[.:]/u.test(hostname);
}
