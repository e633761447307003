export { startMessages, type Messages } from './start-messages.ts';
export { oweMessages, type OwedMessage } from './owe-message.ts';
export type { OffersOfTimes } from './answer-offer.ts';
export type { AnsweredVisits, OnAnswered, VisitAnswer } from './answer-visits.ts';
export { forgetMessagesOf } from './forget-messages.ts';
export { stopMarks, type StopMarks } from './stop-marks.ts';
export { keepConsent } from './consents.ts';
export { readMailing } from './mailing-report.ts';
export { messageOperations } from './message-operations.ts';
