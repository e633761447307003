import type { CallClass } from '../../contracts/caller.ts';
import type { CallOutcome } from '../../contracts/outcomes.ts';
import type { CallRow } from '../api/shapes.ts';

/** What `/calls` and `/calls/{id}` answer beyond what every screen reads. */

export interface Outcome {
  outcome: CallOutcome;
  reason: string | null;
  by: string | null;
  at: string | null;
}

export interface HistoryCall extends CallRow {
  outcome: Outcome | null;
}

export interface Leg {
  extension: string | null;
  employee: string | null;
  state: string;
  ringingAt: string | null;
  answeredAt: string | null;
  endedAt: string | null;
  talkSeconds: number | null;
}

export interface HistoryDetail extends HistoryCall {
  rules: { rule: string | null; tags: string[] } | null;
  tags: string[];
  correctedClass: CallClass | null;
  legs: Leg[];
}
