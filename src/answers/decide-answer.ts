import type { Candidate } from '../contracts/caller.ts';
import type { PbxDecision } from '../contracts/pbx-api.ts';
import type { AnswerAction, AnswerSettings } from '../platform/configuration/index.ts';
import { displayName } from './display-name.ts';

/** Whoever had the caller's last conversation, as far as it binds. */
export interface LastOperator {
  extension: string;
  /** A workplace of the configuration has this extension. */
  seated: boolean;
  talking: boolean;
}

/** All that a decision is made of. */
export interface AnswerFacts {
  settings: AnswerSettings;
  wants: readonly ('caller-name' | 'route')[];
  withheld: boolean;
  candidates: readonly Candidate[];
  /** Null: nobody within the days of the settings. */
  lastOperator: LastOperator | null;
  /** What a rule of the clinic says; where it says nothing the settings of the account do. */
  rule?: AnswerAction | undefined;
}

export interface Decided {
  decision: PbxDecision;
  /** Codes of why, in order: first the name, then the way. */
  reasons: string[];
}

export const asWithoutUs: PbxDecision = { callerName: null, extension: null, say: null, code: null };

/** What the PBX is told about a call. Pure. */
export function decideAnswer(facts: AnswerFacts): Decided {
  const byRule = facts.wants.includes('route') ? wayOfRule(facts.rule) : null;
  const say = facts.rule?.say ?? null;
  if (facts.withheld) {
    const reasons = ['number-withheld', ...(byRule === null ? [] : [byRule.reason])];
    return { decision: { ...asWithoutUs, say, ...byRule?.way }, reasons };
  }
  const name = facts.wants.includes('caller-name') ? nameFor(facts) : null;
  const route = byRule ?? (facts.wants.includes('route') ? routeFor(facts) : null);
  return {
    decision: { ...asWithoutUs, callerName: name?.callerName ?? null, say, ...route?.way },
    reasons: [...(name === null ? [] : [name.reason]), ...(route === null ? [] : [route.reason])],
  };
}

function nameFor({ settings, candidates, rule }: AnswerFacts): { callerName: string | null; reason: string } {
  if (rule?.callerName !== undefined) return nameOfRule(rule.callerName, candidates);
  if (!settings.callerName) return { callerName: null, reason: 'names-off' };
  if (candidates.length === 0) return { callerName: null, reason: 'nobody-known' };
  const callerName = displayName(candidates);
  return { callerName, reason: callerName === null ? 'too-many-people' : 'name-told' };
}

function nameOfRule(
  written: string | null,
  candidates: readonly Candidate[],
): { callerName: string | null; reason: string } {
  if (written === null) return { callerName: null, reason: 'names-off-by-rule' };
  const name = candidates.length === 0 ? '' : (displayName(candidates) ?? '');
  const callerName = written.replaceAll('{name}', name).replaceAll(/\s+/g, ' ').trim();
  return { callerName: callerName === '' ? null : callerName, reason: 'name-by-rule' };
}

interface Way {
  way: Partial<Pick<PbxDecision, 'extension' | 'code'>>;
  reason: string;
}

/** Null: the rule leaves the way to the account, or to the last operator. */
function wayOfRule(rule: AnswerAction | undefined): Way | null {
  if (rule?.extension !== undefined) return { way: { extension: rule.extension }, reason: 'extension-by-rule' };
  if (rule?.menu !== undefined) return { way: { code: rule.menu }, reason: 'menu-by-rule' };
  return rule?.route === 'none' ? { way: {}, reason: 'no-route-by-rule' } : null;
}

function routeFor({ settings, lastOperator, rule }: AnswerFacts): Way {
  const none = (reason: string): Way => ({ way: {}, reason });
  if (settings.route === 'off' && rule?.route !== 'last-operator') return none('routing-off');
  if (lastOperator === null) return none('no-last-operator');
  if (!lastOperator.seated) return none('last-operator-has-no-seat');
  // Ringing a busy telephone would make the caller wait for nothing.
  if (lastOperator.talking) return none('last-operator-talks');
  return { way: { extension: lastOperator.extension }, reason: 'last-operator' };
}
