/** The part of a JSON Schema that completion reads. */
export interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  enum?: unknown[];
  type?: string | string[];
  description?: string;
}

export interface RuleNames {
  branch: string[];
  line: string[];
  seat: string[];
  extension: string[];
  account: string[];
  mis: string[];
  campaign: string[];
}

export interface Suggestion {
  label: string;
  kind: 'key' | 'value';
  detail?: string;
}

/** Where in the YAML something is being written. */
export interface Place {
  /** The keys above, from the top; entries of lists have none. */
  path: string[];
  /** The key whose value is being written; null: a key is. */
  valueOf: string | null;
  /** What of the word is there already. */
  word: string;
}

/** What may be written at the end of this text, by the schema and by what the clinic's file defines. Pure. */
export function suggest(before: string, whole: string, schema: SchemaNode, names: RuleNames): Suggestion[] {
  const { path, valueOf } = placeOf(before);
  const at = path.reduce<SchemaNode[]>((nodes, key) => nodes.flatMap((node) => childrenOf(node, key)), [schema]);
  if (valueOf === null)
    return at.flatMap(formsOf).flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([label, { description }]): Suggestion => ({
        label,
        kind: 'key',
        ...(description !== undefined && { detail: description }),
      })),
    );
  const values = at.flatMap((node) => childrenOf(node, valueOf)).flatMap(formsOf);
  const written = [
    ...values.flatMap(({ enum: options = [] }) => options.map(String)),
    ...(values.some(({ type }) => type === 'boolean') ? ['true', 'false'] : []),
    ...namesFor(valueOf, path, whole, names),
  ];
  return [...new Set(written)].map((label): Suggestion => ({ label, kind: 'value' }));
}

function namesFor(key: string, path: readonly string[], whole: string, names: RuleNames): string[] {
  switch (key) {
    case 'branch':
    case 'branches':
      return names.branch;
    case 'line':
    case 'extension':
    case 'account':
    case 'mis':
    case 'campaign':
      return names[key];
    case 'owner':
      return names.seat;
    case 'to':
      return path.at(-1) === 'pop' ? ['ringing', 'supervisors', ...names.seat] : [];
    case 'number':
      return [...whole.matchAll(/\bid:\s*([\p{L}][\p{L}\p{N}-]*)/gu)].map((match) => match[1] ?? '');
    default:
      return [];
  }
}

/** A schema itself, the forms that it may have, and what entries of a list may be. */
function formsOf(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? []).flatMap(formsOf), ...(node.items === undefined ? [] : formsOf(node.items))];
}

function childrenOf(node: SchemaNode, key: string): SchemaNode[] {
  return formsOf(node).flatMap(({ properties }) => {
    const child = properties?.[key];
    return child === undefined ? [] : [child];
  });
}

const keyLine = /^(\s*)((?:-\s+)*)([\p{L}\w]+):/u;

/** Reads the lines above by their indentation, and { } and [ ] of the line itself. Pure. */
export function placeOf(before: string): Place {
  const lines = before.split('\n');
  const current = lines.pop() ?? '';
  const [lead = ''] = /^\s*(?:-\s+)*/.exec(current) ?? [];
  const dash = current.indexOf('-');
  const hasDash = dash !== -1 && dash < lead.length;
  const path: string[] = [];
  let column = hasDash ? dash + 0.5 : lead.length;
  for (const line of lines.toReversed()) {
    const [, spaces = '', dashes = '', key = ''] = keyLine.exec(line) ?? [];
    if (key === '') continue;
    const keyColumn = spaces.length + dashes.length;
    if (keyColumn < column) path.unshift(key);
    if (keyColumn <= column) column = Math.min(column, dashes === '' ? keyColumn : spaces.length + 0.5);
  }
  return withinLine(current.slice(lead.length), path);
}

function withinLine(text: string, path: string[]): Place {
  const open: { key: string | null; list: boolean }[] = [];
  let key: string | null = null;
  let word = '';
  let inValue = false;
  for (const character of text) {
    if (character === '{' || character === '[') {
      open.push({ key, list: character === '[' });
      if (character === '{') {
        if (key !== null) path.push(key);
        key = null;
        inValue = false;
      }
      word = '';
    } else if (character === '}' || character === ']') {
      const closed = open.pop();
      if (closed?.list === false && closed.key !== null) path.pop();
      key = closed?.key ?? null;
      inValue = true;
      word = '';
    } else if (character === ',') {
      if (open.at(-1)?.list !== true) {
        key = null;
        inValue = false;
      }
      word = '';
    } else if (character === ':' && !inValue) {
      key = word.trim();
      inValue = true;
      word = '';
    } else if (character === ' ' && word.trim() === '') word = '';
    else word += character;
  }
  return { path, valueOf: inValue ? key : null, word };
}
