import { createHash } from 'node:crypto';
import type { CallEvent } from '../contracts/call-event.ts';

const LONGEST_KEY = 200;

/**
 * The event with where it was learnt in its key, so that the register tells what was healed from what was notified. A
 * notification of the same fact stays another event; the fold makes one of both.
 */
export function markedEvent(source: 'history' | 'ongoing', event: CallEvent): CallEvent {
  const eventKey = `${source}:${event.eventKey}`;
  if (eventKey.length <= LONGEST_KEY) return { ...event, eventKey };
  return { ...event, eventKey: `${source}:${createHash('sha256').update(event.eventKey).digest('hex')}` };
}
