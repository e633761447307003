export { forgetTasksOf } from './forget-tasks.ts';
export { oweTask, type OwedTask } from './owe-task.ts';
export { startTasks, type Tasks } from './start-tasks.ts';
export type { OfferMessage, OweOfferMessage } from './slot-offers.ts';
export { wishViewSchema } from './list-wishes.ts';
export {
  attemptSchema,
  changeTaskSchema,
  closeTaskSchema,
  newTaskSchema,
  taskCountsSchema,
  tasksQuerySchema,
} from './tasks-api.ts';
export { closings, type Closing } from './task-row.ts';
export { taskDetailSchema, taskTypeSchema, taskViewSchema } from './task-view.ts';
export {
  changeWishSchema,
  closeWishSchema,
  freedTimeSchema,
  newWishSchema,
  offerAnsweredSchema,
  wishesQuerySchema,
} from './waiting-list-api.ts';
