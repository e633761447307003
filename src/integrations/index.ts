export { demoDay } from './demo-day.ts';
export { playCalls, type PlayOptions } from './play-calls.ts';
export { callStories, simulateCall, type CallPlan, type CallStory, type TimedEvent } from './simulate-calls.ts';
export { seededRandom, type SeededRandom } from './simulate-random.ts';
export { simulatedTraffic, type PlannedCall, type SimulatedSite, type TrafficOptions } from './simulate-traffic.ts';
export { renewDueSubscriptions, startSubscriptions, type SubscriptionsOptions } from './keep-subscriptions.ts';
export { startIntegrations, type Integrations } from './start-integrations.ts';
export { letterToSupport, type LetterFacts, type LetterLanguage } from './letter.ts';
export { type MisSetup } from './account-setup.ts';
export { maskedPayload } from './masked-request.ts';
export { createNameReplacer } from './record/replace-names.ts';
export { createNumberReplacer } from './record/replace-numbers.ts';
export {
  fixtureOfRequest,
  type Fixture,
  type RecordedFixture,
  type RecordOptions,
} from './record/fixture-of-request.ts';
export { recordRequests, type Recorder, type RecorderOptions } from './record/record-requests.ts';
export { readSample } from './read-sample.ts';
export { startHeldConnections, type HeldConnections } from './held-connections.ts';
export { integrationOperations } from './integration-operations.ts';
