import type { Configuration, PopAction } from '../platform/configuration/index.ts';
import { rulesOf } from './compile-rules.ts';
import { evaluateRules } from './evaluate-rules.ts';
import { factsOfCall, type RuleRow } from './rule-facts.ts';

/** Who must see the card of a call as the rules say now; undefined: they do not say. Pure, and free without such rules. */
export function audienceOf(configuration: Configuration, row: RuleRow): PopAction | undefined {
  const compiled = rulesOf(configuration);
  if (!compiled.decides.pops) return undefined;
  const { matched, actions } = evaluateRules(compiled, factsOfCall(row), { trace: 'none' });
  if (row.direction !== 'internal' || actions.pop === undefined) return actions.pop;
  // Talk among ourselves is nobody's card unless a rule means it by name.
  const meant = compiled.rules.some(
    ({ rule }) =>
      matched.includes(rule.name) && rule.actions.pop !== undefined && rule.when.direction?.includes('internal'),
  );
  return meant ? actions.pop : undefined;
}
