import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../contracts/caller.ts';
import type { Configuration } from '../platform/configuration/index.ts';
import type { Database } from '../platform/database/index.ts';
import { rulesOf } from './compile-rules.ts';
import { decisionOf, type RuleDecision } from './decision.ts';
import { earlierCallsOf } from './earlier-calls.ts';
import { evaluateRules } from './evaluate-rules.ts';
import { factsOfCall, type RuleRow } from './rule-facts.ts';

/** A stored call of which today's rules say something else than was decided then. */
export interface RuleDifference {
  call: number;
  startedAt: Date;
  branch: string | null;
  class: string | null;
  result: string | null;
  before: RuleDecision | null;
  now: RuleDecision;
  /** What of the decision differs. */
  changed: readonly (keyof RuleDecision)[];
}

export interface ReplayReport {
  calls: number;
  different: number;
  /** Rule → calls, then and now; null is no rule. */
  byRule: ReadonlyMap<string | null, { before: number; now: number }>;
}

const PAGE = 500;

type StoredRow = RuleRow & { id: number; started_at: Date; rules: RuleDecision | null; caller: Caller | null };

/** What the rules of a configuration say of the calls between two instants that are over. Reads only. */
export async function replayRules(
  { pool }: Pick<Database, 'pool'>,
  window: { from: Date; to: Date },
  configuration: Configuration,
  onDifference: (difference: RuleDifference) => void,
): Promise<ReplayReport> {
  const compiled = rulesOf(configuration);
  const byRule = new Map<string | null, { before: number; now: number }>();
  const count = (rule: string | null, when: 'before' | 'now'): void => {
    const counted = byRule.get(rule) ?? { before: 0, now: 0 };
    counted[when] += 1;
    byRule.set(rule, counted);
  };
  let calls = 0;
  let different = 0;
  let last: { at: Date; id: number } = { at: window.from, id: 0 };
  for (;;) {
    const { rows } = await pool.query<StoredRow>(
      `select id, account, branch, line, direction, external, kind, class, started_at, wait_seconds, result, caller, rules
       from call
       where merged_into is null and ended_at is not null and version > 0 and (started_at, id) > ($1, $2) and started_at < $3
       order by started_at, id limit ${PAGE}`,
      [last.at, last.id, window.to],
    );
    const earlier = await earlierCallsOf(
      pool,
      rows.map(({ id }) => id),
      compiled.countMinutes,
    );
    for (const row of rows) {
      const facts = factsOfCall(row, earlier.get(row.id));
      const now = decisionOf(evaluateRules(compiled, facts, { trace: 'none' }), facts, configuration);
      const changed = differences(row.rules, now);
      calls += 1;
      count(row.rules?.rule ?? null, 'before');
      count(now.rule, 'now');
      if (changed.length === 0) continue;
      different += 1;
      onDifference({
        ...{ call: row.id, startedAt: row.started_at, branch: row.branch, class: row.class, result: row.result },
        ...{ before: row.rules, now, changed },
      });
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return { calls, different, byRule };
    last = { at: end.started_at, id: end.id };
  }
}

const compared = ['rule', 'matched', 'tags', 'ignoreInReports', 'tasks', 'sms', 'mis', 'priority'] as const;
const nothing: RuleDecision = {
  ...{ version: '', rule: null, matched: [], tags: [], ignoreInReports: false },
  ...{ tasks: [], sms: [], mis: null, priority: null },
};

/** What differs; another version of the rules alone is no difference. */
export function differences(before: RuleDecision | null, now: RuleDecision): (keyof RuleDecision)[] {
  const then = { ...nothing, ...before };
  return compared.filter((key) => !isDeepStrictEqual(then[key], now[key]));
}
