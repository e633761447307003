export { demoDay } from './demo-day.ts';
export { playCalls, type PlayOptions } from './play-calls.ts';
export { callStories, simulateCall, type CallPlan, type CallStory, type TimedEvent } from './simulate-calls.ts';
export { seededRandom, type SeededRandom } from './simulate-random.ts';
export { simulatedTraffic, type PlannedCall, type SimulatedSite, type TrafficOptions } from './simulate-traffic.ts';
