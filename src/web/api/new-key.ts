/** An Idempotency-Key. `crypto.randomUUID` is not there on a plain-HTTP address of the clinic's network. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
