import { entriesOf, isGroup } from './file-entries.ts';
import type { Path } from './problem.ts';
import { taskOwnerWords } from './tasks-schema.ts';

/** Owners of tasks that are no workplace of the file, and types that are given twice. */
export function checkTasks(file: unknown, report: (path: Path, message: string, remedy: string) => void): void {
  if (!isGroup(file) || !isGroup(file.tasks)) return;
  const { tasks } = file;
  const seats = entriesOf(file, 'branches', [])
    .flatMap(({ value, path }) => entriesOf(value, 'seats', path))
    .map(({ value }) => value.id);
  const known: readonly unknown[] = [...taskOwnerWords, ...seats];
  const checkOwner = (group: unknown, path: Path): void => {
    if (!isGroup(group) || typeof group.owner !== 'string' || known.includes(group.owner)) return;
    report(
      [...path, 'owner'],
      'The owner is neither a workplace nor a role.',
      `Write one of them: ${known.join(', ')}.`,
    );
  };
  checkOwner(tasks.callbacks, ['tasks', 'callbacks']);
  checkOwner(tasks.offers, ['tasks', 'offers']);
  const ids = new Set<unknown>();
  for (const { value, path } of entriesOf(tasks, 'types', ['tasks'])) {
    checkOwner(value, path);
    if (ids.has(value.id)) report([...path, 'id'], 'Another type has this id.', 'Give each type its own id.');
    ids.add(value.id);
  }
}
