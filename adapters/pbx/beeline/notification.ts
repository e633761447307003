import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readXml, xmlText } from '../../kit/xml-record.ts';

/** An event of BroadWorks Xsi about one employee's part of a call, by the names that it has there. */
export interface Notification {
  /** `CallReceivedEvent`, without the prefix. */
  type: string;
  /** The employee whom the subscription is for, `9096723055@mpbx.sip.beeline.ru`. */
  targetId: string | null;
  /** This employee's part of the call. */
  callId: string | null;
  /** The whole call: the same for everybody who was rung. */
  extTrackingId: string | null;
  /** Terminator: was called. Originator: calls. Click-to-Dial: the PBX rings the caller first. */
  personality: string | null;
  address: string | null;
  /** Group: a colleague. Network: somebody outside. */
  callType: string | null;
  startTime: string | null;
  answerTime: string | null;
  releaseTime: string | null;
  releasingParty: string | null;
  internalReleaseCause: string | null;
}

/** Throws `UnreadableNotification`. */
export function readNotification({ body }: InboundRequest): Notification {
  const event = readXml(body)?.['Event'];
  if (event === undefined) throw new UnreadableNotification('The body is not the XML of an Xsi event');
  const type = xmlText(event, 'eventData', '@type')?.replace(/^[^:]*:/, '') ?? null;
  if (type === null) throw new UnreadableNotification('eventData has no type', 'eventData');
  const of = (...path: string[]): string | null => xmlText(event, 'eventData', 'call', ...path);
  return {
    type,
    targetId: xmlText(event, 'targetId'),
    callId: of('callId'),
    extTrackingId: of('extTrackingId'),
    personality: of('personality'),
    address: of('remoteParty', 'address'),
    callType: of('remoteParty', 'callType'),
    startTime: of('startTime'),
    answerTime: of('answerTime'),
    releaseTime: of('releaseTime'),
    releasingParty: of('releasingParty'),
    internalReleaseCause: of('internalReleaseCause', 'internalReleaseCause') ?? of('internalReleaseCause'),
  };
}

export const fieldNames = {
  providerCallId: 'callId',
  legId: 'callId',
  linkedCallIds: 'extTrackingId',
  employeeRef: 'targetId',
  reason: 'internalReleaseCause',
  recording: 'extTrackingId',
} as const;
