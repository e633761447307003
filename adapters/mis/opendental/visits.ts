import type { VisitState } from '../../../src/contracts/appointments.ts';
import type { ListedVisit, VisitRange } from '../../../src/contracts/mis-api.ts';
import { placeOf } from '../../kit/clinic-place.ts';
import { instantOf, localTimeOf } from '../../kit/instant-of.ts';
import { pagesOf, type OpenDentalContext } from './ask-open-dental.ts';
import { appointmentsReply, type OpenDentalAppointment } from './replies.ts';

/** Each character of a pattern. */
export const PATTERN_MINUTES = 5;
const DAY_MS = 24 * 3_600_000;

/** Appointments of the range; plans without a time and notes among appointments are none. */
export async function* listVisits(range: VisitRange, context: OpenDentalContext): AsyncGenerator<ListedVisit[]> {
  const zone = context.settings.zone ?? placeOf(null, context).zone;
  const since = range.changedSince;
  const query = {
    // Days in any of the clinic’s zones; what lies outside of the range is left out below.
    dateStart: dayOf(range.from.getTime() - DAY_MS, zone),
    dateEnd: dayOf(range.to.getTime() + DAY_MS, zone),
    ...(since !== null && { DateTStamp: localTimeOf(since.toISOString(), zone) }),
  };
  const pages = pagesOf(context, { what: 'appointments', path: 'appointments', query, schema: appointmentsReply });
  for await (const appointments of pages)
    yield appointments
      .flatMap((appointment) => visitOf(appointment, context) ?? [])
      .filter(({ startsAt }) => startsAt >= range.from && startsAt <= range.to);
}

function visitOf(appointment: OpenDentalAppointment, context: OpenDentalContext): ListedVisit | null {
  const place = placeOf(appointment.ClinicNum, context);
  const zone = context.settings.zone ?? place.zone;
  const startsAt = timeOf(appointment.AptDateTime, zone);
  const state = stateOf(appointment, context);
  if (startsAt === null || state === null) return null;
  const { Pattern, ProvNum, provAbbr, ProcDescript, IsNewPatient } = appointment;
  const minutes = (Pattern?.length ?? 0) * PATTERN_MINUTES;
  const addedAt = timeOf(appointment.SecDateTEntry, zone);
  const updatedAt = timeOf(appointment.DateTStamp, zone);
  return {
    externalId: String(appointment.AptNum),
    startsAt,
    zone: place.zone,
    ...(minutes > 0 && { endsAt: new Date(startsAt.getTime() + minutes * 60_000) }),
    person: { card: String(appointment.PatNum), phone: null, name: null },
    branch: place.branch,
    doctor: ProvNum == null || ProvNum === 0 ? null : { id: String(ProvNum), name: provAbbr ?? '' },
    service: ProcDescript == null || ProcDescript === '' ? null : ProcDescript,
    state,
    ...(IsNewPatient != null && { isConsultation: IsNewPatient === 'true' }),
    ...(addedAt !== null && { addedAt }),
    ...(updatedAt !== null && { updatedAt }),
  };
}

function stateOf(
  { AptStatus: status, confirmed, DateTimeArrived: arrived }: OpenDentalAppointment,
  { settings }: OpenDentalContext,
): VisitState | null {
  if (status === 'Complete') return 'completed';
  if (status === 'Broken') return settings.broken;
  if (status === 'UnschedList') return 'cancelled';
  if (status !== 'Scheduled' && status !== 'ASAP') return null;
  if (arrived != null && arrived !== '' && !arrived.endsWith(' 00:00:00')) return 'arrived';
  const isConfirmed = settings.confirmed.some((word) => word.toLowerCase() === confirmed?.trim().toLowerCase());
  return isConfirmed ? 'confirmed' : 'planned';
}

/** `0001-01-01 …` is how Open Dental writes that there is none. */
export function timeOf(written: string | null | undefined, zone: string): Date | null {
  const instant = instantOf(written ?? null, zone);
  return instant === null ? null : new Date(instant);
}

function dayOf(ms: number, zone: string): string {
  return localTimeOf(new Date(ms).toISOString(), zone).slice(0, 10);
}
