import type { Draft } from './draft.ts';
import type { SetupState } from './shapes.ts';

export interface StepProps {
  draft: Draft;
  state: SetupState;
  onChange(part: Partial<Draft>): void;
}
