import { callEvent, type CallEvent, type Direction } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { toE164 } from '../../../src/contracts/phone-number.ts';
import { flagOf } from '../../kit/flag-of.ts';
import { instantOf } from '../../kit/instant-of.ts';
import { numberOf } from '../../kit/number-of.ts';
import { isExtension } from './is-extension.ts';
import type { ZadarmaSettings } from './settings.ts';

/** A field of the notification as text, null for nothing. */
export type Field = (name: string) => string | null;
type Told = Omit<CallEvent, 'eventKey' | 'account'>;
type Reader = (field: Field, settings: ZadarmaSettings) => Told[];

const readers: Readonly<Record<string, Reader>> = {
  NOTIFY_START: (field, settings) => [starts(field, settings, incoming(field))],
  NOTIFY_IVR: (field, settings) => [{ ...starts(field, settings, incoming(field)), kind: 'in-menu' }],
  NOTIFY_INTERNAL: rings,
  NOTIFY_ANSWER: (field) => [answers(field)],
  NOTIFY_END: (field, settings) => ends(field, settings, lastOf(field)),
  NOTIFY_OUT_START: (field, settings) => [starts(field, settings, outgoing(field))],
  NOTIFY_OUT_END: (field, settings) => ends(field, settings, outgoing(field)),
  NOTIFY_RECORD: (field) => [recorded(field, 'call_id_with_rec', 'talk')],
  // Recognised speech matters only as the one text that tells a voice message from a conversation.
  SPEECH_RECOGNITION: (field) => (flagOf(field('voicemail')) ? [recorded(field, 'call_id', 'voicemail')] : []),
  SMS: () => [],
};

export function isZadarmaEvent(event: string): boolean {
  return Object.hasOwn(readers, event);
}

export function eventsOf(event: string, field: Field, settings: ZadarmaSettings): Told[] {
  return readers[event]?.(field, settings) ?? [];
}

interface Parties {
  direction: Direction;
  extension: string | null;
  external: CallEvent['external'];
  line: CallEvent['line'];
}

function incoming(field: Field): Parties {
  const caller = field('caller_id');
  const direction = isExtension(caller) ? 'internal' : 'in';
  return { direction, extension: field('internal'), external: toE164(caller), line: toE164(field('called_did')) };
}

/** After a transfer or a pick-up `internal` is who was rung first, `last_internal` who talked last. */
function lastOf(field: Field): Parties {
  const parties = incoming(field);
  return { ...parties, extension: field('last_internal') ?? parties.extension };
}

function outgoing(field: Field): Parties {
  const called = field('destination');
  const direction = isExtension(called) ? 'internal' : 'out';
  return { direction, extension: field('internal'), external: toE164(called), line: toE164(field('caller_id')) };
}

function told(field: Field, event: Partial<Told> & Pick<Told, 'kind'>): Told {
  return callEvent({ eventKey: '', account: '', providerCallId: required(field, 'pbx_call_id'), ...event });
}

function starts(field: Field, settings: ZadarmaSettings, parties: Parties): Told {
  return told(field, { kind: 'started', occurredAt: instantOf(field('call_start'), settings.zone), ...parties });
}

function rings(field: Field, settings: ZadarmaSettings): Told[] {
  const ringing: Told = { ...starts(field, settings, incoming(field)), kind: 'ringing' };
  const passedOnBy = field(settings.transferField);
  if (passedOnBy === null) return [ringing];
  return [
    ringing,
    told(field, { kind: 'transferred', extension: passedOnBy }),
    told(field, { kind: 'leg-ended', extension: passedOnBy }),
  ];
}

/** The only time it has is that of the start. Which of the two numbers is the outside one is told elsewhere. */
function answers(field: Field): Told {
  const called = field('destination');
  const toInside = isExtension(called);
  return told(field, {
    kind: 'answered',
    extension: field('internal') ?? (toInside ? called : null),
    external: toInside ? toE164(field('caller_id')) : null,
  });
}

/** The end carries the start of the call and not its own time: so both are told, the second by its receipt. */
function ends(field: Field, settings: ZadarmaSettings, parties: Parties): Told[] {
  const disposition = field('disposition');
  const missed = parties.direction === 'in' && disposition !== null && disposition !== 'answered';
  const start: Told = { ...starts(field, settings, parties), kind: 'started' };
  const end = told(field, {
    ...parties,
    kind: missed ? 'missed' : 'ended',
    reason: disposition,
    seconds: secondsOf(field, parties),
    recording: flagOf(field('is_recorded')) ? recorded(field, 'call_id_with_rec', 'talk').recording : null,
  });
  // The extension at the end of an incoming call is who talked; when it came, nobody had been rung.
  if (parties.direction === 'in') start.extension = null;
  return start.occurredAt === null ? [end] : [start, end];
}

/** An answered call without an extension may have been answered by the menu alone: then the time is nobody's talk. */
function secondsOf(field: Field, { direction, extension }: Parties): CallEvent['seconds'] {
  const duration = numberOf(field('duration'));
  const disposition = field('disposition');
  if (disposition !== null && disposition !== 'answered') return { wait: null, talk: 0, total: null };
  if (duration === null) return null;
  const byPerson = disposition === 'answered' && (direction !== 'in' || extension !== null);
  return byPerson ? { wait: null, talk: duration, total: null } : { wait: null, talk: null, total: duration };
}

function recorded(field: Field, id: string, kind: 'talk' | 'voicemail'): Told {
  return told(field, { kind: 'recorded', recording: { ref: required(field, id), kind } });
}

function required(field: Field, name: string): string {
  const value = field(name);
  if (value === null) throw new UnreadableNotification(`${name} is missing`, name);
  return value;
}
