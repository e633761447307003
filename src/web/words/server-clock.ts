let aheadMs = 0;
let known = false;

/**
 * Learns from an HTTP `Date` header how far the clock of this computer is off. The clocks of reception computers are
 * often minutes wrong, which would show in every running duration. Under two seconds is the header's own coarseness.
 */
export function noteServerTime(date: string | null): void {
  const told = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(told)) return;
  const measured = told + 500 - Date.now();
  if (known && Math.abs(measured - aheadMs) < 2_000) return;
  aheadMs = Math.abs(measured) < 2_000 ? 0 : measured;
  known = true;
}

/** Milliseconds of the server's clock. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}
