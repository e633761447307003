import type { SmsClass } from '../contracts/sms.ts';
import type { MessageState } from './message-state.ts';

/** A message as it is stored. */
export interface MessageRow {
  id: number;
  key: string;
  state: MessageState;
  template: string;
  class: SmsClass;
  branch: string | null;
  zone: string;
  phone: string | null;
  person_id: number | null;
  policy: string | null;
  visit_day: string | null;
  call_id: number | null;
  task_key: string | null;
  variables: Record<string, unknown>;
  text: string | null;
  language: string | null;
  parts: number | null;
  who: string | null;
  why: string | null;
  created_at: Date;
  due_at: Date;
  expires_at: Date | null;
  next_attempt_at: Date | null;
  attempts: number;
  tried: string[];
  account: string | null;
  sender: string | null;
  taken_by: string | null;
  taken_until: Date | null;
  provider_id: string | null;
  tried_at: Date | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  final_at: Date | null;
  reason: string | null;
  code: string | null;
  cost: string | null;
  next_status_at: Date | null;
  status_asked: number;
  answer: string | null;
  answered_at: Date | null;
}
