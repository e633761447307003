import { seesWholeNumbers } from '../contracts/role.ts';
import { maskNumbers } from './mask-numbers.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import { rightsOf, type Rights } from './present-rights.ts';
import type { Identity } from './tokens.ts';

interface ViewerOf {
  seat: string | null;
  branches: readonly string[];
  feeds: readonly string[];
  rights: Rights;
  /** Takes the numbers out of a frame, for who reads none. */
  mask?: (frame: string) => string;
}

/** Which feeds a token listens to: those of its seat, else those of its branches. Names come from `pops`. */
export function viewerOf(
  identity: Identity,
  configuration: Configuration,
  feeds: { seat(seat: string): string; branch(branch: string | null): string },
): ViewerOf | 'forbidden' {
  const rights = rightsOf(identity);
  const mask = seesWholeNumbers(identity.role)
    ? {}
    : { mask: (frame: string) => JSON.stringify(maskNumbers(JSON.parse(frame), configuration.lines)) };
  const { seat, branches } = identity;
  if (seat !== null)
    // A seat that left the configuration has nothing to show.
    return configuration.seats.has(seat) ? { seat, branches, feeds: [feeds.seat(seat)], rights, ...mask } : 'forbidden';
  const known = branches.filter((branch) => configuration.branches.has(branch));
  if (known.length === 0) return 'forbidden';
  const everything = known.length === configuration.branches.size;
  return {
    seat: null,
    branches: known,
    rights,
    ...mask,
    feeds: [...known.map((branch) => feeds.branch(branch)), ...(everything ? [feeds.branch(null)] : [])],
  };
}
