import type { CallEventKind, Direction } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ToldEvent } from '../../kit/keyed-event.ts';
import { directionOf, isPerson, partiesOf, type Notification } from './notification.ts';
import type { ItoolabsSettings } from './settings.ts';

interface EventType {
  kind: CallEventKind;
  /** Where the type itself tells it. */
  direction: Direction | null;
  /** What it means when a department stands in `user`; null: nothing. */
  ofDepartment: CallEventKind | null;
  /** Nobody talked at this user. */
  untalked?: true;
}

const eventTypes: Readonly<Record<string, EventType>> = {
  INCOMING: { kind: 'ringing', direction: 'in', ofDepartment: 'queued' },
  ACCEPTED: { kind: 'answered', direction: null, ofDepartment: 'queued' },
  COMPLETED: { kind: 'leg-ended', direction: null, ofDepartment: null },
  CANCELLED: { kind: 'leg-ended', direction: null, ofDepartment: null, untalked: true },
  OUTGOING: { kind: 'started', direction: 'out', ofDepartment: 'started' },
  TRANSFERRED: { kind: 'transferred', direction: null, ofDepartment: 'transferred' },
};

/**
 * `cmd=event`: what happens at one user. It carries neither an id nor a time, so its time is not told and what is said
 * twice is one fact. CANCELLED is said of each who rang and did not answer, also when a colleague answered; COMPLETED of
 * whoever talked.
 */
export function readEvent(told: Notification, providerCallId: string, settings: ItoolabsSettings): ToldEvent[] {
  const word = told.type?.toUpperCase() ?? '';
  const type = Object.hasOwn(eventTypes, word) ? eventTypes[word] : undefined;
  if (type === undefined) {
    const known = Object.keys(eventTypes).join(', ');
    throw new UnreadableNotification(`type is not one of ${known}`, 'type');
  }
  const kind = isPerson(told.user) ? type.kind : type.ofDepartment;
  if (kind === null) return [];
  return [
    {
      kind,
      providerCallId,
      linkedCallIds: told.second_callid === null ? [] : [told.second_callid],
      seconds: type.untalked ? { wait: null, talk: 0, total: null } : null,
      ...partiesOf(told, directionOf(told.direction) ?? type.direction, settings),
    },
  ];
}
