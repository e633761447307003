import type { Role } from '../contracts/role.ts';

/** What closed a task. */
export const closings = [
  /** The outside party rang and was answered. */
  'got-through',
  /** We rang and talked. */
  'called-back',
  /** A person says that it is done. */
  'by-hand',
  /** It stood for what another task stands for. */
  'merged',
  /** There was nothing to do after all: the call was spam, the slot is taken. */
  'not-needed',
] as const;
export type Closing = (typeof closings)[number];

/** A row of `task`. */
export interface TaskRow {
  id: number;
  type: string;
  state: 'open' | 'closed';
  what: string | null;
  note: string | null;
  priority: 'high' | 'normal' | 'low' | null;
  branch: string | null;
  phone: string | null;
  name: string | null;
  person_id: number | null;
  callback_key: string | null;
  owner_seat: string | null;
  owner_role: Role | null;
  owner_name: string | null;
  owner_said: boolean;
  due_at: Date | null;
  due_said: boolean;
  escalate_at: Date | null;
  escalated_at: Date | null;
  opened_at: Date;
  created_at: Date;
  created_by: string | null;
  origin: string | null;
  calls: number;
  attempts: number;
  attempts_said: number;
  first_call_id: number | null;
  last_call_id: number | null;
  last_call_at: Date | null;
  last_attempt_at: Date | null;
  closed_at: Date | null;
  closed_as: Closing | null;
  close_reason: string | null;
  close_note: string | null;
  closed_by: string | null;
  closing_call_id: number | null;
  merged_into: number | null;
  wait_seconds: number | null;
  working_seconds: number | null;
  visit_id: number | null;
  offer_id: number | null;
  wish_id: number | null;
  change: number;
}
