import { DateTime } from 'luxon';
import type { ListedVisit, ToldVisitAnswer, VisitRange } from '../../../src/contracts/mis-api.ts';
import { placeOf } from '../../kit/clinic-place.ts';
import { textOf } from '../../kit/text-of.ts';
import { timeOf } from '../../kit/time-of.ts';
import { valueAt } from '../../kit/value-at.ts';
import { stateOfWord } from '../../kit/visit-words.ts';
import { askRenovatio, type RenovatioContext } from './ask-renovatio.ts';
import { rowsReply, type RenovatioRow } from './replies.ts';
import { z } from 'zod';

const FORMAT = 'dd.MM.yyyy HH:mm';
/** It answers at most so many days at once. */
const WINDOW_MS = 30 * 24 * 3_600_000;

/** Appointments of the range, a month at a time; it cannot be asked for changes alone. */
export async function* listVisits(range: VisitRange, context: RenovatioContext): AsyncGenerator<ListedVisit[]> {
  const { zone } = placeOf(null, context);
  const written = (ms: number): string => DateTime.fromMillis(ms, { zone }).toFormat(FORMAT);
  const [first, last] = [range.from.getTime(), range.to.getTime()];
  const seen = new Set<string>();
  for (let from = first; from <= last; from += WINDOW_MS) {
    context.signal.throwIfAborted();
    const rows = await askRenovatio(context, {
      method: 'getAppointments',
      parameters: {
        date_from: written(from),
        date_to: written(Math.min(from + WINDOW_MS, last)),
        show_patient_data: '1',
      },
      effect: 'read',
      schema: rowsReply,
    });
    const visits = rows
      .flatMap((row) => visitOf(row, context) ?? [])
      .filter(({ startsAt, externalId }) => startsAt >= range.from && startsAt <= range.to && !seen.has(externalId));
    for (const { externalId } of visits) seen.add(externalId);
    yield visits;
  }
}

function visitOf(row: RenovatioRow, context: RenovatioContext): ListedVisit | null {
  const { visitFields: fields, states } = context.settings;
  const at = (path: string): string | null => textOf(valueAt(row, path));
  const { branch, zone } = placeOf(at(fields.clinic), context);
  const time = (path: string): Date | null => {
    const told = timeOf(at(path), FORMAT, zone);
    return told === null ? null : new Date(told);
  };
  const [externalId, startsAt, endsAt] = [at(fields.id), time(fields.start), time(fields.end)];
  if (externalId === null || startsAt === null) return null;
  const [card, doctor, service] = [at(fields.patient), at(fields.doctor), at(fields.service)];
  const state = stateOfWord(at(fields.status), states);
  return {
    ...{ externalId, startsAt, zone },
    ...(endsAt !== null && { endsAt }),
    person: { card, phone: at(fields.patientPhone), name: at(fields.patientName) },
    branch,
    ...(doctor !== null && { doctor: { id: doctor, name: at(fields.doctorName) ?? doctor } }),
    ...(service !== null && { service }),
    ...(state !== null && { state }),
  };
}

export async function writeVisitAnswer(told: ToldVisitAnswer, context: RenovatioContext): Promise<void> {
  const { source } = context.settings;
  const cancels = told.answer === 'cancelled';
  await askRenovatio(context, {
    method: cancels ? 'cancelAppointment' : 'confirmAppointment',
    parameters: { appointment_id: told.visitId, source, ...(cancels && { comment: told.reason ?? '' }) },
    effect: 'write',
    schema: z.unknown(),
  });
}
