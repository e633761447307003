import { PermanentFailure } from '../../../src/contracts/failures.ts';
import type { MisProgress, ToldNewVisit } from '../../../src/contracts/mis-api.ts';
import { cardOf } from '../../kit/card-of.ts';
import { clinicOf } from '../../kit/clinic-of.ts';
import { refuseTaken } from '../../kit/refuse-taken.ts';
import { ofKind, searchFhir, type FhirContext } from './ask-fhir.ts';
import { createOnce } from './create-once.ts';
import { findPeople } from './people.ts';
import { appointment, type FhirAppointment } from './replies.ts';

/** A visit that begins earlier lasts no longer. */
const LONGEST_MS = 12 * 3_600_000;
/** https://hl7.org/fhir/R4/valueset-appointmentstatus.html: these keep their time. */
const standing: ReadonlySet<string> = new Set(['pending', 'booked', 'arrived', 'fulfilled', 'checked-in']);

/** A booked Appointment with our identifier, made only where there is none of it (If-None-Exist). */
export async function writeVisit(
  told: ToldNewVisit,
  progress: MisProgress,
  context: FhirContext,
): Promise<{ ref: string }> {
  if (progress.ref !== null) return { ref: progress.ref };
  const person = await cardOf(told, (phone) => findPeople(phone, context));
  if (person === null)
    throw new PermanentFailure(
      'FHIR: no one patient is certainly who comes; book in the system itself, or dismiss this',
    );
  if (![person, told.doctor].every((id) => /^[A-Za-z0-9.-]{1,64}$/.test(id)))
    throw new PermanentFailure('FHIR: the patient or the doctor of the visit is none of this server');
  const { identifierSystem: system } = context.settings;
  const around = await appointmentsAround(told, context);
  const ours = around.find(({ identifier }) =>
    identifier?.some((one) => one.system === system && one.value === told.key),
  );
  if (ours !== undefined) return { ref: ours.id };
  refuseTaken('FHIR', told, around.filter(({ status }) => standing.has(status)).flatMap(spanOf));
  const { id } = await createOnce(appointmentOf(told, person, context), told.key, context);
  return { ref: id };
}

async function appointmentsAround(
  { doctor, startsAt, endsAt }: ToldNewVisit,
  context: FhirContext,
): Promise<FhirAppointment[]> {
  const found: FhirAppointment[] = [];
  const query = new URLSearchParams([
    ['practitioner', `Practitioner/${doctor}`],
    ['date', `ge${new Date(startsAt.getTime() - LONGEST_MS).toISOString()}`],
    ['date', `le${endsAt.toISOString()}`],
  ]);
  const path = `Appointment?${query.toString()}`;
  for await (const page of searchFhir(context, { what: 'appointments of a doctor', path, query: {} }))
    found.push(...ofKind(page, appointment));
  return found;
}

function spanOf({ start, end }: FhirAppointment): { startsAt: Date; endsAt: Date }[] {
  if (start == null) return [];
  const startsAt = new Date(start);
  // One that tells no end takes the time at which it begins.
  return [{ startsAt, endsAt: end == null ? new Date(startsAt.getTime() + 60_000) : new Date(end) }];
}

function appointmentOf(
  { key, call, doctor, startsAt, endsAt, text }: ToldNewVisit,
  person: string,
  { settings }: FhirContext,
): { resourceType: 'Appointment' } & Record<string, unknown> {
  const clinic = clinicOf(call.branch, settings);
  const actors = [`Patient/${person}`, `Practitioner/${doctor}`, ...(clinic === null ? [] : [`Location/${clinic}`])];
  return {
    resourceType: 'Appointment',
    identifier: [{ system: settings.identifierSystem, value: key }],
    status: 'booked',
    start: startsAt.toISOString(),
    end: endsAt.toISOString(),
    comment: text,
    participant: actors.map((reference) => ({ actor: { reference }, status: 'accepted' })),
  };
}
