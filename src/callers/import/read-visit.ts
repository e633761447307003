import { DateTime } from 'luxon';
import type { VisitState } from '../directory-entry.ts';
import type { VisitField } from './columns.ts';
import { readInstant, readMinutes, readTimeOfDay } from './dates.ts';
import type { RowReader } from './row-reader.ts';

export interface ReadVisit {
  externalId: string;
  patientId: string;
  startsAt: Date;
  endsAt: Date;
  state: VisitState;
  doctor: string | null;
  branch: string | null;
  zone: string;
  addedAt: Date | null;
}

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
  /** The words of the file for states, in lower case. */
  states: ReadonlyMap<string, VisitState>;
  /** The file tells how long a visit is. */
  tellsEnd: boolean;
}

/** Taken when nothing tells how long a visit is. */
export const usualMinutes = 60;

const WHEN = 'Write the start as 31.12.2026 10:30 or 2026-12-31T10:30.';

/** One row of an appointments file. Null: not a visit; the doubts of the row say why. */
export function readVisit(row: RowReader<VisitField>, context: ReadVisitContext): ReadVisit | null {
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
  const patientId = row.text('patientId');
  if (patientId === '')
    return leaveOut('patientId', 'The visit names no patient.', 'Add the card number to the export.');
  const branch = readBranch(row, context);
  const zone = branch?.zone ?? context.zone;
  const startsAt = readStart(row, zone);
  if (startsAt === null) return leaveOut('startsAt', 'The start of the visit cannot be read.', WHEN);
  const state = readState(row, context.states);
  if (state === null)
    return leaveOut(
      'state',
      'The state of the visit is a word that is not known.',
      'Say in the mapping of states what it means.',
    );
  const externalId = row.text('externalId') || `${patientId}@${startsAt.toISOString()}`;
  if (externalId.length > 200)
    return leaveOut(
      'externalId',
      'The id is longer than 200 characters.',
      'Check the row for a missing quotation mark.',
    );
  return {
    externalId,
    patientId,
    startsAt,
    endsAt: readEnd(row, startsAt, zone, context),
    state,
    doctor: row.text('doctor').slice(0, 200) || null,
    branch: branch?.id ?? null,
    zone,
    addedAt: row.read('addedAt', (text) => readInstant(text, zone)?.at ?? null, WHEN),
  };
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

function readEnd(row: RowReader<VisitField>, startsAt: Date, zone: string, { tellsEnd }: ReadVisitContext): Date {
  const usual = new Date(startsAt.getTime() + usualMinutes * 60_000);
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
  if (tellsEnd)
    row.doubt(
      end === '' ? 'minutes' : 'endsAt',
      `The end of the visit cannot be right; ${usualMinutes} minutes were taken.`,
      'Correct the end or the length of the visit.',
    );
  return usual;
}

function atMinutes(day: Date, minutes: number, zone: string): Date {
  return DateTime.fromJSDate(day, { zone })
    .set({ hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0, millisecond: 0 })
    .toJSDate();
}

function readState(row: RowReader<VisitField>, states: ReadonlyMap<string, VisitState>): VisitState | null {
  const text = plainState(row.text('state'));
  if (text === '') return 'planned';
  return states.get(text) ?? null;
}

export function plainState(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();
}

/** The words of MIS exports. */
export const knownStates: Readonly<Record<VisitState, readonly string[]>> = {
  planned: [
    'запланирован',
    'запланировано',
    'план',
    'записан',
    'запись',
    'назначен',
    'новый',
    'не подтвержден',
    'ожидает',
    'planned',
    'scheduled',
    'booked',
    'new',
  ],
  confirmed: ['подтвержден', 'подтверждено', 'подтвердил', 'подтвердила', 'confirmed'],
  moved: ['перенесен', 'перенесено', 'перенос', 'перезаписан', 'moved', 'rescheduled'],
  cancelled: ['отменен', 'отменено', 'отмена', 'отказ', 'отказался', 'удален', 'cancelled', 'canceled', 'deleted'],
  arrived: [
    'пришел',
    'пришла',
    'в клинике',
    'на приеме',
    'прием',
    'идет прием',
    'начат',
    'прибыл',
    'ожидает приема',
    'arrived',
    'in progress',
    'checked in',
  ],
  completed: [
    'завершен',
    'завершено',
    'выполнен',
    'выполнено',
    'состоялся',
    'окончен',
    'закончен',
    'закрыт',
    'принят',
    'оплачен',
    'completed',
    'done',
    'finished',
    'fulfilled',
    'closed',
  ],
  'no-show': [
    'не пришел',
    'не пришла',
    'неявка',
    'не явился',
    'не явилась',
    'не состоялся',
    'пропущен',
    'no show',
    'noshow',
    'missed',
  ],
};
