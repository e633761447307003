import type { Branch, LocalMoment, Opening } from '../platform/configuration/index.ts';
import type { KnownPerson, RuleFacts } from './rule-facts.ts';

export const conditionNames = [
  'direction',
  'account',
  'line',
  'branch',
  'kind',
  'class',
  'campaign',
  'number',
  'hours',
  'time',
  'dates',
  'calls',
  'waited',
  'result',
  'caller.people',
  'caller.kind',
  'caller.source',
  'caller.noteContains',
  'caller.visitToday',
  'caller.visitWithinDays',
  'caller.lastVisitDaysAgo',
] as const;
export type ConditionName = (typeof conditionNames)[number];

/** One thing that a rule asks for. */
export interface Condition {
  name: ConditionName;
  /** As the rule writes it; of a list of numbers only how many there are. */
  wanted: string;
  holds(call: Prepared): boolean;
  /** What the call has instead: no name of a person and no whole number. Null: not known. */
  found(call: Prepared): string | null;
}

/** The facts of a call, with what several rules may ask and nobody wants to work out twice. */
export interface Prepared {
  facts: RuleFacts;
  branch: Branch | undefined;
  /** Of the branch, or of the clinic's first one. */
  zone: string;
  moment: LocalMoment;
  opening: Opening;
  /** The other side's number as it may be told to anybody. */
  maskedNumber: string | null;
  /** Name of the advertising channel. */
  campaign: string | null;
  /** Those who may be calling: the chosen one, else everybody. */
  people: readonly KnownPerson[];
}
