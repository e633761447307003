import { nextOpening, type Configuration, type RulePriority, type TaskType } from '../platform/configuration/index.ts';
import type { RuleVerdict } from './evaluate-rules.ts';
import type { RuleFacts } from './rule-facts.ts';

/** What the rules decided of a call that is over, as it is kept with it (`call.rules`). Plain JSON. */
export interface RuleDecision {
  /** Of the set of rules. */
  version: string;
  /** The first rule that held; null: none did. */
  rule: string | null;
  matched: readonly string[];
  tags: readonly string[];
  /** Reports do not count the call. */
  ignoreInReports: boolean;
  /** One at most as rules are now; whoever makes tasks need not know that. */
  tasks: readonly DecidedTask[];
  sms: readonly DecidedSms[];
  /** The MIS accounts that are told of the call; null: every account. */
  mis: readonly string[] | null;
  /** Null: no rule says. */
  priority: RulePriority | null;
}

/** A task that the rules want for a call. With the call it is told apart by its place in the list. */
export interface DecidedTask {
  type: TaskType;
  /** The words of the rule. */
  what: string;
  /** Id of a seat; null: whoever of the call's branch is free. */
  owner: string | null;
  /** As the rule says it, and from when the minutes count. */
  dueMinutes: number;
  countFrom: 'call' | 'opening';
  /** The instant that comes of it, RFC 3339 UTC. */
  dueAt: string;
}

/** A message that the rules want to be sent to the other side of the call. */
export interface DecidedSms {
  /** Name of the template. */
  template: string;
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
    tasks: task === undefined ? [] : [{ ...task, owner: task.owner ?? null, dueAt: dueAt(task).toISOString() }],
    sms: sms === undefined ? [] : [{ template: sms.template }],
    mis: mis ?? null,
    priority: priority ?? null,
  };

  function dueAt({ dueMinutes, countFrom }: NonNullable<typeof task>): Date {
    const branch = facts.branch === null ? undefined : configuration.branches.get(facts.branch);
    const opening = countFrom === 'opening' && branch !== undefined ? nextOpening(branch, facts.at) : null;
    return new Date((opening ?? facts.at).getTime() + dueMinutes * 60_000);
  }
}
