import { existsSync, readFileSync } from 'node:fs';

interface Line {
  number: number;
  call: string;
  proofs: { file: string; title: string }[];
}

const page = readFileSync('docs/scenarios.md', 'utf8');
const lines: Line[] = [...page.matchAll(/^(\d+)\. (.+)\n((?: +- .+\n)*)/gm)].map(
  ([, number, call = '', proofs = '']) => ({
    number: Number(number),
    call,
    proofs: [...proofs.matchAll(/^ +- `(test\/[^`]+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({ file, title })),
  }),
);

it('all 55 are there, in order', () => {
  expect(lines.map(({ number }) => number)).toEqual(Array.from({ length: 55 }, (_, index) => index + 1));
});

it.each(lines)('$number. $call', ({ proofs }) => {
  const missing = proofs.filter(({ file, title }) => !titlesOf(file).some((one) => one.includes(title)));
  expect(missing).toEqual([]);
  expect(proofs).not.toEqual([]);
});

/** Every text of a file that is neither in a comment nor skipped; titles of tests and of rules are among them. */
function titlesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return code.split('\n').filter((row) => !/\b(x?it|describe|test)\.(skip|todo)\b|\bx(it|describe)\(/.test(row));
}
