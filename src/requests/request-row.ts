import type { UtmName } from '../contracts/told-request.ts';

/** A row of `request`. */
export interface RequestRow {
  id: number;
  source: 'site' | 'seat';
  made_by: string;
  external_id: string | null;
  branch: string | null;
  zone: string;
  asked_at: Date;
  received_at: Date;
  late: boolean;
  state: 'active' | 'withdrawn';
  withdrawn_by: string | null;
  withdrawn_at: Date | null;
  phone: string | null;
  phone_written: string | null;
  name: string | null;
  email: string | null;
  comment: string | null;
  person_id: number | null;
  person_by: string | null;
  call_id: number | null;
  doctor_id: string | null;
  doctor: string | null;
  plan_start: Date | null;
  plan_end: Date | null;
  form: string | null;
  page: string | null;
  referer: string | null;
  line: string | null;
  campaign: string | null;
  utm: Partial<Record<UtmName, string>>;
  task_id: number | null;
}
