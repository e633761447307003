export { createAppointmentsApi } from './appointments-api.ts';
export { freeSlots, type DoctorSlots, type FreeSlots } from './free-slots.ts';
export { followVisitChanges, readVisitChanges, type FollowVisitChanges } from './follow-visit-changes.ts';
export { importVisits, type ImportVisits } from './import/import-visits.ts';
export { type VisitBody } from './put-visit.ts';
export { createSlotsApi } from './slots-api.ts';
export { readVisitSources, type VisitSourceView } from './sources/read-visit-sources.ts';
export { refreshVisits, type VisitLister, type VisitSourcePorts } from './sources/refresh-visits.ts';
export { startAppointments, type Appointments } from './start-appointments.ts';
export { storeTimetable, type FreedSlot, type OnTimetable } from './store-timetable.ts';
export { timetableChanged } from './timetable-changed.ts';
export { type VisitView } from './visit-view.ts';
export { listVisits, readVisit, type VisitFilter } from './visits-store.ts';
export {
  openVisitWriter,
  writeVisits,
  type VisitCounts,
  type VisitSourceKind,
  type VisitWriter,
  type WriteVisits,
} from './write-visits.ts';
export { forgetVisits } from './forget-visits.ts';
export { appointmentOperations } from './appointment-operations.ts';
