import type { RuleActions } from '../platform/configuration/index.ts';
import type { CompiledRule, CompiledRules } from './compile-rules.ts';
import type { Condition, ConditionName, Prepared } from './condition.ts';
import { mergeActions } from './merge-actions.ts';
import { prepareFacts } from './prepare-facts.ts';
import type { RuleFacts } from './rule-facts.ts';

/** One rule that was looked at. Holds no name of a person and no whole number. */
export interface TraceEntry {
  rule: string;
  /** From 1, in the order of the file. */
  place: number;
  matched: boolean;
  /** The first condition that did not hold. */
  failed: { condition: ConditionName; wanted: string; found: string | null } | null;
}

export interface RuleVerdict {
  version: string;
  /** The first rule that holds; null: none does. */
  rule: string | null;
  /** All that had a say: more than one only where a rule goes on with `continue`. */
  matched: readonly string[];
  actions: RuleActions;
  trace: readonly TraceEntry[];
}

const nothing: RuleActions = {};

/**
 * What the rules say of a call as it is known now. Pure. The trace has every rule that was looked at; rules of other
 * lines and branches are not, unless `every` asks for them, and `none` spares the trace: the verdict is the same.
 */
export function evaluateRules(
  compiled: CompiledRules,
  facts: RuleFacts,
  options: { trace?: 'every' | 'none' } = {},
): RuleVerdict {
  const { version, rules } = compiled;
  if (rules.length === 0) return { version, rule: null, matched: [], actions: nothing, trace: [] };
  const call = prepareFacts(facts, compiled.configuration);
  const trace: TraceEntry[] = [];
  const matched: string[] = [];
  let actions = nothing;
  for (const one of options.trace === 'every' ? rules : rulesFor(compiled, facts)) {
    const failed = one.conditions.find((condition) => !condition.holds(call));
    if (options.trace !== 'none') trace.push(entryOf(one, failed, call));
    if (failed !== undefined) continue;
    matched.push(one.rule.name);
    actions = mergeActions(actions, one.rule.actions);
    if (!one.rule.continue) break;
  }
  return { version, rule: matched[0] ?? null, matched, actions, trace };
}

function entryOf({ rule, place }: CompiledRule, failed: Condition | undefined, call: Prepared): TraceEntry {
  return {
    rule: rule.name,
    place: place + 1,
    matched: failed === undefined,
    failed: failed === undefined ? null : { condition: failed.name, wanted: failed.wanted, found: failed.found(call) },
  };
}

const none: readonly CompiledRule[] = [];

/** The rules that may hold for this line and branch, in order. */
function* rulesFor(
  { byLine, byBranch, anywhere }: CompiledRules,
  { line, branch }: RuleFacts,
): Generator<CompiledRule> {
  const lists = [
    line === null ? none : (byLine.get(line) ?? none),
    branch === null ? none : (byBranch.get(branch) ?? none),
    anywhere,
  ];
  const at = lists.map(() => 0);
  for (;;) {
    let first = -1;
    let place = Infinity;
    for (let list = 0; list < lists.length; list += 1) {
      const next = lists[list]?.[at[list] ?? 0];
      if (next !== undefined && next.place < place) {
        first = list;
        place = next.place;
      }
    }
    const next = lists[first]?.[at[first] ?? 0];
    if (next === undefined) return;
    at[first] = (at[first] ?? 0) + 1;
    yield next;
  }
}
