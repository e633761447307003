import { entriesOf, isGroup } from './file-entries.ts';
import type { Path } from './problem.ts';

/** An internal number is one workplace's own, or rings at several: never both. */
export function checkGroupExtensions(
  file: unknown,
  report: (path: Path, message: string, remedy: string) => void,
  written: (path: Path) => string | undefined,
): void {
  if (!isGroup(file)) return;
  const seats = entriesOf(file, 'branches', []).flatMap(({ value, path }) => entriesOf(value, 'seats', path));
  const own = new Set(seats.flatMap(({ value }) => namesOf(value['extensions'])));
  for (const { value, path } of seats) {
    const groups = namesOf(value['groupExtensions']);
    groups.forEach((extension, index) => {
      const at = [...path, 'groupExtensions', index];
      if (!own.has(extension) && groups.indexOf(extension) === index) return;
      report(
        at,
        `The extension ${written(at) ?? extension} stands twice.`,
        'Write a number that rings at one workplace under its extensions, one that rings at several under groupExtensions of each.',
      );
    });
  }
}

function namesOf(told: unknown): string[] {
  return Array.isArray(told) ? told.map(String) : [];
}
