import { InvalidArgumentError, Option, type Command } from 'commander';
import { DateTime } from 'luxon';
import { findPeople } from '../callers/index.ts';
import { providerSchemas } from '../compose-commands.ts';
import { callClasses, callerKinds } from '../contracts/caller.ts';
import { directions } from '../contracts/call-event.ts';
import { systemClock } from '../contracts/clock.ts';
import type { Database } from '../platform/database/index.ts';
import {
  callResults,
  formatProblems,
  readConfiguration,
  readEnvironment,
  type Configuration,
} from '../platform/configuration/index.ts';
import {
  BadDescription,
  callsOfNumber,
  describeVerdict,
  dryRun,
  replayRules,
  rulesOf,
  type DescribedCall,
  type DryRun,
  type Language,
  type RuleDifference,
} from '../rules/index.ts';
import { addRuleVersionCommands } from './rule-versions-commands.ts';
import { rulesInForce, whichRules } from './rules-in-force.ts';
import { CommandProblem, loadConfiguration, withDatabase } from './setting.ts';

interface Asked extends Omit<DescribedCall, 'at' | 'waitSeconds' | 'callsBefore'> {
  at?: string;
  waited?: number;
  calls?: number;
  directory: boolean;
  language?: Language;
  config?: string;
}

export function addRulesCommands(program: Command): void {
  const rules = program
    .command('rules')
    .description('the rules of the configuration: who sees which calls, where they go');

  rules
    .command('check')
    .description('tell everything that is wrong with the rules, what is never reached and what does not act yet')
    .argument('[file]', 'default: TRUBKA_CONFIG or config/trubka.yaml')
    .action((file?: string) => check(file ?? readEnvironment().configPath));

  rules
    .command('test')
    .description('what the rules would do with a call that you describe, and why; nothing is written')
    .option('--from <number>', 'who calls; hidden for a withheld number')
    .option('--line <number>', 'the number of the clinic that is called')
    .option('--at <time>', "2026-03-01T21:30 in the branch's zone; default: now")
    .option('--branch <id>', 'where no line tells it')
    .option('--account <id>', 'PBX account')
    .addOption(new Option('--direction <direction>').choices(directions).default('in'))
    .addOption(new Option('--kind <kind>', 'instead of asking the directory').choices(callerKinds))
    .addOption(new Option('--class <class>', 'instead of asking the directory').choices(callClasses))
    .addOption(new Option('--result <result>', 'the call is over').choices(callResults))
    .option('--waited <seconds>', 'how long the caller waited', wholeNumber)
    .option('--calls <number>', 'how often the number called just before', wholeNumber)
    .option('--no-directory', 'do not open the database: who calls is told by --kind and --class')
    .option('--config <file>', 'another configuration, before it goes live')
    .addOption(new Option('--language <language>').choices(['ru', 'en']))
    .action(test);

  rules
    .command('replay')
    .description("what today's rules would say of stored calls, and where that differs from what was decided")
    .option('--since <time>', 'so far back, for example 7d or 12h; default: 7d')
    .option('--from <time>', "2026-03-01 or 2026-03-01T09:00, in the clinic's zone")
    .option('--to <time>', 'default: now')
    .option('--config <file>', 'another configuration, before it goes live')
    .option('--show <number>', 'print so many differing calls', wholeNumber, 50)
    .action(replay);

  addRuleVersionCommands(rules);
}

/** The file alone cannot tell: what was saved stands in the database. */
export const savedGoFirst =
  'Rules that were saved in the rules page or by trubka rules save go before these: trubka rules versions tells whether there are any.';

function check(path: string): void {
  const result = readConfiguration({ path, providers: providerSchemas });
  const found = result.ok ? result.warnings : result.problems;
  // What has no key is wrong with the writing of the file itself, often with a second rules:.
  const ofRules = found.filter(({ key }) => /^$|^(?:rules|numberLists|specialDays)\b|\.campaigns\b/.test(key));
  if (ofRules.length > 0) process.stderr.write(`${formatProblems(ofRules)}\n`);
  if (!result.ok) {
    process.exitCode = 1;
    const others = found.length - ofRules.length;
    if (others > 0)
      process.stderr.write(
        `${ofRules.length > 0 ? '\n' : ''}${others} more elsewhere in the file: trubka config check.\n`,
      );
    return;
  }
  const { version, rules } = rulesOf(result.configuration);
  process.stdout.write(`${path}: ${rules.length} rules, version ${version}, ${ofRules.length} warnings.\n`);
  process.stdout.write(`${savedGoFirst}\n`);
}

async function test(asked: Asked): Promise<void> {
  const path = asked.config ?? readEnvironment().configPath;
  if (!asked.directory) return tell(asked, loadConfiguration(path, { warn: false }), null, `Rules of ${path}.`);
  await withDatabase(async (database) => {
    if (asked.config !== undefined)
      return tell(asked, loadConfiguration(path, { warn: false }), database, whichRules(path, null));
    const { configuration, saved, file } = await rulesInForce(path, database);
    await tell(asked, configuration, database, whichRules(path, saved, file));
  });
}

async function tell(
  asked: Asked,
  configuration: Configuration,
  database: Database | null,
  which: string,
): Promise<void> {
  const language = asked.language ?? configuration.clinic.language;
  const { at, waited, calls, ...rest } = asked;
  const described: DescribedCall = {
    ...rest,
    ...(at !== undefined && { at: readTime('--at', at, zoneOf(configuration, asked)).toISOString() }),
    ...(waited !== undefined && { waitSeconds: waited }),
    ...(calls !== undefined && { callsBefore: calls }),
  };
  const known = asked.kind !== undefined || asked.class !== undefined || asked.from === undefined;
  const result = await dryRun(described, {
    ...{ configuration, clock: systemClock },
    find: database === null || known ? null : (wanted) => findPeople(database, wanted),
    callsOf: database === null || known ? null : (wanted) => callsOfNumber(database.pool, wanted),
  }).catch((error: unknown) => {
    throw error instanceof BadDescription ? new CommandProblem(`--${error.message}`) : error;
  });
  process.stdout.write(
    `${[which, toldInWords(result, language), ...describeVerdict(result.verdict, language)].join('\n')}\n`,
  );
}

function toldInWords({ told, decision }: DryRun, language: Language): string {
  const ru = language === 'ru';
  const none = ru ? 'не известно' : 'not known';
  const shown = (at: string): string =>
    DateTime.fromISO(at, { zone: told.zone ?? 'UTC', locale: language }).toFormat('ccc dd.MM.yyyy HH:mm');
  const time = shown(told.at);
  const open = told.open === null ? none : told.open ? (ru ? 'открыто' : 'open') : ru ? 'закрыто' : 'closed';
  const parts: [string, string, string | null][] = [
    ['филиал', 'branch', told.branch],
    ['линия', 'line', told.line],
    ['рекламный канал', 'campaign', told.campaign],
    ['кто звонит', 'who calls', told.kind],
    ['класс', 'class', told.class],
    ['человек с этим номером', 'people with this number', String(told.people)],
  ];
  const facts = parts.map(([russian, english, value]) => `${ru ? russian : english}: ${value ?? none}`);
  const due = decision.tasks.map(({ dueAt }) => `${ru ? 'срок задачи' : 'task due'}: ${shown(dueAt)}`);
  return [`${time} (${open})`, ...facts, ...due].join(' · ');
}

interface AskedReplay {
  since?: string;
  from?: string;
  to?: string;
  config?: string;
  show: number;
}

async function replay(asked: AskedReplay): Promise<void> {
  const path = asked.config ?? readEnvironment().configPath;
  let shown = 0;
  const report = await withDatabase(async (database) => {
    const { configuration, saved, file } =
      asked.config === undefined
        ? await rulesInForce(path, database)
        : { configuration: loadConfiguration(path, { warn: false }), saved: null, file: undefined };
    process.stdout.write(`${whichRules(path, saved, file)}\n`);
    const zone = zoneOf(configuration, {});
    return replayRules(database, windowOf(asked, zone), configuration, (difference) => {
      shown += 1;
      if (shown <= asked.show) process.stdout.write(`${differenceInWords(difference, zone)}\n`);
    });
  });
  if (shown > asked.show) process.stdout.write(`… and ${shown - asked.show} more; --show ${shown} prints all.\n`);
  process.stdout.write(`\n${report.calls} calls, ${report.different} would be decided otherwise.\n`);
  for (const [rule, { before, now }] of report.byRule)
    process.stdout.write(`${String(before).padStart(7)} → ${String(now).padStart(7)}  ${rule ?? '(no rule)'}\n`);
}

function differenceInWords(
  { call, startedAt, branch, class: callClass, result, before, now, changed }: RuleDifference,
  zone: string,
): string {
  const time = DateTime.fromJSDate(startedAt, { zone }).toFormat('yyyy-MM-dd HH:mm');
  const changes = changed
    .filter((key) => key !== 'matched' || changed.length === 1)
    .map((key) => `${key}: ${valueInWords(before?.[key] ?? null)} → ${valueInWords(now[key])}`);
  return `call ${call}  ${time}  ${branch ?? '-'}  ${callClass ?? '-'}  ${result ?? '-'}\n  ${changes.join('; ')}`;
}

function valueInWords(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function windowOf({ since, from, to }: AskedReplay, zone: string): { from: Date; to: Date } {
  if (since !== undefined && (from !== undefined || to !== undefined))
    throw new CommandProblem('Give either --since or --from and --to.');
  const end = to === undefined ? new Date() : readTime('--to', to, zone);
  const [, count = '7', unit = 'd'] = /^(\d{1,4})([dh])$/.exec(since ?? '7d') ?? [];
  if (since !== undefined && !/^\d{1,4}[dh]$/.test(since)) throw new CommandProblem('--since looks like 7d or 12h.');
  const begin =
    from === undefined
      ? new Date(end.getTime() - Number(count) * (unit === 'd' ? 24 : 1) * 3600_000)
      : readTime('--from', from, zone);
  if (begin >= end) throw new CommandProblem('--from must be before --to.');
  return { from: begin, to: end };
}

function readTime(option: string, text: string, zone: string): Date {
  const time = DateTime.fromISO(text.trim().replace(' ', 'T'), { zone });
  if (!time.isValid) throw new CommandProblem(`${option} must look like 2026-03-01 or 2026-03-01T09:00.`);
  return time.toJSDate();
}

function zoneOf(
  { branches, lines, clinic }: Configuration,
  { line, branch }: { line?: string | undefined; branch?: string | undefined },
): string {
  const digits = (text: string): string => text.replaceAll(/\D/g, '').slice(-10);
  const ofLine =
    line === undefined ? undefined : [...lines.values()].find(({ number }) => digits(number) === digits(line));
  const meant = branches.get(ofLine?.branch ?? branch ?? '') ?? [...branches.values()][0];
  if (meant === undefined) throw new CommandProblem(`${clinic.name} has no branches.`);
  return meant.zone;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return Number(text);
}
