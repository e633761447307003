import type { Configuration } from '../platform/configuration/index.ts';
import { caller } from '../contracts/caller.ts';
import { rulesOf } from './compile-rules.ts';
import { evaluateRules } from './evaluate-rules.ts';
import { factsOfCall, type RuleRow } from './rule-facts.ts';

/** Whether a MIS account may be told of a call that still goes on; undefined: no rule keeps any call from any account. */
export function misMayKnow(
  configuration: Configuration,
  account: string,
): ((row: Omit<RuleRow, 'caller'> & { caller: unknown }) => boolean) | undefined {
  const compiled = rulesOf(configuration);
  if (!compiled.decides.mis) return undefined;
  return (row) => {
    const facts = factsOfCall({ ...row, caller: row.caller === null ? null : caller(row.caller) });
    return evaluateRules(compiled, facts, { trace: 'none' }).actions.mis?.includes(account) ?? true;
  };
}
