export { openQueue } from './open-queue.ts';
export type { Queue, QueueCounts, QueueJob } from './queue.ts';
