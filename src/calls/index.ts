export { callDetailSchema, callViewSchema, listCalls, readCall } from './call-register.ts';
export { exportCalls, exportQuerySchema } from './export-calls.ts';
export { searchNumbers } from './search-numbers.ts';
export { chooseBodySchema, createCallsApi, listQuerySchema } from './calls-api.ts';
export { confirmBookings } from './confirm-bookings.ts';
export { correctionSchema } from './correction-store.ts';
export { classBodySchema, correctionBodySchema, outcomeBodySchema } from './corrections-api.ts';
export { numberBodySchema, ofBranchSchema, personChangedSchema } from './people-changes-api.ts';
export { noteBodySchema } from './reception-api.ts';
export { sharesTelephone } from './shares-telephone.ts';
export { startCorrections, type Corrections } from './start-corrections.ts';
export { chooseCaller } from './choose-caller.ts';
export type { StoredEvent } from './facts.ts';
export { foldCall, type FoldedCall } from './fold-call.ts';
export { createIntake, groupIds, WRITERS, type Intake, type ReceivedFacts } from './intake.ts';
export { warmIntake } from './warm-intake.ts';
export { listQuarantine, markReplayed, quarantine, readQuarantined } from './quarantine-store.ts';
export {
  createQuarantineApi,
  quarantinedSchema,
  quarantineQuerySchema,
  replayQuarantineSchema,
} from './quarantine-api.ts';
export { COMMIT_WITHIN_MS, createReceiver, type Outcome, type Receiver } from './receive-notification.ts';
export { pruneReceived } from './prune.ts';
export { expireCalls } from './expire-calls.ts';
export { settleDueCalls, type SettledRow } from './settle-calls.ts';
export { replayQuarantine } from './replay-quarantine.ts';
export { settledCall } from './settled-call.ts';
export { createWebhookApi } from './webhook-api.ts';
export { withoutSecrets } from './without-secrets.ts';
export { CallIsOpen, forgetCalls } from './forget-calls.ts';
