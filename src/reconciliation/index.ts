export { compareSoon, startReconciliation, type StartedReconciliation } from './start-reconciliation.ts';
export { createReconcile, type Reconcile } from './create-reconcile.ts';
export { reconciliationStore, type Run } from './reconciliation-store.ts';
export {
  listRuns,
  readGap,
  readReconciliation,
  reconciliationSchema,
  type ReconciliationView,
} from './read-reconciliation.ts';
export { readReconciliationGauges } from './read-reconciliation-gauges.ts';
export type { DonePiece } from './carry-out-run.ts';
export type { HealedCall } from './heal-page.ts';
export { reconciliationOperations } from './reconciliation-operations.ts';
