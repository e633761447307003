import { hash } from 'node:crypto';
import type { CallEvent } from '../../src/contracts/call-event.ts';

/**
 * The key of an event of a provider that numbers none: SHA-256 (hex) of everything the event says. However it was
 * encoded on the way, the same notification has the same key; anything said differently makes another.
 */
export function eventKeyOf(event: Omit<CallEvent, 'eventKey' | 'account'>): string {
  const { seconds, recording, tags } = event;
  const canonical = [
    event.kind,
    event.providerCallId,
    event.linkedCallIds,
    event.occurredAt,
    event.direction,
    event.legId,
    event.extension,
    event.employeeRef,
    event.external,
    event.line,
    event.initiator,
    event.reason,
    seconds && [seconds.wait, seconds.talk, seconds.total],
    recording && [recording.ref, recording.kind],
    ...(tags === undefined ? [] : [tags]),
  ];
  return hash('sha256', JSON.stringify(canonical), 'hex');
}
