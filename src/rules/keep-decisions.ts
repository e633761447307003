import type { Configuration } from '../platform/configuration/index.ts';
import type { PoolClient } from '../platform/database/index.ts';
import { rulesOf } from './compile-rules.ts';
import { decisionOf, type RuleDecision } from './decision.ts';
import { earlierCallsOf } from './earlier-calls.ts';
import { evaluateRules } from './evaluate-rules.ts';
import { factsOfCall, type RuleRow } from './rule-facts.ts';

/**
 * What the rules decide of calls that are over, kept with them in the caller's transaction. A call that is settled
 * again is decided again. Without rules nothing is written.
 */
export async function keepDecisions(
  client: PoolClient,
  rows: readonly (RuleRow & { id: number })[],
  configuration: Configuration,
): Promise<ReadonlyMap<number, RuleDecision>> {
  const compiled = rulesOf(configuration);
  if (compiled.rules.length === 0 || rows.length === 0) return new Map();
  const earlier = await earlierCallsOf(
    client,
    rows.map(({ id }) => id),
    compiled.countMinutes,
  );
  const decisions = new Map(
    rows.map((row) => {
      const facts = factsOfCall(row, earlier.get(row.id));
      return [row.id, decisionOf(evaluateRules(compiled, facts, { trace: 'none' }), facts, configuration)] as const;
    }),
  );
  await client.query(
    `update call c set rules = n.decision
     from jsonb_to_recordset($1::jsonb) as n(id bigint, decision jsonb)
     where c.id = n.id and c.rules is distinct from n.decision`,
    [JSON.stringify([...decisions].map(([id, decision]) => ({ id, decision })))],
  );
  return decisions;
}
