import type { CallClass, CallerKind } from '../../contracts/caller.ts';
import type { Direction } from '../../contracts/call-event.ts';
import type { E164 } from '../../contracts/phone-number.ts';
import type { NumberPatterns } from './number-patterns.ts';
import type { WorkingHours } from './working-hours.ts';

export const callResults = ['answered', 'missed', 'unanswered'] as const;
export type CallResult = (typeof callResults)[number];

/** A callback closes by itself when somebody gets through; anything else is closed by a person. */
export const taskTypes = ['callback', 'other'] as const;
export type TaskType = (typeof taskTypes)[number];

export const rulePriorities = ['high', 'normal', 'low'] as const;
export type RulePriority = (typeof rulePriorities)[number];

/** One rule of the clinic, everything resolved. Rules are kept in the order of the file. */
export interface Rule {
  name: string;
  when: RuleConditions;
  actions: RuleActions;
  /** The rules below are looked at, too; what this one decided stays. */
  continue: boolean;
}

/** All that are given must hold; of a list one suffices. */
export interface RuleConditions {
  account?: readonly string[] | undefined;
  line?: readonly E164[] | undefined;
  branch?: readonly string[] | undefined;
  direction?: readonly Direction[] | undefined;
  kind?: readonly CallerKind[] | undefined;
  class?: readonly CallClass[] | undefined;
  campaign?: readonly string[] | undefined;
  number?: NumberPatterns | undefined;
  caller?: CallerConditions | undefined;
  hours?: 'open' | 'closed' | undefined;
  /** Weekly, in the zone of the branch. */
  time?: WorkingHours | undefined;
  /** Local days `yyyy-MM-dd`, both inclusive. */
  dates?: { from?: string | undefined; to?: string | undefined } | undefined;
  /** Inbound calls of the number within so many minutes, this one included. */
  calls?: { atLeast: number; withinMinutes: number } | undefined;
  /** Whole seconds; known once somebody answered or the call is over. */
  waited?: { atLeast?: number | undefined; lessThan?: number | undefined } | undefined;
  /** Known once somebody answered or the call is over. */
  result?: readonly CallResult[] | undefined;
}

/** Of the people with the caller's number: of one of them all must hold, except the number of people. */
export interface CallerConditions {
  kind?: readonly ('patient' | 'staff' | 'contractor')[] | undefined;
  source?: readonly string[] | undefined;
  noteContains?: readonly string[] | undefined;
  people?: { atLeast?: number | undefined; atMost?: number | undefined } | undefined;
  visitToday?: boolean | undefined;
  visitWithinDays?: number | undefined;
  lastVisitDaysAgo?: number | undefined;
}

export interface RuleActions {
  pop?: PopAction | undefined;
  answer?: AnswerAction | undefined;
  tags?: readonly string[] | undefined;
  ignoreInReports?: boolean | undefined;
  task?: TaskAction | undefined;
  sms?: { template: string } | undefined;
  /** The MIS accounts that are told of the call; empty: none. */
  mis?: readonly string[] | undefined;
  priority?: RulePriority | undefined;
}

export interface PopAction {
  when: 'ring' | 'answer' | 'never';
  /** The workplaces whose telephone rings or talks. */
  ringing: boolean;
  /** Whoever watches the branch. */
  supervisors: boolean;
  /** Further workplaces, whether or not their telephone rings. */
  seats: readonly string[];
}

export interface AnswerAction {
  /** `none`: nowhere in particular, whatever the account says. */
  route?: 'last-operator' | 'none' | undefined;
  extension?: string | undefined;
  /** The PBX's own code of a branch of its scenario. */
  menu?: string | undefined;
  /** `{name}` is replaced; null: no name is told. */
  callerName?: string | null | undefined;
  say?: string | undefined;
}

export interface TaskAction {
  type: TaskType;
  what: string;
  dueMinutes: number;
  countFrom: 'call' | 'opening';
  /** A workplace; undefined: whoever of the branch is free. */
  owner?: string | undefined;
}
