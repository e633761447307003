import type { Identity } from './tokens.ts';

/** The branches whose calls a token sees; null: all, and the calls that belong to no branch. */
export function visibleBranches(identity: Identity, all: readonly string[]): readonly string[] | null {
  const whole = identity.seat === null && all.every((branch) => identity.branches.includes(branch));
  return whole ? null : identity.branches;
}
