import type { AsteriskSettings } from './settings.ts';

/** `trunk`: a line to the outside; `local`: a pipe inside of Asterisk that has no party of its own. */
export type Side = 'trunk' | 'extension' | 'local';

export interface Party {
  side: Side;
  /** `mts` of `PJSIP/mts-0000002a`. */
  endpoint: string;
  /** Internal number; null unless this is a telephone of ours. */
  extension: string | null;
}

/**
 * Whose channel it is. The context is the one the channel was born in, null where it is not known: later ones say
 * nothing about the side.
 */
export function partyOf(channel: string, context: string | null, settings: AsteriskSettings): Party {
  const endpoint = endpointOf(channel);
  if (/^Local\//i.test(channel)) return { side: 'local', endpoint, extension: null };
  const technology = channel.slice(0, channel.indexOf('/') + 1);
  const isTrunk =
    settings.trunks.some((pattern) => fits(pattern, endpoint) || fits(pattern, technology + endpoint)) ||
    (context !== null && settings.incomingContexts.some((pattern) => fits(pattern, context)));
  const extension = isTrunk ? null : (new RegExp(settings.extensions).exec(endpoint)?.[1] ?? null);
  return { side: extension === null ? 'trunk' : 'extension', endpoint, extension };
}

/** Without the technology and the number that Asterisk adds: eight hexadecimal digits, or `-1` of DAHDI. */
export function endpointOf(channel: string): string {
  return channel
    .replace(/^[^/]*\//, '')
    .replace(/;[12]$/, '')
    .replace(/-[0-9a-f]{1,16}$/i, '');
}

function fits(pattern: string, text: string): boolean {
  const expression = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`, 'i').test(text);
}
