const storageKey = 'trubka.token';

/**
 * The workplace key: from the address (`#token=…`, on first open) or as stored before. It leaves the address bar at
 * once, so that it is neither read over a shoulder nor bookmarked.
 */
export function takeToken(): string | null {
  const given = inAddress('token');
  if (given === null) return localStorage.getItem(storageKey);
  history.replaceState(null, '', location.pathname + location.search);
  keepToken(given);
  return given;
}

/** The key that `takeToken` will take, for those who come before it. */
export function knownToken(): string | null {
  return inAddress('token') ?? localStorage.getItem(storageKey);
}

/** Whether this is a setup link. */
export function takesSetupCode(): boolean {
  return inAddress('setup') !== null;
}

/** The code of a setup link (`#setup=…`); it leaves the address bar at once, too. */
export function takeSetupCode(): string | null {
  const given = inAddress('setup');
  if (given === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}

export function keepToken(token: string): void {
  localStorage.setItem(storageKey, token);
}

export function forgetToken(): void {
  localStorage.removeItem(storageKey);
}

/** A key travels in a WebSocket sub-protocol and a header, which take visible ASCII without separators only. */
export function isPossibleToken(token: string): boolean {
  return /^[\w.~+/=!#$%&'*^`|-]+$/.test(token);
}

function inAddress(name: 'token' | 'setup'): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get(name);
  return given === '' ? null : given;
}
