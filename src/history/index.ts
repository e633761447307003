export { createHistoryApi } from './history-api.ts';
export { historyOperations } from './history-operations.ts';
export { listHistory } from './list-history.ts';
