import type { CallEvent, CallEventKind } from '../../../src/contracts/call-event.ts';
import { UnreadableNotification } from '../../../src/contracts/failures.ts';
import { keyedEvent } from '../../kit/keyed-event.ts';
import { timeOf } from '../../kit/time-of.ts';
import { namesOfWord } from '../../kit/words-of.ts';
import type { FieldName } from './fields.ts';
import { timeNote, type Note } from './notes.ts';
import { readTold, type ReadField, type Told } from './read-told.ts';
import type { MappedSettings } from './settings.ts';
import { findText, isThere, type Source } from './source.ts';

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

/** Reads one notification by the settings. Never throws: what cannot be read is `failure`, with the field's name. */
export function readNotification(source: Source, account: string, settings: MappedSettings): NotificationReading {
  const fields: FieldReading[] = [];
  const read: ReadField = (field, convert, note) => {
    const path = settings.fields[field];
    if (path === undefined) return null;
    const found = findText(source, path);
    const value = found === null ? null : convert(found.text);
    fields.push({
      field,
      path,
      at: found?.at ?? null,
      found: found?.text ?? null,
      becomes: value === null ? null : Array.isArray(value) ? value.join(', ') : String(value),
      note: found === null ? absence(source, path, field) : value === null ? (note?.(found.text) ?? null) : null,
    });
    return value;
  };
  // Everything is read before anything fails, so that a sample is explained whole.
  const kinds = readKinds(read, settings);
  const callId = read('callId', (found) => found);
  const told = readTold(read, source, settings);
  const times = readTimes(read, settings);
  try {
    return { fields, events: eventsOf({ kinds, callId, told, times, account, settings }), failure: null };
  } catch (error) {
    if (!(error instanceof UnreadableNotification)) throw error;
    return { fields, events: [], failure: error };
  }
}

function absence(source: Source, path: string, field: FieldName): Note {
  return isThere(source, path)
    ? { code: 'empty', text: 'It is there and empty.' }
    : {
        code: 'absent',
        text: `Nothing stands at ${path}; correct fields.${field}, unless only some notifications have it.`,
      };
}

interface Read {
  /** Null: no word, or one that is in no list. */
  kinds: CallEventKind[] | null;
  callId: string | null;
  told: Told;
  times: Times;
  account: string;
  settings: MappedSettings;
}

function eventsOf({ kinds, callId, told, times, account, settings }: Read): CallEvent[] {
  const { fields } = settings;
  // The word itself may be anything, a name or a number too: it is shown with the kept request only.
  if (kinds === null)
    throw new UnreadableNotification(
      `event (${fields.event}) is missing or a word that no list of events has`,
      'event',
    );
  if (callId === null) throw new UnreadableNotification(`callId (${fields.callId}) is missing`, 'callId');
  const link = told.recording?.ref ?? null;
  if (kinds.includes('recorded') && link === null)
    throw new UnreadableNotification(`recording (${fields.recording}) is missing`, 'recording');
  const recording =
    link === null ? null : ({ ref: link, kind: kinds.includes('voicemail') ? 'voicemail' : 'talk' } as const);
  const unanswered = kinds.length > 1 && fields.answerTime !== undefined && times.answered === null;
  return kinds
    .filter((kind) => kind !== 'answered' || !unanswered)
    .map((kind) =>
      keyedEvent(
        account,
        {
          ...told,
          kind,
          providerCallId: callId,
          occurredAt: times.of(kind),
          recording: isLast(kind) ? recording : null,
        },
        namesOfParts,
      ),
    );
}

function readKinds(read: ReadField, settings: MappedSettings): CallEventKind[] | null {
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
  return names === null ? null : names.filter((name) => name !== 'ignored');
}

interface Times {
  answered: string | null;
  of(kind: CallEventKind): string | null;
}

function readTimes(read: ReadField, settings: MappedSettings): Times {
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
      const own = beginnings.has(kind) ? started : kind === 'answered' ? answered : endings.has(kind) ? ended : null;
      return own ?? at;
    },
  };
}

const beginnings: ReadonlySet<CallEventKind> = new Set(['started', 'in-menu', 'queued', 'ringing']);
const endings: ReadonlySet<CallEventKind> = new Set(['leg-ended', 'missed', 'ended']);

/** A link that a ringing telephone has already is of no use to anybody. */
function isLast(kind: CallEventKind): boolean {
  return endings.has(kind) || kind === 'recorded' || kind === 'voicemail';
}

const namesOfParts: Readonly<Partial<Record<keyof CallEvent, FieldName>>> = {
  providerCallId: 'callId',
  linkedCallIds: 'linkedCall',
  legId: 'leg',
  extension: 'extension',
  employeeRef: 'employee',
  initiator: 'initiator',
  reason: 'reason',
  recording: 'recording',
};
