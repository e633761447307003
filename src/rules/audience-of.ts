import type { Caller } from '../contracts/caller.ts';
import type { Configuration, PopAction, RuleActions } from '../platform/configuration/index.ts';
import { rulesOf } from './compile-rules.ts';
import { evaluateRules } from './evaluate-rules.ts';
import { factsOfCall, type RuleRow } from './rule-facts.ts';

/** Who must see the card of a call as the rules say now; undefined: they do not say. Pure, and free without such rules. */
export function audienceOf(configuration: Configuration, row: RuleRow): PopAction | undefined {
  return cardOf(configuration, row).pop;
}

/** The same, with how urgent the card is. */
export function cardOf(configuration: Configuration, row: RuleRow): Pick<RuleActions, 'pop' | 'priority'> {
  const compiled = rulesOf(configuration);
  if (!compiled.decides.pops && !compiled.decides.priority) return {};
  const { matched, actions } = evaluateRules(compiled, factsOfCall(row), { trace: 'none' });
  const { pop, priority } = actions;
  if (row.direction !== 'internal' || pop === undefined) return { pop, priority };
  // Talk among ourselves is nobody's card unless a rule means it by name.
  const meant = compiled.rules.some(
    ({ rule }) =>
      matched.includes(rule.name) && rule.actions.pop !== undefined && rule.when.direction?.includes('internal'),
  );
  return meant ? { pop, priority } : { priority };
}

/** The caller as the card shows them: the same object where nothing changes. */
export function urgent(caller: Caller, priority: RuleActions['priority']): Caller {
  if (caller.priority === priority) return caller;
  const { priority: _before, ...rest } = caller;
  return priority === undefined ? rest : { ...rest, priority };
}
