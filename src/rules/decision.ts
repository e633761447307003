import { nextOpening, type Configuration } from '../platform/configuration/index.ts';
import type { RuleVerdict } from './evaluate-rules.ts';
import type { RuleFacts } from './rule-facts.ts';

/** What the rules decided of a call that is over, as it is kept with it. */
export interface RuleDecision {
  /** Of the set of rules. */
  version: string;
  rule: string | null;
  matched: readonly string[];
  tags: readonly string[];
  ignoreInReports: boolean;
  task: { what: string; owner: string | null; dueAt: string } | null;
  sms: string | null;
  /** Null: every account. */
  mis: readonly string[] | null;
  priority: 'high' | 'normal' | 'low' | null;
}

/** Pure. Where the opening of the branch is not told, a task is due counted from the call. */
export function decisionOf(
  { version, rule, matched, actions }: RuleVerdict,
  facts: Pick<RuleFacts, 'at' | 'branch'>,
  configuration: Pick<Configuration, 'branches'>,
): RuleDecision {
  const { tags, ignoreInReports, task, sms, mis, priority } = actions;
  return {
    version,
    rule,
    matched,
    tags: tags ?? [],
    ignoreInReports: ignoreInReports ?? false,
    task:
      task === undefined
        ? null
        : {
            what: task.what,
            owner: task.owner ?? null,
            dueAt: new Date(counted().getTime() + task.dueMinutes * 60_000).toISOString(),
          },
    sms: sms?.template ?? null,
    mis: mis ?? null,
    priority: priority ?? null,
  };

  function counted(): Date {
    const branch = facts.branch === null ? undefined : configuration.branches.get(facts.branch);
    if (task?.countFrom !== 'opening' || branch === undefined) return facts.at;
    return nextOpening(branch, facts.at) ?? facts.at;
  }
}
