import { visibleBranches, type Identity } from '../access/index.ts';
import { Problem } from '../platform/http/index.ts';
import type { CallFilter, CallQuery } from './call-filter.ts';

export interface FilterFor {
  /** Every branch of the clinic. */
  branches(): readonly string[];
  /** The outside numbers that a search means. */
  search(text: string): Promise<string[]>;
}

/** What somebody asks for, as far as they may see it. */
export async function filterFor(
  identity: Identity,
  asked: CallQuery,
  options: FilterFor,
): Promise<Omit<CallFilter, 'limit' | 'cursor'>> {
  const { branch, from, to, search, ...rest } = asked;
  return {
    ...rest,
    branches: branchesAsked(identity, branch, options.branches()),
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    numbers: search === undefined || search === '' ? undefined : await options.search(search),
  };
}

/** Null: everything, for a token of the whole clinic. */
export function branchesAsked(
  identity: Identity,
  asked: string | undefined,
  all: readonly string[],
): readonly string[] | null {
  if (asked === undefined) return visibleBranches(identity, all);
  if (!identity.branches.includes(asked))
    throw new Problem(403, 'not-allowed', 'Not allowed', `branch: this token sees ${identity.branches.join(', ')}.`);
  return [asked];
}
