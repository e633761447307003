import { DateTime } from 'luxon';
import { readInstant, readMinutes, readTimeOfDay, splitPhones, type RowReader } from '../../callers/index.ts';
import type { ToldVisit, VisitMark, VisitPerson, VisitState } from '../../contracts/appointments.ts';
import type { PhoneContext } from '../../contracts/phone-number.ts';
import type { VisitField } from '../../contracts/visit-field.ts';
import { usualMinutes } from '../diff-visit.ts';
import { plainWord, readCancelledBy, readYes } from './visit-words.ts';

export interface KnownBranch {
  id: string;
  name: string;
  zone: string;
}

export interface ReadVisitContext {
  zone: string;
  /** Branches by id and by name in lower case. */
  branches: ReadonlyMap<string, KnownBranch>;
  /** The branch of rows that name none. */
  branch: KnownBranch | null;
  /** What words of the list mean, as `plainWord` writes them. */
  states: ReadonlyMap<string, VisitState>;
  marks: ReadonlyMap<string, VisitMark>;
  /** The state of rows that tell none: a list of cancelled visits needs no column for it. */
  state: VisitState | null;
  phones: PhoneContext;
}

const WHEN = 'Write the start as 31.12.2026 10:30 or 2026-12-31T10:30.';

/** One row of a list of visits. Null: not a visit; the doubts of the row say why. What has no column is left out. */
export function readVisit(row: RowReader<VisitField>, context: ReadVisitContext): ToldVisit | null {
  const leaveOut = (field: VisitField | null, problem: string, remedy: string) => {
    row.doubt(field, `${problem} The row was left out.`, remedy);
    return null;
  };
  if (row.isShifted)
    return leaveOut(
      null,
      'The row has more cells than the header.',
      'Put the text that holds the delimiter in quotation marks.',
    );
  const person = readPerson(row, context.phones);
  const who = person?.card ?? person?.phone ?? person?.name ?? null;
  if (who === null && row.text('externalId') === '')
    return leaveOut('patientId', 'The visit names no patient.', 'Add the card number to the export.');
  const branch = readBranch(row, context);
  const zone = branch?.zone ?? context.zone;
  const startsAt = readStart(row, zone);
  if (startsAt === null) return leaveOut('startsAt', 'The start of the visit cannot be read.', WHEN);
  const state = readState(row, context);
  if (state === null)
    return leaveOut(
      'state',
      'The state of the visit is a word that is not known.',
      'Say in the mapping of states what it means.',
    );
  const externalId = row.text('externalId') || `${who ?? ''}@${startsAt.toISOString()}`;
  if (externalId.length > 200)
    return leaveOut(
      'externalId',
      'The id is longer than 200 characters.',
      'Check the row for a missing quotation mark.',
    );
  if (who === null)
    row.doubt(
      'patientId',
      'The visit names no patient; it is kept without a person.',
      'Add the card number to the export.',
    );
  const endsAt = readEnd(row, startsAt, zone);
  const text = (field: VisitField): string | null => row.text(field).slice(0, 500) || null;
  const instant = (field: VisitField): Date | null =>
    row.read(field, (cell) => readInstant(cell, zone)?.at ?? null, WHEN);
  return {
    ...{ externalId, startsAt, zone },
    ...(hasAny(row, 'patientId', 'patientPhone', 'patientName') && { person }),
    ...(endsAt !== undefined && { endsAt }),
    ...(state !== undefined && { state }),
    ...((row.has('branch') || branch !== null) && { branch: branch?.id ?? null }),
    ...(hasAny(row, 'doctor', 'doctorId') && { doctor: readDoctor(row) }),
    ...(row.has('specialty') && { specialty: text('specialty') }),
    ...(row.has('service') && { service: text('service') }),
    ...(row.has('cancelReason') && { cancelReason: text('cancelReason') }),
    ...(row.has('cancelledBy') && {
      cancelledBy: row.read('cancelledBy', readCancelledBy, 'Write пациент or клиника, or leave it empty.'),
    }),
    ...(row.has('marks') && { marks: readMarks(row, context.marks) }),
    ...(row.has('consultation') && {
      isConsultation: row.read('consultation', readYes, 'Write да or нет, or leave it empty.'),
    }),
    ...(row.has('addedAt') && { addedAt: instant('addedAt') }),
    ...(row.has('addedBy') && { addedBy: text('addedBy') }),
    ...(row.has('updatedAt') && { updatedAt: instant('updatedAt') }),
  };
}

function hasAny(row: RowReader<VisitField>, ...fields: VisitField[]): boolean {
  return fields.some((field) => row.has(field));
}

function readPerson(row: RowReader<VisitField>, context: PhoneContext): VisitPerson | null {
  const [card, written, name] = [row.text('patientId'), row.text('patientPhone'), row.text('patientName')];
  let phone: string | null = null;
  if (written !== '') {
    phone = splitPhones(written, context).phones[0]?.e164 ?? null;
    if (phone === null)
      row.doubt('patientPhone', 'The number cannot be read and was left out.', 'Write one number, with its code.');
  }
  if (card === '' && phone === null && name === '') return null;
  return { card: card.slice(0, 200) || null, phone, name: name.slice(0, 200) || null };
}

function readDoctor(row: RowReader<VisitField>): { id: string | null; name: string } | null {
  const [name, id] = [row.text('doctor').slice(0, 200), row.text('doctorId').slice(0, 200)];
  return name === '' && id === '' ? null : { id: id || null, name: name || id };
}

function readMarks(row: RowReader<VisitField>, words: ReadonlyMap<string, VisitMark>): VisitMark[] {
  const marks = new Set<VisitMark>();
  for (const word of row.text('marks').split(/[,;\n]+/)) {
    const plain = plainWord(word);
    if (plain === '') continue;
    const mark = words.get(plain);
    if (mark !== undefined) marks.add(mark);
    else
      row.doubt(
        'marks',
        'A mark of the result is a word that is not known; it was left out.',
        'Say in the mapping of marks what it means.',
      );
  }
  return [...marks].toSorted();
}

function readBranch(row: RowReader<VisitField>, { branches, branch }: ReadVisitContext): KnownBranch | null {
  const named = row.text('branch').toLowerCase();
  if (named === '') return branch;
  const known = branches.get(named);
  if (known === undefined)
    row.doubt(
      'branch',
      'No branch of the configuration has this name; the visit has no branch.',
      'Use the name or the id of the configuration.',
    );
  return known ?? null;
}

function readStart(row: RowReader<VisitField>, zone: string): Date | null {
  const [date, start] = [row.text('date'), row.text('startsAt')];
  if (date === '') {
    const read = readInstant(start, zone);
    return read === null || read.dateOnly ? null : read.at;
  }
  const day = readInstant(date, zone);
  if (day === null) return null;
  const minutes = readTimeOfDay(start);
  if (minutes !== null) return atMinutes(day.at, minutes, zone);
  if (start === '') return day.dateOnly ? null : day.at;
  const read = readInstant(start, zone);
  return read === null || read.dateOnly ? null : read.at;
}

/** Undefined: the list does not tell how long visits are. */
function readEnd(row: RowReader<VisitField>, startsAt: Date, zone: string): Date | undefined {
  if (!hasAny(row, 'endsAt', 'minutes')) return undefined;
  const [end, duration] = [row.text('endsAt'), row.text('minutes')];
  const time = readTimeOfDay(end);
  const minutes = readMinutes(duration);
  const endsAt =
    time !== null
      ? atMinutes(startsAt, time, zone)
      : end !== ''
        ? (readInstant(end, zone)?.at ?? null)
        : minutes !== null
          ? new Date(startsAt.getTime() + minutes * 60_000)
          : null;
  const day = 24 * 3_600_000;
  if (endsAt !== null && endsAt > startsAt && endsAt.getTime() - startsAt.getTime() <= day) return endsAt;
  row.doubt(
    end === '' ? 'minutes' : 'endsAt',
    `The end of the visit cannot be right; ${usualMinutes} minutes were taken.`,
    'Correct the end or the length of the visit.',
  );
  return new Date(startsAt.getTime() + usualMinutes * 60_000);
}

function atMinutes(day: Date, minutes: number, zone: string): Date {
  return DateTime.fromJSDate(day, { zone })
    .set({ hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0, millisecond: 0 })
    .toJSDate();
}

/** Undefined: the list tells no states. Null: a word that nobody knows. */
function readState(row: RowReader<VisitField>, { states, state }: ReadVisitContext): VisitState | null | undefined {
  const text = plainWord(row.text('state'));
  if (text !== '') return states.get(text) ?? null;
  return state ?? (row.has('state') ? 'planned' : undefined);
}
