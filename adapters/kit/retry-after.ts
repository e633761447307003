const LONGEST_SECONDS = 24 * 60 * 60;

/** `Retry-After` in seconds or as an HTTP date (RFC 9110 §10.2.3), at most a day; null when it says nothing usable. */
export function retryAfterSeconds(header: string | undefined, now = new Date()): number | null {
  const text = header?.trim() ?? '';
  if (text === '') return null;
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - now.getTime()) / 1_000);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0), LONGEST_SECONDS);
}
