export { openWakeUp } from './open-wake-up.ts';
export type { WakeUp } from './wake-up.ts';
