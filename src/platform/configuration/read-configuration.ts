import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { asWritten } from './as-written.ts';
import { checkAnswers } from './check-answers.ts';
import { checkReceipts } from './receipt-address.ts';
import { checkRelations } from './check-relations.ts';
import type { Configuration } from './configuration.ts';
import { describeIssue, type Finding, type IssueSurroundings } from './describe-issue.ts';
import { fileSchema } from './file-schema.ts';
import { groupConfiguration } from './group-configuration.ts';
import { adviceForKey } from './key-advice.ts';
import { nearest } from './nearest.ts';
import { formatPath, type Path, type Problem } from './problem.ts';
import {
  accountKeys,
  accountKinds,
  findAccounts,
  type AccountKind,
  type FoundAccount,
  type ProviderSchemas,
} from './provider-schemas.ts';
import { expandReferences } from './references.ts';
import { overlayRules } from './rule-sections.ts';
import { refusingUnknownKeys } from './schema-walk.ts';
import { censor, isLiteral, secretTexts } from './secrets.ts';
import { warnAboutRules } from './warn-about-rules.ts';
import { suggestTimeZone } from './time-zones.ts';
import { parseYamlSource, type YamlSource } from './yaml-source.ts';

export interface ReadConfigurationOptions {
  path: string;
  providers: ProviderSchemas;
  /** Where `${env:NAME}` is looked up. */
  environment?: Readonly<Record<string, string | undefined>>;
}

export type ConfigurationResult =
  | {
      ok: true;
      configuration: Configuration;
      warnings: Problem[];
      /** Every secret in it, for redaction and `printableConfiguration`. */
      secrets: ReadonlySet<string>;
    }
  | { ok: false; problems: Problem[] };

const LARGEST_FILE = 1024 * 1024;

/** Reads, validates and groups the file; answers every problem at once, in the order of the file. Throws nothing. */
export function readConfiguration({
  path,
  providers,
  environment = process.env,
}: ReadConfigurationOptions): ConfigurationResult {
  const text = readText(path);
  if (typeof text !== 'string') return { ok: false, problems: [text] };
  return parseConfiguration({ text, path, providers, environment });
}

/** Rules that take the place of those in the file. */
export interface OverlaidRules {
  text: string;
  /** What problems in it are said to be in. */
  name: string;
  /** The text is another state of the whole file, of which only the rule sections count. */
  whole?: boolean;
  /** Places of rules that do not count, from 0. */
  leftOut?: ReadonlySet<number>;
}

/** As `readConfiguration`, of a text; `path` names it and is where `${file:…}` starts. */
export function parseConfiguration(
  options: Required<ReadConfigurationOptions> & { text: string; rules?: OverlaidRules },
): ConfigurationResult {
  const { path, providers, rules } = options;
  const file = parseYamlSource(options.text);
  const overlaid =
    rules === undefined
      ? undefined
      : overlayRules(file, rules.text, { whole: rules.whole ?? false, leftOut: rules.leftOut ?? new Set() });
  const source = overlaid ?? file;
  const nameOf = (at: Path): string => (overlaid?.isOverlaid(at) === true ? (rules?.name ?? path) : path);
  const broken = source.problems.map((problem): Problem => ({
    ...problem,
    file: rules?.name ?? path,
    key: formatPath(problem.path),
  }));
  if (!source.readable) return { ok: false, problems: broken };

  const literal = readAsText(source, providers);
  const expansion = expandReferences(literal, { environment: options.environment, folder: dirname(resolve(path)) });
  const secretPlaces = findSecrets(literal, providers);
  const secrets = new Set([
    ...expansion.secrets,
    ...secretPlaces.filter(({ text }) => isLiteral(text)).map(({ text }) => text),
  ]);
  const toProblem = ({ path: at, atKey, message, remedy }: Finding): Problem => ({
    file: nameOf(at),
    key: formatPath(at),
    ...(atKey ? source.placeOfKey(at) : source.placeOf(at)),
    message: censor(message, secrets),
    remedy: censor(remedy, secrets),
  });

  const validated = validate({ data: expansion.data, source, providers, secretPlaces });
  const unresolved = expansion.problems.map((problem): Finding => ({ ...problem, atKey: false }));
  const toldKeys = new Set(
    [...source.problems, ...unresolved].map(({ path: at }) => formatPath(at)).filter((key) => key !== ''),
  );
  const findings = [
    ...unresolved,
    ...withoutEchoes(validated.findings).filter(({ path: at }) => !toldKeys.has(formatPath(at))),
  ];
  const problems = inFileOrder([...broken, ...findings.map(toProblem)]);
  if (problems.length > 0 || validated.file === undefined) return { ok: false, problems };

  const warnings = secretPlaces
    .filter(({ text }) => isLiteral(text))
    .map(({ path: at }) => toProblem({ path: at, atKey: false, ...literalSecret(at) }));
  warnings.push(...warnAboutRules(validated.file).map(toProblem));
  return {
    ok: true,
    configuration: groupConfiguration(validated.file, validated.settings),
    warnings: inFileOrder(warnings),
    secrets,
  };
}

/** What would be wrong with a file of this text; nothing is written. */
export function problemsOfText({
  environment = process.env,
  ...options
}: ReadConfigurationOptions & { text: string }): Problem[] {
  const result = parseConfiguration({ ...options, environment });
  return result.ok ? [] : result.problems;
}

function readText(path: string): string | Problem {
  const whole = { file: path, key: '', line: null, column: null };
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length <= LARGEST_FILE) return text;
    return {
      ...whole,
      message: 'The file is larger than 1 MB.',
      remedy: 'This is probably not the configuration; TRUBKA_CONFIG names it.',
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return {
      ...whole,
      message: `The configuration cannot be read (${code}).`,
      remedy: 'Copy config/trubka.example.yaml to this place and adapt it, or set TRUBKA_CONFIG to the path of yours.',
    };
  }
}

/** Numbers become texts where texts are expected, by the schema of the file and then of each provider. */
function readAsText(source: YamlSource, providers: ProviderSchemas): unknown {
  const data = asWritten(source.data, fileSchema, [], source.writtenAt);
  for (const { kind, path, provider, settings } of findAccounts(data)) {
    const schema = providers[kind].get(String(provider));
    const account = settingsOwner(data, path);
    if (schema !== undefined) Object.assign(account, asWritten(settings, schema, path, source.writtenAt));
  }
  return data;
}

function settingsOwner(data: unknown, path: Path): object {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], data) as object;
}

function findSecrets(data: unknown, providers: ProviderSchemas): { path: Path; text: string }[] {
  const recordings = (data as { recordings?: unknown } | null)?.recordings;
  return [
    ...findAccounts(data).flatMap(({ kind, path, provider, settings }) =>
      secretTexts(settings, providers[kind].get(String(provider)), path),
    ),
    ...secretTexts(recordings, fileSchema.shape.recordings, ['recordings']),
  ];
}

interface Validation {
  findings: Finding[];
  file: z.infer<typeof fileSchema> | undefined;
  settings: Map<string, unknown>;
}

interface ToValidate {
  data: unknown;
  source: YamlSource;
  providers: ProviderSchemas;
  secretPlaces: readonly { path: Path }[];
}

function validate({ data, source, providers, secretPlaces }: ToValidate): Validation {
  const secretKeys = new Set(secretPlaces.map(({ path }) => formatPath(path)));
  const settings = new Map<string, unknown>();
  const findings = checkRelations(data, source.writtenAt, (path) => source.placeOf(path).line);
  const around: IssueSurroundings = {
    schema: fileSchema,
    base: [],
    data,
    quotable: (path) => quotable(source.writtenAt(path)),
    adviceForKey: (key) => adviceForKey(key, data),
    expectedAt: (path) =>
      path.at(-1) === 'provider'
        ? knownProviders(accountKinds.find((kind) => kind === path[1]) ?? 'pbx', providers)
        : undefined,
    suggest: (path, written) => (path.at(-1) === 'zone' ? suggestTimeZone(written) : undefined),
  };
  const file = fileSchema.safeParse(data);
  for (const issue of file.error?.issues ?? []) findings.push(...describeIssue(issue, around));

  for (const account of findAccounts(data)) {
    const schema = providers[account.kind].get(String(account.provider));
    if (schema === undefined) {
      findings.push(...unknownProvider(account, providers, source));
      continue;
    }
    const parsed = refusingUnknownKeys(schema).safeParse(account.settings);
    if (parsed.success) settings.set(String(account.id), parsed.data);
    const own: IssueSurroundings = {
      ...around,
      schema,
      base: account.path,
      data: account.settings,
      knownKeys: accountKeys[account.kind],
      quotable: (path) => (secretKeys.has(formatPath(path)) ? undefined : quotable(source.writtenAt(path))),
    };
    for (const issue of parsed.error?.issues ?? []) findings.push(...describeIssue(issue, own));
  }
  if (file.data !== undefined && providers.answerable !== undefined)
    findings.push(
      ...checkAnswers(file.data, ({ id, provider }, sender) =>
        // An account that is wrong itself is told of already.
        settings.has(id) ? providers.answerable!(provider, sender, settings.get(id)) : true,
      ),
    );
  if (file.data !== undefined)
    findings.push(
      ...checkReceipts(file.data, ({ id, provider }) =>
        settings.has(id) ? (providers.tellsReceiptAddress?.(provider, settings.get(id)) ?? false) : false,
      ),
    );
  return { findings, file: file.data, settings };
}

/** Web addresses are not quoted, they may carry a secret; long texts would not be read. */
function quotable(written: string | undefined): string | undefined {
  return written === undefined || written.includes('://') || written.includes('@') || written.length > 80
    ? undefined
    : written;
}

function unknownProvider(
  { kind, path, provider }: FoundAccount,
  providers: ProviderSchemas,
  source: YamlSource,
): Finding[] {
  if (typeof provider !== 'string' || provider === '') return [];
  const near = nearest(provider, providers[kind].keys());
  const otherKind = accountKinds.find((other) => other !== kind && providers[other].has(provider));
  const hint = near !== undefined ? `Did you mean "${near}"? ` : '';
  const moved = otherKind !== undefined ? `"${provider}" belongs under accounts.${otherKind}. ` : '';
  const at = [...path, 'provider'];
  const message = `Unknown provider "${source.writtenAt(at) ?? provider}".`;
  return [{ path: at, atKey: false, message, remedy: `${hint}${moved}${knownProviders(kind, providers)}` }];
}

function knownProviders(kind: AccountKind, providers: ProviderSchemas): string {
  return `Known under accounts.${kind}: ${[...providers[kind].keys()].join(', ')}.`;
}

function literalSecret(path: Path): { message: string; remedy: string } {
  const key = path.findLast((step) => typeof step === 'string') ?? 'secret';
  return {
    message: 'A secret is written in the configuration itself.',
    remedy: `Keep it outside: ${key}: \${env:NAME} for an environment variable or ${key}: \${file:path} for a file.`,
  };
}

/** A misspelt key is also missing under its right name: once is enough. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const meant = new Set(
    findings.flatMap((finding) => (finding.meant === undefined ? [] : [formatPath(finding.meant)])),
  );
  return findings.filter(({ path }) => !meant.has(formatPath(path)));
}

function inFileOrder(problems: Problem[]): Problem[] {
  return problems.sort(
    (left, right) => (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0),
  );
}
