export { startReports, type Reports } from './start-reports.ts';
export { contactConditions } from './contact-figures.ts';
export { markCalls, markVisits } from './contact-due.ts';
export {
  channelsAnswerSchema,
  conversionAnswerSchema,
  dayAnswerSchema,
  directorAnswerSchema,
  reportOperations,
  visitFunnelAnswerSchema,
} from './report-operations.ts';
export { forgetContacts } from './forget-contacts.ts';
export { pauseCounting } from './counting-lock.ts';
