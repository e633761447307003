import { dataLevels, readDataLevel, type DataLevelView } from '../callers/index.ts';
import { visibleBranches, type Identity } from '../access/index.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Pool } from '../platform/database/index.ts';
import { Problem } from '../platform/http/index.ts';
import { NETWORK } from './contact-store.ts';
import type { KnownData } from './conversion.ts';

export interface ScopeOptions {
  pool: Pool;
  clock: Clock;
  configuration(): Configuration;
}

/**
 * Which contacts somebody looks at: those of a branch, or of the network for who sees all of it. Branches do not add up,
 * so that some of them together are nothing.
 */
export function scopeAsked(
  identity: Identity,
  asked: string | undefined,
  configuration: Configuration,
): { scope: string; branch: string | null } {
  const all = [...configuration.branches.keys()];
  const visible = visibleBranches(identity, all);
  if (asked !== undefined) {
    if (!all.includes(asked) || (visible !== null && !visible.includes(asked)))
      throw new Problem(404, 'no-such-branch', 'No such branch', 'There is no such branch among those you may see.');
    return { scope: asked, branch: asked };
  }
  if (visible === null) return { scope: NETWORK, branch: null };
  const [only, ...others] = visible;
  if (only !== undefined && others.length === 0) return { scope: only, branch: only };
  throw new Problem(
    400,
    'choose-branch',
    'Choose a branch',
    'branch: one person may be a contact of several branches, so they do not add up.',
  );
}

/** What can be told of a branch; of the network: of the branch that tells least. */
export async function knownOf(
  branch: string | null,
  options: ScopeOptions,
): Promise<KnownData & { branches: DataLevelView[] }> {
  const ids = branch === null ? [...options.configuration().branches.keys()] : [branch];
  const branches = await Promise.all(ids.map((id) => readDataLevel(id, options)));
  const least = branches.toSorted((a, b) => dataLevels.indexOf(a.level) - dataLevels.indexOf(b.level))[0];
  return { level: least?.level ?? 'T0', firstTime: least?.firstTime ?? 'no', branches };
}
