import { setTimeout as wait } from 'node:timers/promises';
import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, ToldNewVisit } from '../../../src/contracts/mis-api.ts';
import { noteMark } from '../../kit/call-note.ts';
import { clinicOf } from '../../kit/clinic-of.ts';
import { localTimeOf } from '../../kit/instant-of.ts';
import { refuseTaken } from '../../kit/refuse-taken.ts';
import { askOpenDental, pagesOf, type OpenDentalContext } from './ask-open-dental.ts';
import { appointmentReply, appointmentsReply, type OpenDentalAppointment } from './replies.ts';
import { PATTERN_MINUTES, timeOf } from './visits.ts';

/** These keep their time and their operatory. */
const standing: ReadonlySet<string> = new Set(['Scheduled', 'ASAP', 'Complete']);
/** What a pattern of none is taken for: the length that Open Dental gives by itself. */
const USUAL_MINUTES = 20;

/**
 * A scheduled appointment in the operatory that the settings name for the doctor
 * (https://www.opendental.com/site/apiappointments.html, Appointments POST). The last line of its note holds our key.
 */
export async function writeVisit(
  told: ToldNewVisit,
  progress: MisProgress,
  context: OpenDentalContext,
): Promise<{ ref: string }> {
  if (progress.ref !== null) return { ref: progress.ref };
  const { person, call } = told;
  if (person === null)
    throw new PermanentFailure(
      'Open Dental: who comes is no patient of this office that is known; book there, or dismiss this',
    );
  const { operatories, secondsPerRequest } = context.settings;
  const operatory = operatories[told.doctor];
  if (operatory === undefined)
    throw new PermanentFailure('Open Dental: operatories names none for the doctor of the visit');
  const day = await appointmentsOfDay(told, context);
  const ours = ownAmong(day, told);
  if (ours !== null) return ours;
  const zone = zoneOf(told, context);
  const beside = day.filter(
    ({ AptStatus, Op, ProvNum }) => standing.has(AptStatus) && (Op === operatory || String(ProvNum) === told.doctor),
  );
  refuseTaken(
    'Open Dental',
    told,
    beside.flatMap((one) => spanOf(one, zone)),
  );
  await wait(secondsPerRequest * 1000, undefined, { signal: context.signal });
  const clinic = clinicOf(call.branch, context.settings);
  const minutes = (told.endsAt.getTime() - told.startsAt.getTime()) / 60_000;
  const { AptNum } = await askOpenDental(context, {
    what: 'appointment',
    method: 'POST',
    path: 'appointments',
    body: {
      PatNum: Number(person.externalId),
      Op: operatory,
      ProvNum: Number(told.doctor),
      AptDateTime: localTimeOf(told.startsAt.toISOString(), zone),
      Pattern: 'X'.repeat(Math.max(1, Math.ceil(minutes / PATTERN_MINUTES))),
      Note: `${told.text}\n${noteMark(told)}`,
      ...(clinic !== null && { ClinicNum: Number(clinic) }),
    },
    schema: appointmentReply,
  });
  return { ref: String(AptNum) };
}

export async function lookUpVisit(
  told: ToldNewVisit,
  _progress: MisProgress,
  context: OpenDentalContext,
): Promise<{ ref: string } | null> {
  return ownAmong(await appointmentsOfDay(told, context), told);
}

async function appointmentsOfDay(told: ToldNewVisit, context: OpenDentalContext): Promise<OpenDentalAppointment[]> {
  const found: OpenDentalAppointment[] = [];
  const query = { date: localTimeOf(told.startsAt.toISOString(), zoneOf(told, context)).slice(0, 10) };
  const asked = { what: 'appointments of a day', path: 'appointments', query, schema: appointmentsReply };
  for await (const rows of pagesOf(context, asked)) found.push(...rows);
  return found;
}

function ownAmong(rows: readonly OpenDentalAppointment[], told: ToldNewVisit): { ref: string } | null {
  const ours = rows.find(({ Note }) => Note?.includes(noteMark(told)) === true);
  return ours === undefined ? null : { ref: String(ours.AptNum) };
}

function zoneOf({ call }: ToldNewVisit, { settings }: OpenDentalContext): string {
  return settings.zone ?? call.zone;
}

function spanOf({ AptDateTime, Pattern }: OpenDentalAppointment, zone: string): { startsAt: Date; endsAt: Date }[] {
  const startsAt = timeOf(AptDateTime, zone);
  if (startsAt === null) return [];
  const minutes = (Pattern?.length ?? 0) * PATTERN_MINUTES || USUAL_MINUTES;
  return [{ startsAt, endsAt: new Date(startsAt.getTime() + minutes * 60_000) }];
}
