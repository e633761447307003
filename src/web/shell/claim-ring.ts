const storageKey = 'trubka.ring';
/** Long enough for the other windows of this computer to have heard the same ring. */
const settleMs = 80;
/** A window that nobody looks at lets those that are looked at go first. */
const hiddenMs = 250;

/** Where windows of one browser leave their claims; `localStorage` is such a place. */
export interface Claims {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface ClaimOptions {
  callId: string;
  /** Tells this window from the others. */
  window: string;
  visible: boolean;
  claims: Claims;
  wait(ms: number): Promise<void>;
}

/**
 * Of many open windows one rings: whether it is this one. Whoever finds no claim leaves its own, and the last that was
 * left is the one that counts; the page is asked for nothing else (no lock needs HTTPS). A window that is looked at
 * comes before those that are not, so that nobody is notified of what is before their eyes.
 */
export async function claimRing({ callId, window, visible, claims, wait }: ClaimOptions): Promise<boolean> {
  if (!visible) await wait(hiddenMs);
  if (claims.getItem(storageKey)?.startsWith(`${callId} `) === true) return false;
  claims.setItem(storageKey, `${callId} ${window}`);
  await wait(settleMs);
  return claims.getItem(storageKey) === `${callId} ${window}`;
}
