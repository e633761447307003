import type { CancelledBy, Visit, VisitMark, VisitState } from '../contracts/appointments.ts';

/** A row of `visit`. */
export interface VisitRow {
  id: number;
  source: string;
  external_id: string;
  person_id: number | null;
  person_card: string | null;
  person_phone: string | null;
  person_name: string | null;
  branch: string | null;
  zone: string;
  doctor: string | null;
  doctor_id: string | null;
  specialty: string | null;
  service: string | null;
  starts_at: Date;
  ends_at: Date;
  state: VisitState;
  cancel_reason: string | null;
  cancelled_by: CancelledBy | null;
  marks: VisitMark[];
  is_consultation: boolean | null;
  added_at: Date | null;
  added_by: string | null;
  source_updated_at: Date | null;
}

export function visitOfRow(row: VisitRow): Visit {
  return {
    personId: row.person_id,
    person: { card: row.person_card, phone: row.person_phone, name: row.person_name },
    branch: row.branch,
    zone: row.zone,
    doctor: row.doctor === null ? null : { id: row.doctor_id, name: row.doctor },
    specialty: row.specialty,
    service: row.service,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    state: row.state,
    cancelReason: row.cancel_reason,
    cancelledBy: row.cancelled_by,
    marks: row.marks,
    isConsultation: row.is_consultation,
    addedAt: row.added_at,
    addedBy: row.added_by,
  };
}

/** A visit of the log, where instants are texts. */
export function visitOfLog(stored: unknown): Visit {
  const visit = stored as Omit<Visit, 'startsAt' | 'endsAt' | 'addedAt'> & {
    startsAt: string;
    endsAt: string;
    addedAt: string | null;
  };
  return {
    ...visit,
    startsAt: new Date(visit.startsAt),
    endsAt: new Date(visit.endsAt),
    addedAt: visit.addedAt === null ? null : new Date(visit.addedAt),
  };
}
