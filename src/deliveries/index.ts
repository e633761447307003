export { createPullApi, type PullApi, type PullPoll } from './pull-api.ts';
export { pullAccounts, type PublishingAccount, type PullAccount } from './pull-accounts.ts';
export { createPullPorts } from './pull-ports.ts';
export { publishCalls, supersedeCalls, type PublishCalls } from './publish-calls.ts';
export type { ClinicLines } from './record-content.ts';
export type { SettledCall } from './settled-call.ts';
export { createForwarder, type Forwarder, type ForwardOutcome } from './forwarder.ts';
export { oweForward } from './forward-store.ts';
export { startSweeper, type Sweeper } from './sweeper.ts';
