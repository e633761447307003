import { UnreadableNotification } from '../../../src/contracts/failures.ts';

const callEvents = ['dial-in', 'dial-out', 'answer', 'hangup'] as const;
export type EventType = (typeof callEvents)[number];

/** Messages, and the question of a menu where to put the call through: they tell nothing of a call's course. */
const others = ['message-in', 'message-out', 'call_interactive'];

/** Null for what is known and no event of a call. */
export function eventTypeOf(word: string | null): EventType | null {
  const name = word?.toLowerCase() ?? '';
  if (others.includes(name)) return null;
  const type = callEvents.find((known) => known === name);
  if (type !== undefined) return type;
  throw new UnreadableNotification(`EventType is not one of ${[...callEvents, ...others].join(', ')}`, 'EventType');
}
