import type { CallEvent, Direction } from '../../../src/contracts/call-event.ts';
import { toE164, type E164 } from '../../../src/contracts/phone-number.ts';
import { extensionOf } from '../../kit/extension-of.ts';
import { listOf } from '../../kit/list-of.ts';
import { phoneContextOf } from '../../kit/number-settings.ts';
import { secondsOf } from '../../kit/seconds-of.ts';
import { namesOfWord } from '../../kit/words-of.ts';
import type { FieldName } from './fields.ts';
import { isShort, numberNote, type Note } from './notes.ts';
import type { MappedSettings } from './settings.ts';
import { findValue, type Source } from './source.ts';

/** Reads and reports one field; null when it is not configured, not there or not understood. */
export type ReadField = <T>(
  field: FieldName,
  convert: (text: string) => T | null,
  note?: (text: string) => Note,
) => T | null;

export type Told = Omit<CallEvent, 'eventKey' | 'account' | 'providerCallId' | 'kind' | 'occurredAt'>;

/** What a notification tells beside its event, its call and its times, each field read once. */
export function readTold(read: ReadField, source: Source, settings: MappedSettings): Told {
  const text = (field: FieldName): string | null => read(field, (found) => found);
  const phones = phoneContextOf(settings);
  const number = (raw: string): E164 | null => toE164(raw, phones);
  const lineOf = (raw: string): E164 | null => ownEntry(settings.lines, raw) ?? number(raw);
  const spoken = read(
    'direction',
    (word) => namesOfWord<Direction>(word, settings.directions)[0] ?? null,
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

function readSeconds(read: ReadField, settings: MappedSettings): CallEvent['seconds'] {
  const seconds = (field: FieldName): number | null =>
    read(
      field,
      (raw) => secondsOf(raw, settings.durationUnit),
      () => ({ code: 'no-duration', text: 'This is neither a whole number nor hh:mm:ss.' }),
    );
  const told = { wait: seconds('waitSeconds'), talk: seconds('talkSeconds'), total: seconds('totalSeconds') };
  return Object.values(told).every((value) => value === null) ? null : told;
}

function ownEntry<T>(table: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}
