/** A line of one text or of both, in order. */
export interface DiffLine {
  change: 'same' | 'added' | 'removed';
  text: string;
}

/** Beyond so many differing lines the middle is told as removed and added as a whole. */
const MOST_DIFFERENCES = 500;

/** What makes one text the other, by the fewest added and removed lines (Myers, 1986). Pure. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ change: 'same', text }));
  return [
    ...same(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(a.slice(a.length - end)),
  ];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const steps = shortestScript(a, b);
  if (steps !== null) return steps;
  return [
    ...a.map((text): DiffLine => ({ change: 'removed', text })),
    ...b.map((text): DiffLine => ({ change: 'added', text })),
  ];
}

/** Null when the texts differ in more than `MOST_DIFFERENCES` lines. */
function shortestScript(a: readonly string[], b: readonly string[]): DiffLine[] | null {
  // The furthest line of `a` that is reached on each diagonal (line of a − line of b), for every number of differences.
  const furthest: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let differences = 0; differences <= Math.min(a.length + b.length, MOST_DIFFERENCES); differences += 1) {
    furthest.push(new Map(reached));
    const next = new Map(reached);
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      let x = fromAbove(reached, diagonal, differences)
        ? (reached.get(diagonal + 1) ?? 0)
        : (reached.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return walkBack(furthest, a, b);
    }
    reached = next;
  }
  return null;
}

function fromAbove(reached: ReadonlyMap<number, number>, diagonal: number, differences: number): boolean {
  if (diagonal === -differences) return true;
  return diagonal !== differences && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1);
}

function walkBack(furthest: readonly ReadonlyMap<number, number>[], a: readonly string[], b: readonly string[]) {
  const lines: DiffLine[] = [];
  let x = a.length;
  let y = b.length;
  for (let differences = furthest.length - 1; differences >= 0; differences -= 1) {
    const reached = furthest[differences] ?? new Map<number, number>();
    const diagonal = x - y;
    const above = fromAbove(reached, diagonal, differences);
    const before = above ? diagonal + 1 : diagonal - 1;
    const beforeX = reached.get(before) ?? 0;
    const beforeY = beforeX - before;
    while (x > beforeX && y > beforeY && x > 0 && y > 0) {
      lines.push({ change: 'same', text: a[x - 1] ?? '' });
      x -= 1;
      y -= 1;
    }
    if (differences === 0) break;
    if (above) lines.push({ change: 'added', text: b[(y -= 1)] ?? '' });
    else lines.push({ change: 'removed', text: a[(x -= 1)] ?? '' });
  }
  return lines.toReversed();
}
