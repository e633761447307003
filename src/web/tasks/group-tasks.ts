import type { Task, TaskType } from './shapes.ts';

export interface TaskGroup {
  type: string;
  tasks: Task[];
}

/** Tasks by type, in the order of the types and each in the order in which the server told them. */
export function groupTasks(tasks: readonly Task[], types: readonly TaskType[]): TaskGroup[] {
  const groups = new Map<string, Task[]>(types.map(({ id }) => [id, []]));
  for (const task of tasks) {
    const group = groups.get(task.type);
    // A type that the configuration does not have any more stands last, under its id.
    if (group === undefined) groups.set(task.type, [task]);
    else group.push(task);
  }
  return [...groups].filter(([, group]) => group.length > 0).map(([type, group]) => ({ type, tasks: group }));
}

/** The task to go to when this one is done: the next in the list, else the one before. */
export function neighbourOf(ordered: readonly Task[], id: string): string | null {
  const index = ordered.findIndex((task) => task.id === id);
  return (ordered[index + 1] ?? ordered[index - 1])?.id ?? null;
}
