import { matchesNumber, type RuleConditions, isOpen, type NumberPatterns } from '../platform/configuration/index.ts';
import { callerConditions } from './caller-conditions.ts';
import type { Condition, ConditionName, Prepared } from './condition.ts';

/** The conditions of a rule, the cheapest first. */
export function compileConditions(when: RuleConditions): Condition[] {
  return [
    ...oneOf('direction', when.direction, ({ facts }) => facts.direction),
    ...oneOf('account', when.account, ({ facts }) => facts.account),
    ...oneOf('line', when.line, ({ facts }) => facts.line),
    ...oneOf('branch', when.branch, ({ facts }) => facts.branch),
    ...oneOf('kind', when.kind, ({ facts }) => facts.kind),
    ...oneOf('class', when.class, ({ facts }) => facts.class),
    ...oneOf('campaign', when.campaign, ({ campaign }) => campaign),
    ...oneOf('result', when.result, ({ facts }) => facts.result),
    ...given(when.number, number),
    ...given(when.calls, calls),
    ...given(when.waited, waited),
    ...given(when.hours, hours),
    ...given(when.time, time),
    ...given(when.dates, dates),
    ...given(when.caller, callerConditions).flat(),
  ];
}

function given<T, R>(value: T | undefined, read: (value: T) => R): R[] {
  return value === undefined ? [] : [read(value)];
}

function oneOf(
  name: ConditionName,
  values: readonly string[] | undefined,
  read: (call: Prepared) => string | null,
): Condition[] {
  if (values === undefined) return [];
  const wanted = new Set(values);
  return [
    {
      name,
      wanted: values.join(', '),
      holds(call) {
        const value = read(call);
        return value !== null && wanted.has(value);
      },
      found: read,
    },
  ];
}

function number(patterns: NumberPatterns): Condition {
  const parts = [
    ...(patterns.exact.size === 0 ? [] : [`${patterns.exact.size} numbers`]),
    ...patterns.prefixes.map((prefix) => `${prefix}*`),
    ...patterns.masks.map(({ source }) => source.slice(2, -1).replaceAll('\\d*', '*').replaceAll('\\d', '?')),
  ];
  return {
    name: 'number',
    wanted: parts.join(', '),
    holds: ({ facts }) => facts.external !== null && matchesNumber(patterns, facts.external),
    found: ({ maskedNumber }) => maskedNumber,
  };
}

function calls({ atLeast, withinMinutes }: NonNullable<RuleConditions['calls']>): Condition {
  const count = ({ facts }: Prepared): number | null => {
    if (facts.earlierCalls === null || facts.external === null) return null;
    const now = facts.at.getTime();
    const since = now - withinMinutes * 60_000;
    return 1 + facts.earlierCalls.filter((at) => at >= since && at <= now).length;
  };
  return {
    name: 'calls',
    wanted: `≥ ${atLeast} / ${withinMinutes} min`,
    holds(call) {
      const found = call.facts.direction === 'in' ? count(call) : null;
      return found !== null && found >= atLeast;
    },
    found: (call) => count(call)?.toString() ?? null,
  };
}

function waited({ atLeast, lessThan }: NonNullable<RuleConditions['waited']>): Condition {
  return {
    name: 'waited',
    wanted: [atLeast === undefined ? '' : `≥ ${atLeast} s`, lessThan === undefined ? '' : `< ${lessThan} s`]
      .filter(Boolean)
      .join(', '),
    holds({ facts: { waitSeconds } }) {
      if (waitSeconds === null) return false;
      return waitSeconds >= (atLeast ?? 0) && (lessThan === undefined || waitSeconds < lessThan);
    },
    found: ({ facts: { waitSeconds } }) => (waitSeconds === null ? null : `${waitSeconds} s`),
  };
}

function hours(wanted: 'open' | 'closed'): Condition {
  return {
    name: 'hours',
    wanted,
    holds: ({ opening }) => opening.open !== null && opening.open === (wanted === 'open'),
    found: (call) => {
      const { open, why } = call.opening;
      if (open === null) return null;
      return `${open ? 'open' : 'closed'} (${why}, ${clock(call)})`;
    },
  };
}

function time(wanted: NonNullable<RuleConditions['time']>): Condition {
  return {
    name: 'time',
    wanted: wanted.map(({ weekday, from, to }) => `${days[weekday - 1]} ${minute(from)}-${minute(to)}`).join(', '),
    holds: ({ moment }) => isOpen(wanted, moment.weekday, moment.minute),
    found: clock,
  };
}

function dates({ from, to }: NonNullable<RuleConditions['dates']>): Condition {
  return {
    name: 'dates',
    wanted: `${from ?? '…'} – ${to ?? '…'}`,
    holds: ({ moment }) => (from === undefined || from <= moment.date) && (to === undefined || moment.date <= to),
    found: ({ moment }) => moment.date,
  };
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function clock({ moment }: Prepared): string {
  return `${days[moment.weekday - 1]} ${minute(moment.minute)}`;
}

function minute(ofDay: number): string {
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}
