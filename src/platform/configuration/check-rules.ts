import type { CountryCode } from 'libphonenumber-js/max';
import { toE164 } from '../../contracts/phone-number.ts';
import type { Finding } from './describe-issue.ts';
import { entriesOf, isGroup } from './file-entries.ts';
import { knownNames, type KnownNames } from './known-names.ts';
import { nearest } from './nearest.ts';
import { isListName, readNumberPattern } from './number-patterns.ts';
import { formatPath, type Path } from './problem.ts';

interface Surroundings {
  country: CountryCode;
  written(path: Path): string | undefined;
  lineOf(path: Path): number;
}

type Report = (path: Path, message: string, remedy: string) => void;

/**
 * What no single key of the rules can tell: names that nothing has, things that exclude each other, spans that end
 * before they begin. Of a file that may be wrong elsewhere, so that everything is told at once.
 */
export function checkRules(file: unknown, around: Surroundings): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (path, message, remedy) => findings.push({ path, atKey: false, message, remedy });
  const known = knownNames(file, around.country);
  const ruleNames = new Map<string, Path>();
  for (const { value, path } of entriesOf(file, 'rules', [])) {
    const at = [...path, 'name'];
    once(ruleNames, value.name, at, 'The rule', 'Give each rule its own name: the trace tells rules by it.');
    if (isGroup(value.when)) checkConditions(value.when, [...path, 'when']);
    if (isGroup(value.then)) checkActions(value.then, [...path, 'then']);
  }
  const listIds = new Map<string, Path>();
  for (const { value, path } of entriesOf(file, 'numberLists', [])) {
    once(listIds, value.id, [...path, 'id'], 'The list', 'Give each list its own id.');
    for (const [number, at] of textsOf(value.numbers, [...path, 'numbers'])) checkPattern(number, at);
  }
  for (const { value, path } of entriesOf(file, 'specialDays', [])) {
    spanInOrder(value, path);
    for (const [branch, at] of textsOf(value.branches, [...path, 'branches']))
      named(branch, at, 'branch', known.branches);
  }
  for (const branch of entriesOf(file, 'branches', []))
    for (const line of entriesOf(branch.value, 'lines', branch.path)) campaignsApart(line.value, line.path);
  return findings;

  function once(seen: Map<string, Path>, name: unknown, path: Path, what: string, remedy: string): void {
    if (typeof name !== 'string' || name === '') return;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, path);
    else report(path, `${what} "${name}" is already at ${formatPath(first)}, line ${around.lineOf(first)}.`, remedy);
  }

  function checkConditions(when: Record<string, unknown>, path: Path): void {
    const at = (key: string): Path => [...path, key];
    for (const [id, place] of textsOf(when.account, at('account')))
      named(id, place, 'account under accounts.pbx', known.pbx);
    for (const [id, place] of textsOf(when.branch, at('branch'))) named(id, place, 'branch', known.branches);
    for (const [name, place] of textsOf(when.campaign, at('campaign')))
      named(name, place, 'campaign of a line and no channel of calls.channelNumbers', known.campaigns);
    for (const [number, place] of textsOf(when.line, at('line'))) checkLine(number, place);
    for (const [number, place] of textsOf(when.number, at('number')))
      if (isListName(number)) named(number, place, 'list under numberLists', known.lists);
      else checkPattern(number, place);
    if (typeof when.hours === 'string') hoursAreTold(when, at('hours'));
    spanInOrder(when.dates, at('dates'));
    rangeInOrder(when.waited, at('waited'), 'atLeast', 'lessThan', true);
    if (isGroup(when.caller)) rangeInOrder(when.caller.people, [...at('caller'), 'people'], 'atLeast', 'atMost', false);
    for (const [value, place] of [
      [when.dates, at('dates')],
      [when.waited, at('waited')],
      [when.caller, at('caller')],
    ] as const)
      if (isGroup(value) && Object.keys(value).length === 0)
        report(place, 'Nothing is asked here.', 'Add a key below it, or remove it.');
    if (isGroup(when.caller) && isGroup(when.caller.people) && Object.keys(when.caller.people).length === 0)
      report([...at('caller'), 'people'], 'Nothing is asked here.', 'Add atLeast or atMost, or remove it.');
  }

  function checkActions(then: Record<string, unknown>, path: Path): void {
    if (Object.keys(then).length === 0)
      report(path, 'The rule does nothing.', 'Add what is done, for example pop, answer, tags or task.');
    if (isGroup(then.pop))
      for (const [seat, at] of textsOf(then.pop.to, [...path, 'pop', 'to']))
        if (seat !== 'ringing' && seat !== 'supervisors')
          named(seat, at, 'seat', new Set([...known.seats, 'ringing', 'supervisors']));
    if (isGroup(then.answer)) checkAnswer(then.answer, [...path, 'answer']);
    if (isGroup(then.task) && typeof then.task.owner === 'string')
      named(then.task.owner, [...path, 'task', 'owner'], 'seat', known.seats);
    if (isGroup(then.sms) && typeof then.sms.template === 'string')
      named(then.sms.template, [...path, 'sms', 'template'], 'template under messages.templates', known.templates);
    for (const [account, at] of textsOf(then.mis, [...path, 'mis']))
      named(account, at, 'account under accounts.mis', known.mis);
  }

  function checkAnswer(answer: Record<string, unknown>, path: Path): void {
    if (Object.keys(answer).length === 0)
      report(path, 'The answer says nothing.', 'Add route, extension, menu, callerName or say.');
    const ways = ['route', 'extension', 'menu'].filter((way) => answer[way] !== undefined);
    if (ways.length > 1)
      report(
        [...path, ways[1] ?? ''],
        `A call goes one way: ${ways.join(' and ')} exclude each other.`,
        `Keep one of ${ways.join(', ')}.`,
      );
    const name = answer.callerName;
    const unknown = typeof name === 'string' ? /\{(?!name\})[^}]*\}?/.exec(name)?.[0] : undefined;
    if (unknown !== undefined)
      report(
        [...path, 'callerName'],
        `Nothing is put in the place of ${unknown}.`,
        'Only {name} is replaced; write it so.',
      );
  }

  function named(name: string, path: Path, what: string, names: ReadonlySet<string>): void {
    if (names.has(name)) return;
    const near = nearest(name, names);
    const hint = near === undefined ? '' : `Did you mean "${near}"? `;
    const all = [...names];
    const shown =
      all.length === 0 ? 'The file has none.' : `Known: ${all.slice(0, 12).join(', ')}${all.length > 12 ? ', …' : ''}.`;
    report(path, `"${name}" is no ${what}.`, `${hint}${shown}`);
  }

  function checkLine(number: string, path: Path): void {
    const e164 = toE164(number, { country: around.country });
    if (e164 !== null && known.lines.has(e164)) return;
    const byName = [...known.lines.values()].find((line) => line.name.toLowerCase() === number.toLowerCase());
    const near = byName?.written ?? nearestLine(e164 ?? number, known);
    const hint =
      near === undefined ? 'Write a number that stands under the lines of a branch.' : `Did you mean ${near}?`;
    report(path, `"${number}" is no line of the clinic.`, hint);
  }

  function checkPattern(written: string, path: Path): void {
    if (readNumberPattern(written, around.country) !== null) return;
    report(
      path,
      `"${written}" is neither a number nor a beginning nor a mask of one.`,
      'Write a whole number (+7 916 000-11-22), a beginning with a star at its end (+7 495*) or question marks for digits (+7 916 ??? 11 22); begin with the country code.',
    );
  }

  function hoursAreTold(when: Record<string, unknown>, path: Path): void {
    const wanted = textsOf(when.branch, path).map(([id]) => id);
    const meant = (wanted.length > 0 ? wanted : [...known.branches]).filter((id) => known.branches.has(id));
    const untold = meant.filter((id) => !known.withHours.has(id));
    if (untold.length === 0) return;
    report(
      path,
      `${untold.length === 1 ? `The branch ${untold[0]} does` : `The branches ${untold.join(', ')} do`} not say when it is open, so this would never hold there.`,
      `Add hours: mon-fri 09:00-21:00 to the branch, or name other branches in this rule.`,
    );
  }

  function spanInOrder(span: unknown, path: Path): void {
    if (!isGroup(span) || typeof span.from !== 'string' || typeof span.to !== 'string') return;
    if (isDay(span.from) && isDay(span.to) && span.to < span.from)
      report([...path, 'to'], `The last day ${span.to} is before the first, ${span.from}.`, 'Exchange them.');
  }

  function rangeInOrder(range: unknown, path: Path, low: string, high: string, open: boolean): void {
    if (!isGroup(range)) return;
    const [least, most] = [range[low], range[high]];
    if (typeof least !== 'number' || typeof most !== 'number') return;
    if (most < least || (open && most === least))
      report(
        [...path, high],
        `No number is at least ${least} and ${open ? 'less than' : 'at most'} ${most}.`,
        `Raise ${high} or lower ${low}.`,
      );
  }

  function campaignsApart(line: Record<string, unknown>, path: Path): void {
    const dated = entriesOf(line, 'campaigns', path).map(({ value, path: at }) => {
      spanInOrder(value, at);
      const bound = (day: unknown, otherwise: string) => (typeof day === 'string' && isDay(day) ? day : otherwise);
      return { at, from: bound(value.from, '0000-00-00'), to: bound(value.to, '9999-99-99') };
    });
    dated.forEach((one, index) => {
      const other = dated.slice(0, index).find(({ from, to }) => one.from <= to && from <= one.to);
      if (other !== undefined)
        report(
          [...one.at, 'from'],
          `These days overlap those of ${formatPath(other.at)}, line ${around.lineOf([...other.at, 'name'])}.`,
          'A call by the line can belong to one campaign only: end one with "to" before the other begins.',
        );
    });
  }
}

/** The texts of a list with their places; a text that stands alone is a list of one. */
function textsOf(value: unknown, path: Path): [string, Path][] {
  if (typeof value === 'string') return [[value, path]];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index): [string, Path][] =>
    typeof item === 'string' && item.trim() !== '' ? [[item.trim(), [...path, index]]] : [],
  );
}

function nearestLine(number: string, { lines }: KnownNames): string | undefined {
  const near = nearest(number.replaceAll(/[^\d+]/g, ''), lines.keys());
  return near === undefined ? undefined : lines.get(near)?.written;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
