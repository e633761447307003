import type { Configuration } from '../platform/configuration/index.ts';

/**
 * Whether a workplace answers where the PBX cannot tell it from others: at a number of several workplaces, or at no
 * telephone of its own, so that only the rules show it calls.
 */
export function sharesTelephone(seat: string | null, { seats }: Pick<Configuration, 'seats'>): boolean {
  const own = seat === null ? undefined : seats.get(seat);
  return own !== undefined && (own.extensions.length === 0 || (own.groupExtensions ?? []).length > 0);
}
