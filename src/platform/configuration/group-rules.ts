import type { CountryCode } from 'libphonenumber-js/max';
import { toE164, type E164 } from '../../contracts/phone-number.ts';
import type { ConfigurationFile } from './file-schema.ts';
import { isListName, numberPatterns, readNumberPattern, type NumberPatterns } from './number-patterns.ts';
import type { AnswerAction, PopAction, Rule } from './rule-settings.ts';
import { readDayHours } from './rules-schema.ts';
import { readWorkingHours } from './working-hours.ts';

type RuleOfFile = ConfigurationFile['rules'][number];

/** The rules of a valid file with numbers, lists and hours resolved. */
export function groupRules({ rules, numberLists, clinic }: ConfigurationFile): Rule[] {
  const lists = new Map(numberLists.map(({ id, numbers }) => [id, numbers]));
  return rules.map(({ name, when, then, continue: goesOn }) => ({
    name,
    when: {
      ...when,
      line: when.line?.map((number) => readLine(number, clinic.country)),
      number: when.number && readPatterns(when.number, lists, clinic.country),
      time: when.time === undefined ? undefined : (readWorkingHours(when.time) ?? undefined),
    },
    actions: {
      ...then,
      pop: then.pop && popAction(then.pop),
      answer: then.answer && answerAction(then.answer),
    },
    continue: goesOn,
  }));
}

function readLine(written: string, country: CountryCode): E164 {
  const number = toE164(written, { country });
  if (number === null) throw new Error('A line of a rule cannot be read although it was validated');
  return number;
}

function readPatterns(
  written: readonly string[],
  lists: ReadonlyMap<string, readonly string[]>,
  country: CountryCode,
): NumberPatterns {
  const all = written.flatMap((one) => (isListName(one) ? (lists.get(one) ?? []) : [one]));
  return numberPatterns(
    all.flatMap((one) => {
      const pattern = readNumberPattern(one, country);
      return pattern === null ? [] : [pattern];
    }),
  );
}

function popAction({ when, to }: NonNullable<RuleOfFile['then']['pop']>): PopAction {
  const seats = to.filter((one) => one !== 'ringing' && one !== 'supervisors');
  return { when, ringing: to.includes('ringing'), supervisors: to.includes('supervisors'), seats };
}

function answerAction({ callerName, ...way }: NonNullable<RuleOfFile['then']['answer']>): AnswerAction {
  if (callerName === undefined) return way;
  return { ...way, callerName: /^(?:off|false|no)$/i.test(callerName) || callerName === '' ? null : callerName };
}

/** The special days of one branch by their date. Of two entries for a day the later one of the file counts. */
export function specialDaysOf(
  branch: string,
  days: ConfigurationFile['specialDays'],
): Map<string, { from: number; to: number }[]> {
  const found = new Map<string, { from: number; to: number }[]>();
  for (const { from, to = from, hours, branches } of days) {
    if (branches !== undefined && !branches.includes(branch)) continue;
    const open = hours === undefined ? null : readDayHours(hours);
    for (const date of datesOf(from, to)) found.set(date, open === null ? [] : [open]);
  }
  return found;
}

const DAY_MS = 24 * 3600_000;
const LONGEST_DAYS = 400;

function datesOf(from: string, to: string): string[] {
  const first = Date.parse(`${from}T00:00:00Z`);
  const count = Math.min(LONGEST_DAYS, Math.round((Date.parse(`${to}T00:00:00Z`) - first) / DAY_MS) + 1);
  return Array.from({ length: count }, (_, index) => new Date(first + index * DAY_MS).toISOString().slice(0, 10));
}
