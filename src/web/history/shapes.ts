import type { CallClass } from '../../contracts/caller.ts';
import type { CallDetail, CallRow, Outcome } from '../api/shapes.ts';
import type { SiteRequest } from '../requests/shapes.ts';

/** What `/history`, `/calls` and `/calls/{id}` answer beyond what every screen reads. */

export interface HistoryCall extends CallRow {
  outcome: Outcome | null;
}

/** As `/requests` tells it. */
export interface HistoryRequest extends SiteRequest {
  branch: string | null;
  line: string | null;
}

export type HistoryItem =
  | { kind: 'call'; call: HistoryCall }
  /** `class` null: not counted yet. */
  | { kind: 'request'; request: HistoryRequest; class: CallClass | null };

export interface Leg {
  extension: string | null;
  employee: string | null;
  state: string;
  ringingAt: string | null;
  answeredAt: string | null;
  endedAt: string | null;
  talkSeconds: number | null;
}

export interface HistoryDetail extends CallDetail {
  rules: { rule: string | null; tags: string[] } | null;
  tags: string[];
  correctedClass: CallClass | null;
  legs: Leg[];
}
