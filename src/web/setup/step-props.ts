import type { Draft } from './draft.ts';
import type { SetupState } from './shapes.ts';

export interface StepProps {
  draft: Draft;
  state: SetupState;
  onChange(part: Partial<Draft>): void;
  /** What is wrong with a field, by its key in the file (`branches[1].hours`); found once «what will be written» was opened. */
  wrong(key: string): string | undefined;
}
