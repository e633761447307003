import { callEventSchema, type CallEvent, type CallEventKind, type Direction } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { eventKeyOf } from '../../kit/event-key.ts';
import { extensionOf } from '../../kit/extension-of.ts';
import { listOf } from '../../kit/list-of.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { secondsOf } from '../../kit/seconds-of.ts';
import { timeOf } from '../../kit/time-of.ts';
import { namesOfWord } from '../../kit/words-of.ts';
import type { FieldName } from './fields.ts';
import { isShort, numberNote, timeNote, type Note } from './notes.ts';
import type { MappedSettings } from './settings.ts';
import { findText, findValue, isThere, type Source } from './source.ts';

/** One field of the settings and what this notification made of it. */
export interface FieldReading {
  field: FieldName;
  /** The path of the settings. */
  path: string;
  /** The one of its alternatives that had a value. */
  at: string | null;
  found: string | null;
  becomes: string | null;
  /** Why it became nothing, or something unexpected. */
  note: Note | null;
}

export interface NotificationReading {
  fields: FieldReading[];
  /** Empty with a failure, and for an ignored word. */
  events: CallEvent[];
  failure: UnreadableNotification | null;
}

type Told = Omit<CallEvent, 'eventKey' | 'account' | 'kind' | 'occurredAt'>;

/** Reads one notification by the settings. Never throws: what cannot be read is `failure`, with the field's name. */
export function readNotification(source: Source, account: string, settings: MappedSettings): NotificationReading {
  const fields: FieldReading[] = [];
  const read = <T>(field: FieldName, convert: (text: string) => T | null, note?: (text: string) => Note): T | null => {
    const path = settings.fields[field];
    if (path === undefined) return null;
    const found = findText(source, path);
    const value = found === null ? null : convert(found.text);
    const unread = value === null && found !== null ? (note?.(found.text) ?? null) : null;
    const absent: Note = isThere(source, path)
      ? { code: 'empty', text: 'It is there and empty.' }
      : { code: 'absent', text: `Nothing stands at ${path}; correct fields.${field}, unless only some notifications have it.` };
    fields.push({
      field,
      path,
      at: found?.at ?? null,
      found: found?.text ?? null,
      becomes: value === null ? null : Array.isArray(value) ? value.join(', ') : String(value),
      note: found === null ? absent : unread,
    });
    return value;
  };
  const text = (field: FieldName): string | null => read(field, (found) => found);

  const kinds = readKinds(read, settings);
  const callId = text('callId');
  const told = readTold(read, text, source, settings);
  const times = readTimes(read, settings);
  const done = (events: CallEvent[], failure: UnreadableNotification | null = null): NotificationReading => ({
    fields,
    events,
    failure,
  });

  if (kinds instanceof UnreadableNotification) return done([], kinds);
  if (callId === null)
    return done([], new UnreadableNotification(`callId (${settings.fields.callId}) is missing`, 'callId'));
  if (kinds === 'ignored') return done([]);
  const recording = told.recording && { ...told.recording, kind: kinds.includes('voicemail') ? 'voicemail' : 'talk' };
  if (kinds.includes('recorded') && recording === null)
    return done([], new UnreadableNotification(`recording (${settings.fields.recording}) is missing`, 'recording'));

  const events: CallEvent[] = [];
  for (const kind of kinds) {
    if (kind === 'answered' && kinds.length > 1 && settings.fields.answerTime !== undefined && times.answered === null)
      continue;
    const event = {
      ...told,
      account,
      kind,
      providerCallId: callId,
      occurredAt: times.of(kind),
      recording: isLast(kind) ? recording : null,
    };
    const checked = callEventSchema.safeParse({ ...event, eventKey: eventKeyOf(event) });
    if (!checked.success) return done([], unusable(String(checked.error.issues[0]?.path[0])));
    events.push(checked.data);
  }
  return done(events);
}

type Read = <T>(field: FieldName, convert: (text: string) => T | null, note?: (text: string) => Note) => T | null;

function readKinds(read: Read, settings: MappedSettings): CallEventKind[] | 'ignored' | UnreadableNotification {
  const names = read(
    'event',
    (word) => {
      const found = namesOfWord(word, settings.events);
      return found.length > 0 ? found : null;
    },
    (word) => ({
      code: 'unknown-word',
      text: `"${word}" is in no list of events; add it to the one that it means, or to events.ignored.`,
    }),
  );
  if (names === null) {
    // The word itself may be anything, a name or a number too: it is shown with the kept request only.
    const message = `event (${settings.fields.event}) is missing or a word that no list of events has`;
    return new UnreadableNotification(message, 'event');
  }
  const kinds = names.filter((name) => name !== 'ignored');
  return kinds.length > 0 ? kinds : 'ignored';
}

function readTold(
  read: Read,
  text: (field: FieldName) => string | null,
  source: Source,
  settings: MappedSettings,
): Omit<Told, 'providerCallId'> {
  const phones = phoneContextOf(settings);
  const number = (raw: string): E164 | null => toE164(raw, phones);
  const lineOf = (raw: string): E164 | null => ownEntry(settings.lines, raw) ?? number(raw);
  const spoken = read(
    'direction',
    (word) => (namesOfWord(word, settings.directions)[0] as Direction | undefined) ?? null,
    (word) => ({ code: 'unknown-word', text: `"${word}" is in no list of directions; add it to directions.` }),
  );
  const from = text('from');
  const to = text('to');
  const isInternal =
    from !== null &&
    to !== null &&
    isShort(from, settings.internalDigits) &&
    isShort(to, settings.internalDigits) &&
    number(from) === null &&
    number(to) === null;
  const direction = isInternal ? 'internal' : (spoken ?? settings.directionWhenMissing ?? null);
  const ownExternal = read('external', number, (raw) => numberNote(raw, settings));
  const ownLine = read('line', lineOf, (raw) => numberNote(raw, settings));
  const outside = direction === 'in' ? from : direction === 'out' ? to : null;
  const inside = direction === 'in' ? to : direction === 'out' ? from : null;
  const employee = text('employee');
  const extension = read('extension', extensionOf, () => ({
    code: 'no-extension',
    text: 'This is a telephone number or longer than any extension.',
  }));
  const seconds = readSeconds(read, settings);
  const link = text('recording');
  const linkedPath = settings.fields.linkedCall;
  text('linkedCall');
  return {
    linkedCallIds: linkedPath === undefined ? [] : listOf(findValue(source, linkedPath)),
    direction,
    legId: text('leg'),
    extension: extension ?? (employee === null ? null : ownEntry(settings.employees, employee)),
    employeeRef: employee,
    external: direction === 'internal' ? null : (ownExternal ?? (outside === null ? null : number(outside))),
    line: ownLine ?? (inside === null ? null : lineOf(inside)),
    initiator: text('initiator'),
    reason: text('reason'),
    seconds,
    recording: link === null ? null : { ref: link, kind: 'talk' },
  };
}

function readSeconds(read: Read, settings: MappedSettings): CallEvent['seconds'] {
  const seconds = (field: FieldName): number | null =>
    read(
      field,
      (raw) => secondsOf(raw, settings.durationUnit),
      () => ({ code: 'no-duration', text: 'This is neither a whole number nor hh:mm:ss.' }),
    );
  const told = { wait: seconds('waitSeconds'), talk: seconds('talkSeconds'), total: seconds('totalSeconds') };
  return Object.values(told).every((value) => value === null) ? null : told;
}

function readTimes(
  read: Read,
  settings: MappedSettings,
): { answered: string | null; of(kind: CallEventKind): string | null } {
  const time = (field: FieldName): string | null =>
    read(
      field,
      (raw) => timeOf(raw, settings.timeFormat, settings.zone),
      (raw) => timeNote(raw, settings),
    );
  const [at, started, answered, ended] = [time('time'), time('startTime'), time('answerTime'), time('endTime')];
  return {
    answered,
    of(kind) {
      const own =
        kind === 'started' ? started : kind === 'answered' ? answered : endings.has(kind) ? ended : null;
      return own ?? at;
    },
  };
}

const endings: ReadonlySet<CallEventKind> = new Set(['leg-ended', 'missed', 'ended']);

/** A link that a ringing telephone has already is of no use to anybody. */
function isLast(kind: CallEventKind): boolean {
  return endings.has(kind) || kind === 'recorded' || kind === 'voicemail';
}

function ownEntry<T>(table: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

const namesOfParts: Readonly<Record<string, FieldName>> = {
  providerCallId: 'callId',
  linkedCallIds: 'linkedCall',
  legId: 'leg',
  extension: 'extension',
  employeeRef: 'employee',
  initiator: 'initiator',
  reason: 'reason',
  recording: 'recording',
};

function unusable(part: string): UnreadableNotification {
  const field = namesOfParts[part] ?? null;
  return new UnreadableNotification(`${field ?? 'A field'} is longer than any that is known`, field);
}
