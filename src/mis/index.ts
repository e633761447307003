export {
  misApiAccounts,
  MIS_CALL,
  MIS_RECORDING,
  MIS_TICKET,
  toldAccount,
  type MisApiAccount,
} from './mis-accounts.ts';
export { bookingSystem } from './booking-system.ts';
export { createMisAccess, type MisAccess } from './mis-access.ts';
export { misKinds, MIS_LANE } from './mis-kinds.ts';
export { misTokens, type MisTokens } from './token-store.ts';
export type { RequestTicket } from './owe-request.ts';
export type { BookedVisit } from './owe-new-visits.ts';
export { oweTickets } from './owe-tickets.ts';
export { misTokensOf, startMis, type Mis } from './start-mis.ts';
export { forgetRefs } from './forget-refs.ts';
export { readTimetable } from './read-timetables.ts';
export { sampleCall } from './sample-call.ts';
