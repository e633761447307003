import type { ToldCall, ToldTicket } from '../../../src/contracts/mis-api.ts';
import type { SqlValues } from '../../../src/contracts/sql-statement.ts';
import type { Caller } from '../../kit/caller-of.ts';
import { callNote } from '../../kit/call-note.ts';
import { classWord, talked } from '../../kit/call-words.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import { phoneValues } from '../../kit/phone-values.ts';

/** Names that statements may bind. */
export const phoneNames = ['phone', 'digits', 'national'] as const;
export const callNames = [
  ...['key', 'ref', 'revision', 'callId', ...phoneNames, 'direction', 'result', 'missedReason', 'line', 'lineName'],
  ...['campaign', 'branch', 'started', 'startedUtc', 'ended', 'waitSeconds', 'seconds', 'extension', 'kind', 'class'],
  ...['classWord', 'note', 'recording', 'personId', 'personName'],
] as const;
export const recordingNames = ['ref', 'recording', 'seconds'] as const;
export const ticketNames = [
  ...[...callNames, 'text', 'due', 'requestId', 'requestName', 'comment', 'doctorId', 'doctor', 'planStart', 'planEnd'],
] as const;

/** Times are local to the branch, `yyyy-MM-dd HH:mm:ss`; `startedUtc` is the same in UTC. */
export function callValues(
  told: ToldCall,
  person: Caller,
  { key, ref }: { key: string; ref: string | null },
): SqlValues {
  const { revision, call } = told;
  const { direction, result, missedReason, line, lineName, campaign, branch, extension, kind } = call;
  return {
    ...{ key, ref, revision, callId: call.id, direction, result, missedReason, line, lineName, campaign, branch },
    ...phoneValues(call.external),
    started: localTimeOf(call.startedAt, call.zone),
    startedUtc: localTimeOf(call.startedAt, 'UTC'),
    ended: call.endedAt === null ? null : localTimeOf(call.endedAt, call.zone),
    ...{ waitSeconds: call.waitSeconds, seconds: talked(call), extension, kind, class: call.class },
    ...{ classWord: classWord(call), note: callNote({ ...told, key }), recording: call.recordingUrl },
    ...{ personId: person?.externalId ?? null, personName: person?.name ?? null },
  };
}

export function ticketValues(told: ToldTicket, person: Caller): SqlValues {
  const { request, call } = told;
  const local = (at: string | null | undefined): string | null => (at == null ? null : localTimeOf(at, call.zone));
  return {
    ...callValues(told, person, { key: told.key, ref: null }),
    ...{ text: told.text, due: local(told.dueAt.toISOString()) },
    ...{ requestId: request?.id ?? null, requestName: request?.name ?? null, comment: request?.comment ?? null },
    ...{ doctorId: request?.doctor?.id ?? null, doctor: request?.doctor?.name ?? null },
    ...{ planStart: local(request?.planStart), planEnd: local(request?.planEnd) },
  };
}
