import { parseDocument, isMap, isScalar } from 'yaml';
import { isGroup } from './file-entries.ts';
import { fileSchema } from './file-schema.ts';
import type { Path } from './problem.ts';
import { parseYamlSource, type YamlSource } from './yaml-source.ts';

/** What of the configuration may change while Trubka runs, in the order in which it is shown. */
export const ruleSections = ['rules', 'numberLists', 'specialDays'] as const;
export type RuleSection = (typeof ruleSections)[number];

/** The rule sections of a file as they are written, comments included, and everything else of it. */
export function splitRuleSections(text: string): { rules: string; rest: string } {
  const document = parseDocument(text, { prettyErrors: false });
  if (!isMap(document.contents)) return { rules: '', rest: text };
  const lines = text.split('\n');
  const starts = document.contents.items.flatMap(({ key }) => {
    const at = isScalar(key) ? key.range?.[0] : undefined;
    if (at === undefined || !isScalar(key)) return [];
    const line = text.slice(0, at).split('\n').length - 1;
    return [{ name: String(key.value), line: firstOfComment(lines, line) }];
  });
  const rules: string[] = [];
  const rest = [lines.slice(0, starts[0]?.line).join('\n')];
  starts.forEach(({ name, line }, index) => {
    const section = lines.slice(line, starts[index + 1]?.line).join('\n');
    if (isRuleSection(name)) rules.push(section.trim());
    else rest.push(section);
  });
  return { rules: rules.length === 0 ? '' : `${rules.join('\n\n')}\n`, rest: rest.join('\n') };
}

/** Comments right above a key belong to it. */
function firstOfComment(lines: readonly string[], key: number): number {
  let first = key;
  while (first > 0 && lines[first - 1]?.startsWith('#') === true) first -= 1;
  return first;
}

export interface OverlaidSource extends YamlSource {
  /** Whether what stands at a place comes from the overlay. */
  isOverlaid(path: Path): boolean;
}

/**
 * A file whose rule sections are those of another text. Sections that the text does not have stay the file's, except of a
 * `whole` text, another state of the file itself: what it does not have is gone. Rules at the places `leftOut` (from 0)
 * are dropped.
 */
export function overlayRules(
  file: YamlSource,
  text: string,
  { whole, leftOut }: { whole: boolean; leftOut: ReadonlySet<number> },
): OverlaidSource {
  const over = parseYamlSource(text);
  const written = isGroup(over.data) ? over.data : {};
  const own: Record<string, unknown> = { ...(isGroup(file.data) ? file.data : {}) };
  const overlaid = new Set<unknown>();
  const problems = [...over.problems];
  const refuse = (path: Path, message: string, remedy: string): void => {
    problems.push({ ...over.placeOfKey(path), path, message, remedy });
  };
  for (const name of ruleSections) {
    if (!whole && !(name in written)) continue;
    overlaid.add(name);
    delete own[name];
    if (name in written) own[name] = written[name];
  }
  if (Array.isArray(own.rules) && leftOut.size > 0) own.rules = own.rules.filter((_, index) => !leftOut.has(index));
  if (!whole) {
    if (over.data !== null && !isGroup(over.data))
      refuse([], 'The text is no group of keys.', 'Begin with rules: on a line of its own and put the rules below it.');
    for (const name of Object.keys(written))
      if (!isRuleSection(name))
        refuse(
          [name],
          name in fileSchema.shape ? `"${name}" does not belong to the rules.` : `Unknown key "${name}".`,
          `Only ${ruleSections.join(', ')} can be changed while Trubka runs; everything else stands in the file.`,
        );
    const reference = /\$\{(?:env|file):/.exec(text);
    if (reference !== null) {
      const before = text.slice(0, reference.index).split('\n');
      problems.push({
        ...{ line: before.length, column: (before.at(-1)?.length ?? 0) + 1, path: [] },
        message: 'References are not read in rules that are saved here.',
        remedy: 'Write the value itself.',
      });
    }
  }
  const isOverlaid = (path: Path): boolean => path.length === 0 || overlaid.has(path[0]);
  const sourceOf = (path: Path): YamlSource => (isOverlaid(path) ? over : file);
  return {
    data: own,
    problems,
    readable: over.readable,
    isOverlaid,
    placeOf: (path) => sourceOf(path).placeOf(path),
    placeOfKey: (path) => sourceOf(path).placeOfKey(path),
    writtenAt: (path) => sourceOf(path).writtenAt(path),
  };
}

function isRuleSection(name: string): name is RuleSection {
  return (ruleSections as readonly string[]).includes(name);
}
