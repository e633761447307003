import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Problem } from './problem.ts';
import { parseConfiguration, type ConfigurationResult, type ReadConfigurationOptions } from './read-configuration.ts';
import { splitRuleSections } from './rule-sections.ts';

/** The configuration file as it was when Trubka started, with whatever rules are to be in force. */
export interface RulesFile {
  path: string;
  /** The rule sections as the file has them now. */
  text(): string;
  /** Tells whether those sections are still the same. */
  fingerprint(): string;
  /** The configuration with these sections instead of the file's; null: with the file's. */
  read(saved: SavedRules | null): ConfigurationResult;
  /** Reads the file again if it was written since. Answers null if it was not; its sections count only if it is sound. */
  look(): { problems: readonly Problem[]; rulesChanged: boolean; restChanged: boolean } | null;
}

export interface SavedRules {
  text: string;
  /** What problems in it are said to be in. */
  name: string;
  /** Places of rules that do not count, from 0. */
  leftOut?: ReadonlySet<number>;
}

/** Throws what `readFileSync` throws; the file was read and found sound just before. */
export function openRulesFile({ path, providers, environment = process.env }: ReadConfigurationOptions): RulesFile {
  const first = readFileSync(path, 'utf8');
  const base = { path, providers, environment, text: first };
  let now = first;
  const { rest } = splitRuleSections(first);
  let sections = splitRuleSections(first).rules;
  let seen = stampOf(path);
  return {
    path,
    text: () => sections,
    fingerprint: () => fingerprintOf(sections),
    read(saved) {
      if (saved !== null) return parseConfiguration({ ...base, text: withSections(), rules: saved });
      return parseConfiguration({ ...base, ...(now !== first && { rules: { text: now, name: path, whole: true } }) });
    },
    look() {
      const stamp = stampOf(path);
      if (stamp === seen) return null;
      const text = readFileSync(path, 'utf8');
      seen = stamp;
      if (text === now) return null;
      const result = parseConfiguration({ ...base, rules: { text, name: path, whole: true } });
      if (!result.ok) return { problems: result.problems, rulesChanged: false, restChanged: false };
      const before = sections;
      now = text;
      const split = splitRuleSections(text);
      sections = split.rules;
      return { problems: [], rulesChanged: before !== sections, restChanged: split.rest.trim() !== rest.trim() };
    },
  };

  /** Sections that saved rules do not have stay those that the file has now. */
  function withSections(): string {
    return now === first ? first : `${rest}\n${sections}`;
  }
}

export function fingerprintOf(sections: string): string {
  return createHash('sha256').update(sections).digest('hex').slice(0, 16);
}

function stampOf(path: string): string {
  const { mtimeMs, size, ino } = statSync(path);
  return `${mtimeMs} ${size} ${ino}`;
}
