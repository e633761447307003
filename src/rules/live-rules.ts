import type { Configuration, ConfigurationResult, Problem, RulesFile } from '../platform/configuration/index.ts';
import type { Pool } from '../platform/database/index.ts';
import type { Log } from '../platform/telemetry/index.ts';
import { rulesOf } from './compile-rules.ts';
import { newestVersion, newestVersionId, type RuleVersion } from './rule-versions.ts';

/** The configuration that changes its rules while Trubka runs; all else of it stays as it was at the start. */
export interface LiveRules {
  /** Asked anew for each thing that is done: the answer is another object after every change. */
  configuration(): Configuration;
  /** Takes over what was saved or written since. Cheap when nothing was. */
  look(): Promise<void>;
  /** The version that was saved last; null: none ever was. */
  newest(): RuleVersion | null;
  /** Why the saved rules are not, or not all, in force. */
  problems(): readonly Problem[];
  /** The rule sections of the file changed after the last version was saved, which counts instead of them. */
  fileChanged(): boolean;
}

/** Null where the configuration does not come from a file: then nothing changes. */
export async function startLiveRules(options: {
  configuration: Configuration;
  file: RulesFile | undefined;
  pool: Pool;
  log: Log;
}): Promise<LiveRules> {
  const { file, pool, log } = options;
  let current = options.configuration;
  let newest: RuleVersion | null = null;
  let problems: readonly Problem[] = [];
  let seen: number | null = null;
  const live: LiveRules = {
    configuration: () => current,
    async look() {
      if (file === undefined) return;
      const rewritten = file.look();
      if (rewritten !== null) tellFile(rewritten);
      const id = await newestVersionId(pool);
      if (id === seen && rewritten?.rulesChanged !== true) return;
      const version = await newestVersion(pool);
      take(file, version);
      seen = version?.id ?? null;
    },
    newest: () => newest,
    problems: () => problems,
    fileChanged: () =>
      file !== undefined && newest !== null && newest.text !== null && newest.file !== file.fingerprint(),
  };
  await live.look();
  return live;

  function take(from: RulesFile, version: RuleVersion | null): void {
    const read = readVersionOf(from, version);
    newest = version;
    problems = read.problems;
    if (read.configuration === null) {
      log.error(
        { version: version?.id, problems: placesOf(problems) },
        'rules.changed: the saved rules cannot be used beside this file; those in force stay. Open the rules page, or trubka rules restore.',
      );
      return;
    }
    const { rules, branches, savedRules } = read.configuration;
    current = { ...current, rules, branches, savedRules };
    const { version: name, rules: compiled } = rulesOf(current);
    log.info(
      { version: name, rules: compiled.length, saved: version?.text == null ? null : version.id },
      'rules.changed',
    );
    if (problems.length > 0)
      log.error(
        { problems: placesOf(problems) },
        'rules.changed: these saved rules do not fit the file any more and are left out. Open the rules page.',
      );
    if (live.fileChanged())
      log.warn(
        { saved: version?.id },
        'The rules of the file changed after rules were saved; the saved ones count. trubka rules versions tells more.',
      );
  }

  function tellFile({ problems: found, restChanged }: NonNullable<ReturnType<RulesFile['look']>>): void {
    if (found.length > 0)
      log.error(
        { problems: placesOf(found) },
        'The configuration file has mistakes now; what is in force stays. trubka config check tells them.',
      );
    if (restChanged) log.warn({}, 'The file changed beyond its rules; that takes effect when Trubka is started again.');
  }
}

/** A saved version beside the file: rules that do not fit the file any more are left out and told. */
export function readVersionOf(
  file: RulesFile,
  version: Pick<RuleVersion, 'id' | 'text'> | null,
): { configuration: Configuration | null; problems: readonly Problem[] } {
  if (version === null || version.text === null) return ofResult(file.read(null));
  const { text } = version;
  const name = `saved version ${version.id}`;
  const whole = file.read({ text, name });
  if (whole.ok) return ofResult(whole, version.id);
  const places = whole.problems.map(({ key }) => /^rules\[(\d+)\]/.exec(key)?.[1]);
  if (!places.every((place) => place !== undefined)) return { configuration: null, problems: whole.problems };
  const partly = ofResult(file.read({ text, name, leftOut: new Set(places.map(Number)) }), version.id);
  return { ...partly, problems: [...whole.problems, ...partly.problems] };
}

function ofResult(result: ConfigurationResult, saved: number | null = null) {
  return result.ok
    ? { configuration: { ...result.configuration, savedRules: saved }, problems: [] }
    : { configuration: null, problems: result.problems };
}

/** What a rule says may hold numbers: a log has only where and what. */
function placesOf(problems: readonly Problem[]): string[] {
  return problems.map(({ file, line, key }) => `${file}${line === null ? '' : `:${line}`} ${key}`);
}
