/** «представитель: Белова Мария Петровна», as the import notes it beside the number of a represented person. */
const declared = /^представитель:\s*(.+)$/iu;

/**
 * Whether a note beside a number declares this person, by the whole name, as the representative of the card's owner:
 * the surname and the given name or its initial are the same. Pure.
 */
export function isDeclaredRepresentative(note: string | null, fullName: string): boolean {
  const named = wordsOf(declared.exec(note ?? '')?.[1] ?? '');
  const own = wordsOf(fullName);
  if (named.length < 2 || named.length > own.length || named[0] !== own[0]) return false;
  return named.every(
    (word, index) => word === own[index] || (word.length === 1 && own[index]?.startsWith(word) === true),
  );
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[\s.,()]+/)
    .filter((word) => word !== '');
}
