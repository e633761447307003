import { isMap, isSeq, parseDocument, Scalar, visit, type Document, type YAMLMap, type YAMLSeq } from 'yaml';

/** What the set-up says of the configuration; what it does not say stays as it is written. */
export interface ConfigurationChanges {
  clinic?: { name: string; language: 'ru' | 'en'; country?: string | undefined } | undefined;
  /** Those that are not named stay; one that is not there yet is added at the end. */
  branches?: readonly BranchChanges[] | undefined;
  pbx?: readonly AccountChanges[] | undefined;
  mis?: readonly AccountChanges[] | undefined;
  recordings?: { keep: 'at-pbx' | 'copy'; days?: number | undefined } | undefined;
}

export interface BranchChanges {
  id: string;
  name?: string | undefined;
  zone?: string | undefined;
  /** Null: none from now on. */
  areaCode?: string | null | undefined;
  hours?: string | null | undefined;
  /** All of the branch: one that is not here is taken out. A seat is known by its id, a line by its digits. */
  seats?: readonly { id: string; name: string; extensions: readonly string[] }[] | undefined;
  lines?: readonly { number: string; name: string }[] | undefined;
}

export interface AccountChanges {
  id: string;
  provider: string;
  /** By their paths; null takes one out. Text is written as it is, `${file:…}` too. */
  settings: ReadonlyMap<readonly string[], string | null>;
}

type Plain = string | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * The text of a configuration with these changes; an empty text gives a new one. Comments and the order stay. The whole
 * file is read and written letter by letter (YAML's failsafe schema), so that `+7495…` and `010` stay what they are.
 */
export function editConfiguration(text: string, changes: ConfigurationChanges): string {
  const document: Document = parseDocument(text, { schema: 'failsafe' });
  if (!isMap(document.contents)) document.contents = document.createNode({});
  const { clinic, branches = [], pbx = [], mis = [], recordings } = changes;
  if (clinic !== undefined) setAll(document, ['clinic'], clinic);
  for (const branch of branches) writeBranch(document, branch);
  for (const account of pbx) writeAccount(document, 'pbx', account);
  for (const account of mis) writeAccount(document, 'mis', account);
  if (recordings !== undefined)
    setAll(document, ['recordings'], {
      keep: recordings.keep,
      days: recordings.keep === 'copy' && recordings.days !== undefined ? String(recordings.days) : null,
    });
  return tightLists(document.toString({ lineWidth: 0, flowCollectionPadding: true }));
}

/** `[101]` as people write it, not `[ 101 ]`; the library pads maps and lists alike. */
function tightLists(text: string): string {
  const padding: number[] = [];
  visit(parseDocument(text, { schema: 'failsafe' }), {
    Seq(_key, { flow, range }) {
      if (flow !== true || range == null) return;
      const [start, end] = range;
      if (!/^\[ [^\n]* \]$/.test(text.slice(start, end))) return;
      padding.push(start + 1, end - 2);
    },
  });
  return padding.toSorted((a, b) => b - a).reduce((whole, at) => whole.slice(0, at) + whole.slice(at + 1), text);
}

function writeBranch(document: Document, { id, seats, lines, ...told }: BranchChanges): void {
  const index = entryOf(document, ['branches'], (entry) => entry.get('id') === id, { id });
  const path = ['branches', index];
  setAll(document, path, told);
  if (lines !== undefined) replaceList(document, [...path, 'lines'], lines, sameLine);
  if (seats !== undefined)
    replaceList(document, [...path, 'seats'], seats, (entry, seat) => entry.get('id') === seat.id);
}

function sameLine(entry: YAMLMap, { number }: { number: string }): boolean {
  const digits = (value: unknown): string => String(value).replaceAll(/\D/g, '').slice(-10);
  return digits(entry.get('number')) === digits(number);
}

function writeAccount(document: Document, kind: 'pbx' | 'mis', { id, provider, settings }: AccountChanges): void {
  const index = entryOf(document, ['accounts', kind], (entry) => entry.get('id') === id, { id });
  const path = ['accounts', kind, index];
  setAll(document, path, { provider });
  for (const [key, value] of settings) {
    if (value === null) document.deleteIn([...path, ...key]);
    else setOne(document, [...path, ...key], value);
  }
}

/** The place of an entry in a list; it is added where it is not there. */
function entryOf(
  document: Document,
  path: readonly string[],
  isIt: (entry: YAMLMap) => boolean,
  added: Record<string, string>,
): number {
  const list = listAt(document, path);
  const index = list.items.findIndex((entry) => isMap(entry) && isIt(entry));
  if (index !== -1) return index;
  list.add(node(document, added));
  return list.items.length - 1;
}

function replaceList<Entry extends { [key: string]: Plain }>(
  document: Document,
  path: readonly (string | number)[],
  entries: readonly Entry[],
  isIt: (written: YAMLMap, entry: Entry) => boolean,
): void {
  if (entries.length === 0) {
    document.deleteIn(path);
    return;
  }
  const list = listAt(document, path);
  const former = list.items.filter(isMap);
  list.items = entries.map((entry) => {
    const written = former.find((one) => isIt(one, entry));
    if (written === undefined) return node(document, entry);
    for (const [key, value] of Object.entries(entry))
      if (!same(written.get(key, true), value)) written.set(key, node(document, value));
    return written;
  });
}

function listAt(document: Document, path: readonly (string | number)[]): YAMLSeq {
  const found = document.getIn(path);
  if (isSeq(found)) return found;
  const made = document.createNode([]);
  made.flow = false;
  document.setIn(path, made);
  return made;
}

function setAll(
  document: Document,
  path: readonly (string | number)[],
  values: Readonly<Record<string, string | null | undefined>>,
): void {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (value === null) document.deleteIn([...path, key]);
    else setOne(document, [...path, key], value);
  }
}

function setOne(document: Document, path: readonly (string | number)[], value: string): void {
  // What is there stays in its own writing and with its comment.
  if (!same(document.getIn(path, true), value)) document.setIn(path, node(document, value));
}

function same(written: unknown, value: Plain): boolean {
  if (typeof value === 'string') return written instanceof Scalar && String(written.value) === value;
  if (!Array.isArray(value) || !isSeq(written)) return false;
  return written.items.length === value.length && value.every((one, index) => same(written.items[index], one));
}

function node(document: Document, value: Plain) {
  const made = document.createNode(value);
  quoteNothings(made);
  if (isSeq(made) && Array.isArray(value) && value.every((one) => typeof one === 'string')) made.flow = true;
  return made;
}

/** A text that YAML would take for nothing goes in quotes; short lists stand in one line. */
function quoteNothings(made: unknown): void {
  if (made instanceof Scalar) {
    if (/^(?:~|null|)$/i.test(String(made.value))) made.type = Scalar.QUOTE_SINGLE;
  } else if (isSeq(made)) {
    if (made.items.every((item) => item instanceof Scalar)) made.flow = true;
    made.items.forEach(quoteNothings);
  } else if (isMap(made)) made.items.forEach(({ value }) => quoteNothings(value));
}
