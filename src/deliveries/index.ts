export { createPullApi, type PullApi, type PullPoll } from './pull-api.ts';
export { createExchangesApi } from './exchanges-api.ts';
export { pruneExchanges } from './exchange-log.ts';
export { pullAccounts, type PublishingAccount, type PullAccount } from './pull-accounts.ts';
export { pushAccounts, type PushAccount } from './push-accounts.ts';
export { createPushAccess } from './push-access.ts';
export { pushKinds, PUSH_LANE, type PushAccess } from './push-kinds.ts';
export { oweTaskPushes, type TaskToTell } from './owe-task-pushes.ts';
export { owePushes, tellableCalls, type ToldAccount } from './owe-pushes.ts';
export { forgetTold, newKey, type PushPayload } from './push-payload.ts';
export { talkedSince } from './talked-since.ts';
export { tryPush } from './try-push.ts';
export { readStopped, resumeSending, targetHash, type StoppedSending } from './stopped-sending.ts';
export { createPullPorts } from './pull-ports.ts';
export { publishRequest, withdrawRequest, type OfferedRequest } from './publish-request.ts';
export { lockToPublish, lockToPublishAlone } from './publication-lock.ts';
export { queriesOf } from './queries.ts';
export { requestedCalls, requestedName, supersedeTickets } from './requested-calls.ts';
export { publishCalls, supersedeCalls, type PublishCalls } from './publish-calls.ts';
export { wholeSecond, type ClinicLines, type RecordContent } from './record-content.ts';
export type { SettledCall } from './settled-call.ts';
export type { DeliveryKind, TakenDelivery } from './delivery-kind.ts';
export {
  editableCall,
  editableOutcome,
  editableRecording,
  editableTicket,
  type EditableFields,
} from './editable-fields.ts';
export { forwardKind } from './forward-kind.ts';
export { oweForward } from './owe-forward.ts';
export { createSender, type Sender, type SendOutcome } from './sender.ts';
export { judgeAttempt, type JudgedAttempt } from './judge-attempt.ts';
export { nextAttempt } from './retry-schedule.ts';
export { admit, afterFailure, afterSuccess, allowance, type Pace, type Rate } from './sending-pace.ts';
export { readPace, writePace } from './sending-store.ts';
export { startSweeper, type Sweeper } from './sweeper.ts';
export { createDeliveriesApi } from './deliveries-api.ts';
export { deadReasons, replayDeliveries, type DeliveryFilter } from './delivery-register.ts';
export { oweTags, pbxTagsKind } from './pbx-tags.ts';
export { startSending } from './start-sending.ts';
export { pruneDeliveries } from './prune-deliveries.ts';
export { readToldOtherwise, toldOtherwiseSchema, type ToldOtherwise } from './told-otherwise.ts';
export { forgetDeliveries } from './forget-deliveries.ts';
export { deliveryOperations } from './delivery-operations.ts';
export { pushedEventOperations } from './pushed-event-operations.ts';
