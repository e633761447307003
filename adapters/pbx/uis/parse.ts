import { z } from 'zod';
import { callEvent, checkCallEvent, type CallEvent, type Direction } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import type { ParseContext } from '../../../src/contracts/pbx.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import type { InboundRequest } from '../../../src/contracts/request.ts';
import { readRecord, type NotificationRecord } from '../../kit/body.ts';
import { eventKeyOf } from '../../kit/event-key.ts';
import { flagOf } from '../../kit/flag-of.ts';
import { instantOf } from '../../kit/instant-of.ts';
import { listOf } from '../../kit/list-of.ts';
import { numberOf } from '../../kit/number-of.ts';
import { textOf } from '../../kit/text-of.ts';
import { eventNameOf, knownEventWords, uisNotifications, type UisEventName } from './notifications.ts';
import { readInteractive, type InteractiveRequest } from './question.ts';
import { extensionOf, type UisSettings } from './settings.ts';
import { tagNamesOf } from './tag-names.ts';

const text = z.unknown().optional().transform(textOf);
const number = z.unknown().optional().transform(numberOf);
const list = z.unknown().optional().transform(listOf);
const flag = z.unknown().optional().transform(flagOf);

/** Every value may be absent, null, empty, quoted, or a number written as text. */
const notificationSchema = z.object({
  event: text,
  call_session_id: text,
  notification_time: text,
  virtual_phone_number: text,
  contact_phone_number: text,
  direction: text,
  is_internal: flag,
  call_source: text,
  leg_id: text,
  leg_ids: list,
  employee_id: text,
  extension_phone_number: text,
  wait_time_duration: number,
  talk_time_duration: number,
  total_time_duration: number,
  file_link: text,
  tag_names: z.unknown().optional().transform(tagNamesOf),
});
type Notification = z.infer<typeof notificationSchema>;
const fields = Object.keys(notificationSchema.shape);

/** One notification is one event. Throws `UnreadableNotification`. */
export function parse(request: InboundRequest, { account, settings }: ParseContext<UisSettings>): CallEvent[] {
  const asked = readInteractive(request);
  if (asked !== null) return askedFacts(asked, { account, settings });
  const record = readRecord(request);
  if (record === null) throw new UnreadableNotification('The body is neither JSON nor a form with named fields');
  const notification = notificationSchema.parse(withoutGroups(record));
  const event = toEvent(notification, settings);
  if (event.kind === 'tagged' && event.tags === undefined) {
    // That the last tag was taken off tells nothing new.
    if (sourcesOf(record).some((source) => Object.hasOwn(source, 'tag_names'))) return [];
    throw new UnreadableNotification('tag_names is missing in «Проставление тега»', 'tag_names');
  }
  return [valid({ account, ...event })];
}

function valid(event: Omit<CallEvent, 'eventKey'>): CallEvent {
  const checked = checkCallEvent({ ...event, eventKey: eventKeyOf(event) });
  if (!checked.success) throw unusable(checked.error);
  return checked.data;
}

/**
 * A call in the scenario's interactive operation has reached the line. Whether `cdr_id` is the id of the notifications
 * is not told: a call under an id of its own would never end, so only `call_session_id` makes a fact.
 */
function askedFacts(asked: InteractiveRequest, { account, settings }: ParseContext<UisSettings>): CallEvent[] {
  if (asked.callId === null && asked.cdrId === null) {
    throw new UnreadableNotification('call_session_id is missing: choose it in the operation', 'call_session_id');
  }
  if (asked.callId === null) return [];
  const { eventKey: _, ...event } = callEvent({
    eventKey: '-',
    account,
    providerCallId: asked.callId,
    kind: 'started',
    occurredAt: instantOf(asked.startTime, settings.zone),
    direction: 'in',
    external: toE164(asked.numa),
    line: toE164(asked.numb),
  });
  return [valid(event)];
}

function toEvent(told: Notification, settings: UisSettings): Omit<CallEvent, 'eventKey' | 'account'> {
  const { kind, direction } = uisNotifications[nameOf(told)];
  if (told.call_session_id === null) {
    throw new UnreadableNotification('call_session_id is missing: the template must ask for it', 'call_session_id');
  }
  return {
    providerCallId: told.call_session_id,
    linkedCallIds: [],
    kind,
    occurredAt: instantOf(told.notification_time, settings.zone),
    direction: told.is_internal ? 'internal' : (direction ?? directionOf(told.direction)),
    legId: told.leg_id ?? onlyOne(told.leg_ids),
    extension: told.extension_phone_number ?? extensionOf(told.employee_id, settings.employees),
    employeeRef: told.employee_id,
    external: told.is_internal ? null : toE164(told.contact_phone_number),
    line: toE164(told.virtual_phone_number),
    initiator: told.call_source,
    reason: null,
    seconds: secondsOf(told),
    recording: kind === 'recorded' ? { ref: fileLinkOf(told), kind: 'talk' } : null,
    ...(told.tag_names.length > 0 && { tags: told.tag_names }),
  };
}

function nameOf(told: Notification): UisEventName {
  const name = eventNameOf(told.event);
  if (name !== null) return name;
  const found = told.event === null ? 'is missing' : 'is not one of ours';
  throw new UnreadableNotification(`event ${found}; known are ${knownEventWords.join(', ')}`, 'event');
}

function fileLinkOf(told: Notification): string {
  if (told.file_link === null)
    throw new UnreadableNotification('file_link is missing in «Записанный разговор»', 'file_link');
  return told.file_link;
}

function directionOf(word: string | null): Direction | null {
  return word === 'in' || word === 'out' ? word : null;
}

/** Several legs in one notification do not tell which of them is the employee's. */
function onlyOne(legs: string[]): string | null {
  return legs.length === 1 ? (legs[0] ?? null) : null;
}

function secondsOf(told: Notification): CallEvent['seconds'] {
  const seconds = { wait: told.wait_time_duration, talk: told.talk_time_duration, total: told.total_time_duration };
  return Object.values(seconds).every((value) => value === null) ? null : seconds;
}

const groups = ['contact_info', 'employee_info', 'call_info', 'call_record_file_info'];

function sourcesOf(record: NotificationRecord): NotificationRecord[] {
  return [record, ...groups.map((group) => record[group])].filter(
    (source): source is NotificationRecord => typeof source === 'object' && source !== null,
  );
}

/** Nested templates of live cabinets put the same names into groups. A value at the top goes first. */
function withoutGroups(record: NotificationRecord): NotificationRecord {
  const sources = sourcesOf(record);
  const told = (name: string) =>
    sources
      .filter((source) => Object.hasOwn(source, name))
      .map((source) => source[name])
      .find((value) => Array.isArray(value) || textOf(value) !== null);
  return Object.fromEntries(fields.map((name) => [name, told(name)]));
}

const fieldNames: Readonly<Record<string, string>> = {
  providerCallId: 'call_session_id',
  legId: 'leg_id',
  extension: 'extension_phone_number',
  employeeRef: 'employee_id',
  initiator: 'call_source',
  recording: 'file_link',
};

function unusable(error: z.ZodError): UnreadableNotification {
  const [issue] = error.issues;
  const field = fieldNames[String(issue?.path[0])] ?? null;
  return new UnreadableNotification(`${field ?? 'A field'} is longer than any that is known`, field);
}
