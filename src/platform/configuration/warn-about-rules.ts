import type { Finding } from './describe-issue.ts';
import type { ConfigurationFile } from './file-schema.ts';
import { knownNames } from './known-names.ts';
import { nearest } from './nearest.ts';
import type { Path } from './problem.ts';

type RuleOfFile = ConfigurationFile['rules'][number];
type When = RuleOfFile['when'];

/** Rules that are sound one by one and yet do not do what somebody wanted: never reached, never true, seen by nobody. */
export function warnAboutRules(file: ConfigurationFile): Finding[] {
  const findings: Finding[] = [];
  const warn = (path: Path, message: string, remedy: string): void => {
    findings.push({ path, atKey: false, message, remedy });
  };
  const known = knownNames(file, file.clinic.country);
  const conditions = file.rules.map(({ when }) => conditionsOf(when));
  file.rules.forEach((rule, index) => {
    const path: Path = ['rules', index];
    const before = file.rules.findIndex(
      (other, place) => place < index && !other.continue && covers(conditions[place] ?? [], conditions[index] ?? []),
    );
    if (before !== -1)
      warn(
        [...path, 'name'],
        `The rule is never reached: whatever it matches, "${file.rules[before]?.name}" matches before.`,
        'Move it above that rule, or let that one go on with continue: true.',
      );
    neverTrue(rule, path);
    extensionsAtNoSeat(rule, path);
  });
  return findings;

  function neverTrue({ when, then }: RuleOfFile, path: Path): void {
    const lineBranches = when.line?.map(
      (written) => [...known.lines.values()].find((line) => sameNumber(line.written, written))?.branch,
    );
    if (
      when.branch !== undefined &&
      lineBranches?.every((branch) => branch !== undefined && !when.branch?.includes(branch))
    )
      warn(
        [...path, 'when', 'line'],
        'The rule never holds: its lines belong to other branches than those it names.',
        'Remove branch: a line tells its branch.',
      );
    const outside = when.direction?.every((one) => one === 'internal') ?? false;
    if (outside && (when.class !== undefined || when.number !== undefined || when.caller !== undefined))
      warn(
        [...path, 'when', 'direction'],
        'The rule never holds: internal calls have no caller and no class.',
        'Remove the conditions about the caller, or direction.',
      );
    if (when.kind?.every((kind) => kind === 'hidden') && (when.number !== undefined || when.caller !== undefined))
      warn(
        [...path, 'when', 'kind'],
        'The rule never holds: a hidden caller has no number and no card.',
        'Remove number and caller, or kind: hidden.',
      );
    const late = ['waited', 'result'].filter((key) => when[key as 'waited' | 'result'] !== undefined);
    if (late.length > 0 && (then.answer !== undefined || then.pop?.when === 'ring'))
      warn(
        [...path, 'when', late[0] ?? ''],
        `While it rings "${late.join('" and "')}" is not known yet, so this rule does not decide the card or the answer of a ringing call.`,
        'Put pop and answer into a rule of their own, above this one, with continue: true.',
      );
  }

  function extensionsAtNoSeat({ then }: RuleOfFile, path: Path): void {
    const extension = then.answer?.extension;
    if (extension === undefined || known.extensions.has(extension)) return;
    const near = nearest(extension, known.extensions);
    warn(
      [...path, 'then', 'answer', 'extension'],
      `No workplace has the extension ${extension}: nobody will see the card of a call that is sent there.`,
      near === undefined ? 'Add it to a seat, or leave it if no screen stands there.' : `Did you mean ${near}?`,
    );
  }
}

function sameNumber(one: string, other: string): boolean {
  const digits = (text: string): string => text.replaceAll(/\D/g, '').slice(-10);
  return digits(one) === digits(other);
}

/** Each condition as its key and the values of which one suffices; a condition that is no list is one value. */
type Conditions = readonly { key: string; values: ReadonlySet<string> }[];

function conditionsOf(when: When): Conditions {
  return Object.entries(when).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const values = Array.isArray(value) ? value.map(String) : [JSON.stringify(value)];
    return [
      { key, values: new Set(key === 'line' ? values.map((one) => one.replaceAll(/\D/g, '').slice(-10)) : values) },
    ];
  });
}

/** True when every call of `narrow` is one of `wide`: each of its conditions stands in `narrow`, no wider. */
function covers(wide: Conditions, narrow: Conditions): boolean {
  if (wide.length > narrow.length) return false;
  return wide.every(({ key, values }) => {
    const same = narrow.find((one) => one.key === key);
    return same !== undefined && [...same.values].every((value) => values.has(value));
  });
}
