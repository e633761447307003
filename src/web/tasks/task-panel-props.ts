import type { UseMutationResult } from '@tanstack/react-query';
import type { Task, TaskTypes } from './shapes.ts';
import type { WantedAct } from './use-task-acts.ts';

export interface TaskPanelProps {
  id: string;
  /** What the list knows of it; shown until its history is here. */
  listed: Task | undefined;
  types: TaskTypes;
  acts: UseMutationResult<unknown, Error, WantedAct>;
  onAct(wanted: WantedAct): void;
  ownWords: boolean;
  onOwnWords(wanted: boolean): void;
}
