/** PostgreSQL: connection lost (08), resources (53), waited too long (55P03, 57014), shutting down (57P). */
const sqlStates = /^(?:08...|53...|55P03|57014|57P..)$/;
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

/** True when the database could not be asked, so that the same request may succeed later. */
export function storeIsDown(error: unknown): boolean {
  const { code, message, errors } = (error ?? {}) as { code?: unknown; message?: unknown; errors?: unknown };
  if (Array.isArray(errors)) return errors.some(storeIsDown);
  if (typeof code === 'string' && (networkCodes.has(code) || sqlStates.test(code))) return true;
  // pg has no code for these two.
  return /Connection terminated|timeout exceeded when trying to connect/.test(String(message));
}
