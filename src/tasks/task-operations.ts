import { z } from 'zod';
import { once, operation, page, pathId, reading, type Operations } from '../platform/http/index.ts';
import { wishViewSchema } from './list-wishes.ts';
import { taskDetailSchema, taskTypeSchema, taskViewSchema } from './task-view.ts';
import {
  attemptSchema,
  changeTaskSchema,
  closeTaskSchema,
  newTaskSchema,
  taskCountsSchema,
  tasksQuerySchema,
} from './tasks-api.ts';
import {
  changeWishSchema,
  closeWishSchema,
  freedTimeSchema,
  newWishSchema,
  offerAnsweredSchema,
  wishesQuerySchema,
} from './waiting-list-api.ts';

/** What `/api/openapi.json` says of tasks and of the waiting list. */
export const taskOperations: Operations = {
  '/tasks': {
    get: reading(
      'What is to be done, by when it is due; closed tasks the latest first; `since` follows what changes',
      page(taskViewSchema).extend({ since: z.string().describe('ask with it next for what changes from now on') }),
      { query: tasksQuerySchema },
    ),
    post: once('Make a task; a callback only where none is open for the same person or number', taskDetailSchema, {
      body: newTaskSchema,
      status: '201',
    }),
  },
  '/tasks/types': {
    get: reading(
      'Types of tasks, and the reasons for closing one by hand that screens offer',
      z.object({ items: z.array(taskTypeSchema), closeReasons: z.array(z.string()) }),
    ),
  },
  '/tasks/counts': { get: reading('How many are open, overdue, escalated and mine, for badges', taskCountsSchema) },
  '/tasks/{id}': {
    get: reading('One task with its calls and its history', taskDetailSchema, { path: pathId }),
    put: operation('Take it, give it to another, move its due time, write a note', {
      path: pathId,
      body: changeTaskSchema,
      answer: taskDetailSchema,
      description: 'the task',
    }),
  },
  '/tasks/{id}/close': {
    post: once('Close it by hand, outside the statistics of time', taskDetailSchema, {
      path: pathId,
      body: closeTaskSchema,
    }),
  },
  '/tasks/{id}/reopen': { post: once('It is not done after all', taskDetailSchema, { path: pathId }) },
  '/tasks/{id}/attempt': {
    post: once('A try that no call of ours tells of', taskDetailSchema, { path: pathId, body: attemptSchema }),
  },
  '/waiting-list': {
    get: reading('Who waits for a time, the longest waiting first', page(wishViewSchema), { query: wishesQuerySchema }),
    post: once('Somebody waits for a time, or would come earlier', wishViewSchema, {
      body: newWishSchema,
      status: '201',
    }),
  },
  '/waiting-list/{id}': {
    get: reading('One entry with what was offered', wishViewSchema, { path: pathId }),
    put: operation('Change what somebody waits for', {
      path: pathId,
      body: changeWishSchema,
      answer: wishViewSchema,
      description: 'the entry',
    }),
  },
  '/waiting-list/{id}/close': {
    post: once('Waits no more; what is being offered is taken back', wishViewSchema, {
      path: pathId,
      body: closeWishSchema,
    }),
  },
  '/waiting-list/slots': {
    post: once(
      'A time turned free; `slotId` null: nobody waits for such a time',
      z.object({ slotId: z.string().nullable() }),
      { body: freedTimeSchema, status: '201' },
    ),
  },
  '/waiting-list/offers/{id}/take': {
    post: once('The person takes the time; 409 tells who was faster', offerAnsweredSchema, { path: pathId }),
  },
  '/waiting-list/offers/{id}/decline': {
    post: once('The person does not want it: the next one is asked', offerAnsweredSchema, { path: pathId }),
  },
};
