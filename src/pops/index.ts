export { callFrame, callerOf, type CallRow, type CallState } from './call-frame.ts';
export { decidePops, type Audience, type PopDecision, type PopInput, type Shown } from './decide-pops.ts';
export { createFeedTails, type FeedTails } from './feed-tails.ts';
export { createGateway, type Gateway } from './gateway.ts';
export type { Viewer } from './connection.ts';
export { prunePops, readHeads, readLiveCalls, readOldest, readPops, type LoadedPop } from './pop-store.ts';
export {
  branchFeed,
  callFrameSchema,
  clientFrameSchema,
  seatFeed,
  serverFrames,
  type CallFrame,
  type Pop,
} from './protocol.ts';
