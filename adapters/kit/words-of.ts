const LONGEST = 200;

/**
 * The names under which a word stands in a table of words, in the order of the table. Case and blanks at the ends do not
 * matter; `*` in the table stands for anything (`hangup *`).
 */
export function namesOfWord<Name extends string>(
  word: string,
  table: Readonly<Partial<Record<Name, readonly string[]>>>,
): Name[] {
  const given = normal(word);
  if (given.length > LONGEST) return [];
  return (Object.keys(table) as Name[]).filter((name) => table[name]?.some((known) => matches(given, normal(known))));
}

function normal(word: string): string {
  return word.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Without regular expressions: stars of a configuration must not make a long word slow. */
function matches(given: string, known: string): boolean {
  const parts = known.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return given === known;
  if (!given.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = given.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return given.length - last.length >= from && given.endsWith(last);
}
