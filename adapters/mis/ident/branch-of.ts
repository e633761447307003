import type { MisAccount } from '../../../src/contracts/mis.ts';
import type { IdentSettings } from './settings.ts';

/**
 * Which of the clinic's branches a branch of IDENT is: as the settings say, else the one of the same name, else the
 * only one there is on both sides. Null: not known.
 */
export function branchOf(
  branch: { id: string; name: string },
  all: readonly { id: string }[],
  { settings, branches }: MisAccount<IdentSettings>,
): string | null {
  const set = settings.branches[branch.id];
  if (set !== undefined) return set;
  const plain = (name: string) => name.trim().toLowerCase();
  const named = branches.filter(({ name }) => plain(name) === plain(branch.name));
  if (named.length === 1) return named[0]!.id;
  return all.length === 1 && branches.length === 1 ? branches[0]!.id : null;
}
