import { closeReasonsOf } from './close-reasons-of.ts';
import type { Task, TaskOwner } from './shapes.ts';

/** What may be done to a task. */
export type TaskAct =
  | { what: 'take' | 'take-over' | 'release' | 'attempt' | 'reopen' }
  | { what: 'give'; owner: TaskOwner }
  | { what: 'postpone'; dueAt: string }
  | { what: 'close'; reason: string }
  /** What became of the time that was offered. */
  | { what: 'offer'; offer: string; said: 'take' | 'decline' };

/** What a digit does to a task of the list: 1… closes it for a reason; the key after the last is for own words. */
export function keyAct(key: string, task: Task, common: readonly string[]): TaskAct | 'own-words' | null {
  if (!/^[1-9]$/.test(key) || task.state !== 'open') return null;
  const index = Number(key) - 1;
  if (task.offer !== null) {
    const said = (['take', 'decline'] as const)[index];
    return said === undefined ? null : { what: 'offer', offer: task.offer.id, said };
  }
  const reasons = closeReasonsOf(task.type, common);
  const reason = reasons[index];
  if (reason !== undefined) return { what: 'close', reason };
  return index === reasons.length ? 'own-words' : null;
}
