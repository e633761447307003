import { callEvent, checkCallEvent, type CallEvent } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { legEvents } from './leg-events.ts';
import { readNotification, type RecordNotification } from './notifications.ts';
import { required } from './required.ts';
import type { MangoSettings } from './settings.ts';
import { summaryEvent } from './summary-event.ts';

/** One notification is one event, two where a leg ends by a transfer. Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account }: ParseContext<MangoSettings>): CallEvent[] {
  return told(request).map((event) => checked({ ...event, account }));
}

function told(request: InboundRequest): Omit<CallEvent, 'account'>[] {
  const notification = readNotification(request);
  switch (notification.is) {
    case 'leg':
      return legEvents(notification.told);
    case 'summary':
      return [summaryEvent(notification.told)];
    case 'record':
      return [recordedEvent(notification.told)];
    case 'other':
      return [];
  }
}

/** `/events/record/added`: the file is in the cloud. There may be several of one call. */
function recordedEvent({ entry_id, recording_id, timestamp }: RecordNotification): Omit<CallEvent, 'account'> {
  const ref = required(recording_id, 'recording_id');
  return callEvent({
    eventKey: `record:${ref}`,
    account: '',
    providerCallId: required(entry_id, 'entry_id'),
    kind: 'recorded',
    occurredAt: timestamp,
    recording: { ref, kind: 'talk' },
  });
}

const fieldNames: Readonly<Record<string, string>> = {
  providerCallId: 'entry_id',
  eventKey: 'call_id',
  legId: 'call_id',
  extension: 'extension',
  initiator: 'callback_initiator',
  reason: 'disconnect_reason',
  recording: 'recording_id',
};

function checked(event: CallEvent): CallEvent {
  const result = checkCallEvent(event);
  if (result.success) return result.data;
  const field = fieldNames[String(result.error.issues[0]?.path[0])] ?? null;
  throw new UnreadableNotification(`${field ?? 'A field'} is longer than any that is known`, field);
}
