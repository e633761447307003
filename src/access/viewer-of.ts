import type { Configuration } from '../platform/configuration/index.ts';
import { rightsOf, type Rights } from './present-rights.ts';
import type { Identity } from './tokens.ts';

/** Which feeds a token listens to: those of its seat, else those of its branches. Names come from `pops`. */
export function viewerOf(
  identity: Identity,
  configuration: Configuration,
  feeds: { seat(seat: string): string; branch(branch: string | null): string },
): { seat: string | null; branches: readonly string[]; feeds: readonly string[]; rights: Rights } | 'forbidden' {
  const rights = rightsOf(identity);
  const { seat, branches } = identity;
  if (seat !== null)
    // A seat that left the configuration has nothing to show.
    return configuration.seats.has(seat) ? { seat, branches, feeds: [feeds.seat(seat)], rights } : 'forbidden';
  const known = branches.filter((branch) => configuration.branches.has(branch));
  if (known.length === 0) return 'forbidden';
  const everything = known.length === configuration.branches.size;
  return {
    seat: null,
    branches: known,
    rights,
    feeds: [...known.map((branch) => feeds.branch(branch)), ...(everything ? [feeds.branch(null)] : [])],
  };
}
