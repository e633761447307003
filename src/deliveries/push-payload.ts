import { randomBytes } from 'node:crypto';
import type { Told } from '../contracts/mis-push.ts';
import type { PushedCall, PushedOutcome, PushedRecording, PushedTask } from '../contracts/pushed-event.ts';
import type { TakenDelivery } from './delivery-kind.ts';

export const CALL_KIND = 'push-call';
export const RECORDING_KIND = 'push-recording';
export const OUTCOME_KIND = 'push-outcome';
export const TASK_KIND = 'push-task';

/** What is stored of a thing that a MIS is to be told. */
export interface PushPayload {
  /** Random, so that an id is never used twice, not even after a restored backup. */
  key: string;
  /** Recognises an unchanged content after the content itself was forgotten. */
  fingerprint: string;
  class: string | null;
  at: string;
  call?: PushedCall;
  recording?: PushedRecording;
  outcome?: PushedOutcome;
  task?: PushedTask;
}

export function newKey(): string {
  return randomBytes(15).toString('hex');
}

/** What is left once it was sent: nothing of the person. */
export function forgetTold(payload: unknown): Omit<PushPayload, 'call' | 'recording' | 'outcome' | 'task'> {
  const { key, fingerprint, class: callClass, at } = payload as PushPayload;
  return { key, fingerprint, class: callClass, at };
}

/** Null when a person let it go and nothing is left of it. */
export function toldOf({ kind, payload, revision, sentRevision }: TakenDelivery): Told | null {
  const { key, at, call, recording, outcome, task } = payload as PushPayload;
  const id = `msg_${key}_${revision}`;
  if (kind === RECORDING_KIND)
    return recording === undefined ? null : { id, event: { type: 'recording.ready', timestamp: at, data: recording } };
  if (kind === OUTCOME_KIND)
    return outcome === undefined
      ? null
      : { id, event: { type: 'call.outcome', timestamp: at, data: { revision, ...outcome } } };
  if (kind === TASK_KIND)
    return task === undefined ? null : { id, event: { type: 'task.created', timestamp: at, data: { task } } };
  if (call === undefined) return null;
  // A change of what never arrived is no change for the other side.
  const type = sentRevision === null ? 'call.settled' : 'call.updated';
  return { id, event: { type, timestamp: at, data: { revision, call } } };
}
