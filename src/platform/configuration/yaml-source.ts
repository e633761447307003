import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type ErrorCode,
  type Node,
  type Pair,
} from 'yaml';
import type { Path } from './problem.ts';

export interface Place {
  line: number;
  column: number;
}

export interface SourceProblem extends Place {
  path: Path;
  message: string;
  remedy: string;
}

/** A YAML text as plain data that still knows where each of its values is written and how. */
export interface YamlSource {
  data: unknown;
  problems: SourceProblem[];
  /** Whether `data` can be trusted to be what was meant, apart from the problems. */
  readable: boolean;
  /** Of the value, or of its key where the value is a list, a map or empty; of the nearest parent of what is missing. */
  placeOf(path: Path): Place;
  placeOfKey(path: Path): Place;
  /** The value as it is written without quotes, undefined for lists, maps and what is missing. */
  writtenAt(path: Path): string | undefined;
}

interface Mark {
  key: number | undefined;
  value: number;
  written: string | undefined;
}

const explanations: Partial<Record<ErrorCode, [message: string, remedy: string]>> = {
  DUPLICATE_KEY: ['This key stands here for the second time.', 'Keep one of the two and remove the other.'],
  TAB_AS_INDENT: ['The line is indented with a tab.', 'Use spaces: two for each level.'],
  BAD_INDENT: [
    'The indentation does not fit the lines above.',
    'Put it exactly under its neighbours: two spaces for each level.',
  ],
  MISSING_CHAR: [
    'A quote, a bracket, a comma or a colon is missing here or just above.',
    'Close what was opened; after a key write a colon and a space.',
  ],
  MULTIPLE_DOCS: ['The file holds several documents.', 'Remove the lines that consist of "---" or "...".'],
  BAD_ALIAS: ['A value may not begin with "*".', 'Put the value in quotes.'],
  BAD_SCALAR_START: ['A value may not begin with this character.', 'Put the value in quotes.'],
  BAD_DQ_ESCAPE: [
    'A backslash in double quotes begins an escape that does not exist.',
    'Use single quotes, or write \\\\ for a backslash.',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'There are two colons in one line, or the lines below are indented too little.',
    'Start a new line for the second key, or put a text that holds ": " in quotes.',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'A key goes over several lines; a colon is probably missing.',
    'Write key: value in one line.',
  ],
  TAG_RESOLVE_FAILED: [
    'Words that begin with "!" are not understood here.',
    'Remove the "!" or put the value in quotes.',
  ],
  RESOURCE_EXHAUSTION: ['The file is nested too deeply.', 'Start from config/trubka.example.yaml.'],
};
const anyOther: [string, string] = [
  'This is not valid YAML.',
  'Check this line and the one above: indentation, colons, quotes and brackets. A text with { } or [ ] in it goes in quotes.',
];

/** Never throws: whatever the text is, problems tell it. The words of the YAML library are not used, they quote the file. */
export function parseYamlSource(text: string): YamlSource {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const marks = new Map<string, Mark>();
  const problems: SourceProblem[] = [...document.errors, ...document.warnings].map((error) => {
    const [message, remedy] = explanations[error.code] ?? anyOther;
    return { ...place(error.pos[0]), path: [], message, remedy };
  });
  const refuse = (offset: number, path: Path, message: string, remedy: string): void => {
    problems.push({ ...place(offset), path, message, remedy });
  };

  const plain = (node: Node | null, path: Path, key: number | undefined, fallback: number): unknown => {
    const start = node?.range?.[0] ?? fallback;
    const mark: Mark = { key, value: start, written: undefined };
    marks.set(JSON.stringify(path), mark);
    if (isMap(node)) {
      const map: Record<string, unknown> = {};
      for (const pair of node.items as Pair<Node | null, Node | null>[]) {
        const keyStart = pair.key?.range?.[0] ?? start;
        if (!isScalar(pair.key)) {
          refuse(
            keyStart,
            path,
            'A key must be one plain word.',
            'Write key: value. A value that begins with { or [ goes in quotes.',
          );
          continue;
        }
        const name = pair.key.source ?? String(pair.key.value);
        const value = plain(pair.value, [...path, name], keyStart, keyStart);
        Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
      }
      return map;
    }
    if (isSeq(node))
      return (node.items as (Node | null)[]).map((item, index) => plain(item, [...path, index], undefined, start));
    if (isAlias(node)) {
      refuse(start, path, 'A value may not begin with "*".', 'Write the value out, or put it in quotes.');
      return undefined;
    }
    if (!isScalar(node)) return null;
    mark.written = node.source ?? (typeof node.value === 'string' ? node.value : undefined);
    return typeof node.value === 'bigint' ? Number(node.value) : node.value;
  };

  const data = document.contents === null ? null : plain(document.contents, [], undefined, 0);
  const find = (path: Path): Mark | undefined => marks.get(JSON.stringify(path));
  const nearestMark = (path: Path): Mark | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const mark = find(path.slice(0, length));
      if (mark !== undefined) return mark;
    }
    return undefined;
  };
  return {
    data,
    problems: problems.sort((left, right) => left.line - right.line || left.column - right.column),
    readable: document.errors.every((error) => error.code === 'DUPLICATE_KEY'),
    placeOf(path) {
      const mark = nearestMark(path);
      return place((mark?.written === undefined || mark.written === '' ? mark?.key : undefined) ?? mark?.value ?? 0);
    },
    placeOfKey(path) {
      const mark = nearestMark(path);
      return place(mark?.key ?? mark?.value ?? 0);
    },
    // The only entry of a list may stand without brackets.
    writtenAt: (path) => find(path)?.written ?? (path.at(-1) === 0 ? find(path.slice(0, -1))?.written : undefined),
  };
}
