export { forgetRequests } from './forget-requests.ts';
export { listRequests } from './list-requests.ts';
export { requestOperations } from './request-operations.ts';
export type { RequestRow } from './request-row.ts';
export { requestView, requestViewSchema, type RequestView } from './request-view.ts';
export { startRequests, type Requests } from './start-requests.ts';
