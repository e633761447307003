import { createHash } from 'node:crypto';
import type { Configuration, Rule } from '../platform/configuration/index.ts';
import { compileConditions } from './compile-conditions.ts';
import type { Condition } from './condition.ts';

type RulesPart = Pick<Configuration, 'branches' | 'lines' | 'rules' | 'savedRules'>;

export interface CompiledRule {
  rule: Rule;
  /** From 0, in the order of the file. */
  place: number;
  conditions: readonly Condition[];
}

/** The rules of a configuration, ready to be asked about calls. */
export interface CompiledRules {
  configuration: Pick<Configuration, 'branches' | 'lines'>;
  rules: readonly CompiledRule[];
  /** The same as long as the rules and everything they name are the same; begins with the number of a saved version. */
  version: string;
  /** Rules that name lines, by line; rules that name no line but branches, by branch; and all others. */
  byLine: ReadonlyMap<string, readonly CompiledRule[]>;
  byBranch: ReadonlyMap<string, readonly CompiledRule[]>;
  anywhere: readonly CompiledRule[];
  /** How far back calls of a number are counted, minutes; 0: not at all. */
  countMinutes: number;
  decides: {
    pops: boolean;
    answers: boolean;
    /** Some rule sends calls somewhere. */
    routes: boolean;
    mis: boolean;
    priority: boolean;
  };
}

export function compileRules(configuration: RulesPart): CompiledRules {
  const written = configuration.rules ?? [];
  const rules = written.map((rule, place) => ({ rule, place, conditions: compileConditions(rule.when) }));
  const byLine = new Map<string, CompiledRule[]>();
  const byBranch = new Map<string, CompiledRule[]>();
  const anywhere: CompiledRule[] = [];
  for (const one of rules) {
    const { line, branch } = one.rule.when;
    if (line !== undefined) for (const number of new Set(line)) add(byLine, number, one);
    else if (branch !== undefined) for (const id of new Set(branch)) add(byBranch, id, one);
    else anywhere.push(one);
  }
  const answers = written.flatMap(({ actions }) => (actions.answer === undefined ? [] : [actions.answer]));
  return {
    configuration,
    rules,
    version: versionOf(configuration),
    byLine,
    byBranch,
    anywhere,
    countMinutes: Math.max(0, ...written.map(({ when }) => when.calls?.withinMinutes ?? 0)),
    decides: {
      pops: written.some(({ actions }) => actions.pop !== undefined),
      answers: answers.length > 0,
      routes: answers.some(({ route, extension }) => route === 'last-operator' || extension !== undefined),
      mis: written.some(({ actions }) => actions.mis !== undefined),
      priority: written.some(({ actions }) => actions.priority !== undefined),
    },
  };
}

const compiled = new WeakMap<object, CompiledRules>();

/** The compiled rules of a configuration; each configuration is compiled once. */
export function rulesOf(configuration: RulesPart): CompiledRules {
  const known = compiled.get(configuration);
  if (known !== undefined) return known;
  const made = compileRules(configuration);
  compiled.set(configuration, made);
  return made;
}

function add(map: Map<string, CompiledRule[]>, key: string, rule: CompiledRule): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [rule]);
  else there.push(rule);
}

function versionOf({ rules, branches, lines, savedRules }: RulesPart): string {
  const named = {
    rules,
    branches: [...branches.values()].map(({ id, zone, hours, specialDays }) => [
      id,
      zone,
      hours,
      [...(specialDays ?? [])],
    ]),
    lines: [...lines.values()].map(({ number, branch, campaign, campaigns }) => [number, branch, campaign, campaigns]),
  };
  const hash = createHash('sha256').update(JSON.stringify(named, plainly)).digest('hex').slice(0, 12);
  return savedRules == null ? hash : `${savedRules}-${hash}`;
}

function plainly(_key: string, value: unknown): unknown {
  if (value instanceof Set) return [...value];
  return value instanceof RegExp ? value.source : value;
}
