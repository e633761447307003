export { forgetTasksOf } from './forget-tasks.ts';
export { oweTask, type OwedTask } from './owe-task.ts';
export { startTasks, type Tasks } from './start-tasks.ts';
export type { OfferMessage, OweOfferMessage } from './slot-offers.ts';
export { closings, type Closing } from './task-row.ts';
export { taskOperations } from './task-operations.ts';
