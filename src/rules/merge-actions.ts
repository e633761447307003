import type { RuleActions } from '../platform/configuration/index.ts';

/** What rules decide together: the earlier one's word stays, only tags add up. Pure. */
export function mergeActions(earlier: RuleActions, later: RuleActions): RuleActions {
  const merged: RuleActions = { ...later };
  for (const [action, decided] of Object.entries(earlier))
    if (decided !== undefined) Object.assign(merged, { [action]: decided });
  const tags = [...new Set([...(earlier.tags ?? []), ...(later.tags ?? [])])];
  if (tags.length > 0) merged.tags = tags;
  return merged;
}
