import type { VisitState } from '../../../src/contracts/appointments.ts';
import type { ListedVisit, VisitRange } from '../../../src/contracts/mis-api.ts';
import { placeOf } from '../../kit/clinic-place.ts';
import { instantOf } from '../../kit/instant-of.ts';
import { ofKind, searchFhir, type FhirContext } from './ask-fhir.ts';
import { appointment, encounter, type FhirAppointment, type FhirConcept, type FhirEncounter } from './replies.ts';

/** https://hl7.org/fhir/R4/valueset-appointmentstatus.html; what is proposed or on a waiting list is no visit. */
const states: Readonly<Record<string, VisitState>> = {
  pending: 'planned',
  booked: 'planned',
  arrived: 'arrived',
  'checked-in': 'arrived',
  fulfilled: 'completed',
  cancelled: 'cancelled',
  'entered-in-error': 'cancelled',
  noshow: 'no-show',
};

/** https://hl7.org/fhir/R4/valueset-encounter-status.html */
const cameBy: Readonly<Record<string, VisitState>> = {
  arrived: 'arrived',
  triaged: 'arrived',
  'in-progress': 'arrived',
  finished: 'completed',
};

export async function* listVisits(range: VisitRange, context: FhirContext): AsyncGenerator<ListedVisit[]> {
  const { settings } = context;
  const { changedSince } = range;
  // One parameter twice: both ends of the range.
  const days = new URLSearchParams([
    ['date', `ge${range.from.toISOString()}`],
    ['date', `le${range.to.toISOString()}`],
  ]);
  const query = {
    _count: '100',
    ...(changedSince !== null && { _lastUpdated: `ge${changedSince.toISOString()}` }),
    ...(settings.encounters && { _revinclude: 'Encounter:appointment' }),
  };
  const found = searchFhir(context, { what: 'appointments', path: `Appointment?${days.toString()}`, query });
  yield* visitsAmong(found, range, context);
  if (changedSince === null || !settings.encounters) return;
  // Who came is told by an encounter, which leaves its appointment as it was.
  const since = { _count: '100', _lastUpdated: `ge${changedSince.toISOString()}`, _include: 'Encounter:appointment' };
  const came = searchFhir(context, { what: 'encounters', path: 'Encounter', query: since });
  yield* visitsAmong(came, range, context);
}

async function* visitsAmong(
  pages: AsyncIterable<readonly unknown[]>,
  range: VisitRange,
  context: FhirContext,
): AsyncGenerator<ListedVisit[]> {
  for await (const resources of pages) {
    const encounters = ofKind(resources, encounter);
    yield ofKind(resources, appointment)
      .flatMap((one) => visitOf(one, encounters, context) ?? [])
      .filter(({ startsAt }) => startsAt >= range.from && startsAt <= range.to);
  }
}

function visitOf(
  given: FhirAppointment,
  encounters: readonly FhirEncounter[],
  context: FhirContext,
): ListedVisit | null {
  const actors = (given.participant ?? []).flatMap(({ actor }) => actor ?? []);
  const actor = (type: string): { id: string; name: string } | null => {
    const found = actors.find(({ reference }) => reference != null && idOf(reference, type) !== null);
    return found === undefined ? null : { id: idOf(found.reference!, type)!, name: found.display ?? '' };
  };
  const { branch, zone } = placeOf(actor('Location')?.id, context);
  const at = (written: string | null | undefined): Date | null => {
    const instant = instantOf(written ?? null, zone);
    return instant === null ? null : new Date(instant);
  };
  const startsAt = at(given.start);
  const state = states[given.status];
  if (startsAt === null || state === undefined) return null;
  const [endsAt, addedAt, updatedAt] = [at(given.end), at(given.created), at(given.meta?.lastUpdated)];
  const person = actor('Patient');
  const specialty = wordsOf(given.specialty?.[0]);
  return {
    ...{ externalId: given.id, startsAt, zone },
    ...(endsAt !== null && { endsAt }),
    ...(person !== null && { person: { card: person.id, phone: null, name: null } }),
    branch,
    doctor: actor('Practitioner'),
    ...(specialty !== null && { specialty }),
    service: wordsOf(given.serviceType?.[0]) ?? given.description ?? null,
    state: cameTo(given.id, state, encounters),
    ...(state === 'cancelled' && { cancelReason: wordsOf(given.cancelationReason) }),
    ...(addedAt !== null && { addedAt }),
    ...(updatedAt !== null && { updatedAt }),
  };
}

/** Who is planned by the appointment and has an encounter came. */
function cameTo(id: string, state: VisitState, encounters: readonly FhirEncounter[]): VisitState {
  if (state !== 'planned' && state !== 'arrived') return state;
  const came = encounters
    .filter((one) => one.appointment?.some(({ reference }) => idOf(reference ?? '', 'Appointment') === id))
    .flatMap(({ status }) => cameBy[status] ?? []);
  return came.includes('completed') ? 'completed' : (came[0] ?? state);
}

/** Of `Patient/651`, of a whole address and of one version. */
function idOf(reference: string, type: string): string | null {
  return new RegExp(`(?:^|/)${type}/([A-Za-z0-9.-]{1,64})(?:/_history/.*)?$`).exec(reference)?.[1] ?? null;
}

function wordsOf(concept: FhirConcept | null | undefined): string | null {
  return concept?.text ?? concept?.coding?.find(({ display }) => display != null)?.display ?? null;
}
