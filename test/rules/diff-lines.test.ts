import fc from 'fast-check';
import { diffLines } from '../../src/rules/diff-lines.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 9 });

/** Length of the longest common subsequence, the slow way. */
function common(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const best = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  a.forEach((left, i) =>
    b.forEach((right, j) => {
      best[i + 1]![j + 1] = left === right ? best[i]![j]! + 1 : Math.max(best[i]![j + 1]!, best[i + 1]![j]!);
    }),
  );
  return best[a.length]![b.length]!;
}

it('leads from one text to the other by the fewest lines', () => {
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const diff = diffLines(a.join('\n'), b.join('\n'));
      expect(diff.filter(({ change }) => change !== 'added').map(({ text }) => text)).toEqual(a);
      expect(diff.filter(({ change }) => change !== 'removed').map(({ text }) => text)).toEqual(b);
      expect(diff.filter(({ change }) => change === 'same')).toHaveLength(common(a, b));
    }),
  );
});

it('tells texts that have nothing in common as removed and added', () => {
  const many = (word: string) => Array.from({ length: 700 }, (_, n) => `${word}${n}`).join('\n');
  const diff = diffLines(`x\n${many('a')}\ny\n`, `x\n${many('b')}\ny\n`);
  expect(diff).toHaveLength(1402);
  expect([diff[0]?.change, diff[1]?.change, diff[701]?.change, diff.at(-1)?.change]).toEqual([
    ...['same', 'removed', 'added', 'same'],
  ]);
});
