import { callEvent, checkCallEvent, type CallEvent } from '../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../src/contracts/failures.ts';
import { eventKeyOf } from './event-key.ts';

export type ToldEvent = Pick<CallEvent, 'providerCallId' | 'kind'> & Partial<Omit<CallEvent, 'eventKey' | 'account'>>;

/**
 * What a notification told, as an event with the key of its content. `fieldNames` has the vendor's name for each of
 * our fields: a value that no event can hold throws `UnreadableNotification` with it.
 */
export function keyedEvent(
  account: string,
  told: ToldEvent,
  fieldNames: Readonly<Partial<Record<keyof CallEvent, string>>>,
): CallEvent {
  const event = callEvent({ ...told, account, eventKey: '-' });
  const checked = checkCallEvent({ ...event, eventKey: eventKeyOf(event) });
  if (checked.success) return checked.data;
  const field = fieldNames[checked.error.issues[0]?.path[0] as keyof CallEvent] ?? null;
  throw new UnreadableNotification(`${field ?? 'A field'} is longer than any that is known`, field);
}
